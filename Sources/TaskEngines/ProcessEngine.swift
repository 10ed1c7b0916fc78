internal import Dispatch
internal import ForecastCore
internal import ForecastTasks
internal import Glibc
internal import Synchronization
internal import Workers

/// Processes of this program on this machine, which share nothing but the store: what a cluster does, for tests and for one
/// large machine.
package struct ProcessEngine: TaskEngine {
    private let processes: Int

    package init(processes: Int) { self.processes = processes }

    package var name: String { NumberText.count(processes, "process", "processes") }

    package func submit(_ attempt: EngineAttempt) throws -> any SubmittedTasks {
        PooledTasks(
            ProcessPool(
                processes: processes, program: attempt.program,
                arguments: attempt.arguments + ["--jobs", String(max(1, attempt.jobs / processes))],
                interruption: attempt.interruption),
            attempt.tasks)
    }
}

private final class PooledTasks: SubmittedTasks, Sendable {
    /// How it ended; nil while it works.
    private let end = Mutex<String?>(nil)
    private let isCancelled = Atomic(false)

    init(_ pool: ProcessPool, _ tasks: [ForecastTask]) {
        DispatchQueue.global().async {
            do {
                // What fails leaves word in the store; what ends its process is missed there.
                try pool.perform(tasks, finished: { _, _ in }) { _, _ in
                    if self.isCancelled.load(ordering: .relaxed) { throw Interrupted() }
                }
                self.end.withLock { $0 = "the process that performed it ended" }
            } catch {
                self.end.withLock { $0 = "\(error)" }
            }
        }
    }

    func ending() -> String? { end.withLock { $0 } }

    func cancel() {
        isCancelled.store(true, ordering: .relaxed)
        // The processes stop by themselves, at the stop file or as the interruption is passed on to them.
        for _ in 0..<300 where ending() == nil { usleep(100_000) }
    }
}
