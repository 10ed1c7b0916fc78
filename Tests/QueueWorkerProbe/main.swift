import Foundation
import JobQueue
import Workers

/// A worker that does nothing for so long, for the tests that kill it:
/// `QueueWorkerProbe PORT QUEUE SCRIPTS LOCK_MS STALLED_MS STEP_MS PARALLEL MODE`.
///
/// A job tells two steps and ends; each begin and end is a line on standard output. MODE `fail`: fails, each time; `flaky`: the first time;
/// `spin`: computes instead of waiting.
let words = CommandLine.arguments
var address = RedisAddress()
address.port = Int(words[1]) ?? 0
let stopping = Interruption()
signal(SIGTERM, SIG_IGN)
let source = DispatchSource.makeSignalSource(signal: SIGTERM, queue: .global())
source.setEventHandler { stopping.request() }
source.resume()

var options = QueueWorkerOptions()
options.lockMilliseconds = Int(words[4]) ?? 0
options.stalledMilliseconds = Int(words[5]) ?? 0
options.parallel = Int(words[7]) ?? 1
options.drainSeconds = 1
options.progressChannel = "progress:\(words[2])"
let step = (Int(words[6]) ?? 0) * 1000
let mode = words[8]

let log: @Sendable (String) -> Void = { say("log \($0)") }

func say(_ text: String) {
    FileHandle.standardOutput.write(Data("\(text)\n".utf8))
}

do {
    let worker = QueueWorker(
        BullQueue(words[2], scripts: try QueueScripts(folder: words[3]), address: address), options: options,
        stopping: stopping, log: log
    ) { handle in
        say("begin \(handle.job.id)")
        if mode == "fail" || (mode == "flaky" && handle.job.attemptsMade == 0) {
            throw JobFailure("no luck", isTransient: true)
        }
        for percent in [10, 50] {
            handle.report(
                #"{"step":1,"percent":\#(percent),"at":\#(Int(Date().timeIntervalSince1970 * 1000))}"#)
            let end = Date().addingTimeInterval(Double(step) / 1e6)
            while Date() < end {
                if handle.interruption.isRequested { throw Interrupted() }
                if mode != "spin" { usleep(useconds_t(min(step, 5000))) }
            }
        }
        say("end \(handle.job.id)")
        return #"{"execucao_id":"\#(handle.job.id)"}"#
    }
    say("ready")
    try worker.run()
    say("stopped")
} catch {
    say("error \(error)")
    exit(1)
}
