import Foundation
import ServiceJobs
import Synchronization
import TestServers
import Testing

/// What becomes of executions when several ask at once, and when the disk or the process fails.
@Suite("Executions, asked for and cancelled at once", .serialized) struct ExecutionTests {
    @Test("a job that is asked for eight times at once is done once")
    func atOnce() throws {
        let project = try ServedProject()
        let replies = Mutex<[(status: Int, id: String)]>([])
        for round in 0..<3 {
            let body = "{\"horizon_weeks\": \(round + 1)}"
            replies.withLock { $0 = [] }
            let threads = DispatchGroup()
            for _ in 0..<8 {
                threads.enter()
                let thread = Thread {
                    let reply = try? project.ask("POST", "/predict", body)
                    let id = reply?.json["execution_id"]?.string ?? ""
                    replies.withLock { $0.append((reply?.status ?? 0, id)) }
                    threads.leave()
                }
                thread.start()
            }
            threads.wait()
            let found = replies.withLock { $0 }
            #expect(Set(found.map(\.id)).count == 1 && found.allSatisfy { [200, 202].contains($0.status) })
            let done = try project.ended(found[0].id)
            #expect(done["status"]?.string == "finished" && done["attempt"]?.integer == 1, "\(done.line)")
        }
        #expect(project.log.matches(of: /"event":"queued"/).count == 3)
        #expect(project.log.matches(of: /"event":"running"/).count == 3)
    }

    @Test("who was told that a job is cancelling finds it cancelled after a crash")
    func crashWhileCancelling() throws {
        let (project, id) = try ServedProject.busy()
        let told = try project.ask("DELETE", "/executions/\(id)")
        #expect(told.status == 202 && told.json["status"]?.string == "cancelling", "\(told.text)")
        _ = project.stop(by: SIGKILL)
        try project.start()
        #expect(try project.ended(id)["status"]?.string == "cancelled")
        #expect(!project.log.contains("\"event\":\"running\""))
    }

    @Test("a second service on the same folder does not start, and takes nothing")
    func twoProcesses() throws {
        let project = try ServedProject()
        let log = try String(contentsOfFile: "\(project.root)/log", encoding: .utf8)
        let (status, told) = try project.refusal()
        #expect(
            status == 4 && told.contains("error[S210]") && told.contains("name another 'folder'"), "\(told)")
        #expect(log.contains("listening"))
        #expect(try project.ask("POST", "/predict", "{}").status == 200)
        // The lock goes with the process.
        _ = project.stop(by: SIGKILL)
        try project.start()
        #expect(try project.ask("GET", "/health").status == 200)
    }

    @Test(
        "what ends while the disk is full is told at once and noted when there is room, and requests hear why",
        .enabled(
            if: FileManager.default.isExecutableFile(atPath: ServedProject.limiter),
            "prlimit is not installed"))
    func fullDisk() throws {
        let (project, id) = try ServedProject.busy(windows: 8)
        try project.fillDisk(true)
        #expect(try project.ended(id)["status"]?.string == "failed")
        let refused = try project.ask("POST", "/predict", "{}")
        #expect(refused.status == 503 && refused.json["code"]?.string == "S152", "\(refused.text)")
        #expect(refused.headers["retry-after"] == "5")
        // The list is the store's alone.
        func stored() throws -> String? {
            try project.ask("GET", "/executions").json["executions"]?.items?.first {
                $0["execution_id"]?.string == id
            }?["status"]?.string
        }
        #expect(try stored() == "running")
        try project.fillDisk(false)
        try comesTrue { try stored() != "running" }
        #expect(try stored() == "failed")
        #expect(try project.ask("POST", "/predict", "{}").status == 200)
    }

    @Test("of the executions that have ended those go that ended first, whenever they were asked for")
    func oldest() throws {
        let project = try ServedProject(starts: false)
        let configuration = try ServiceConfigurationReader.read(
            "\(project.root)/service.yaml", environment: [:])
        let store = try ExecutionStore(path: "\(configuration.folder)/service.sqlite")
        let service = ExecutionService(
            configuration, store: store, sink: try configuration.resultSink(),
            clock: ServiceClock(seconds: { 0 }, unixSeconds: { 0 }, timestamp: { "2026-11-29T18:00:00Z" }))
        // The one that was asked for first ends last.
        var ids: [String] = []
        for weeks in 1...3 {
            let body = JSONValue.members(["horizon_weeks": .integer(weeks)])
            var execution = try service.submit(
                JobRequest(.predict, body, configuration), key: nil, body: "", requestID: "r"
            ).execution
            execution.state = .finished
            execution.ended = "2026-11-29T18:00:0\(9 - weeks)Z"
            try store.put(&execution, telling: "finished")
            ids.append(execution.id)
        }
        #expect(try store.ended(before: 1) == [ids[1], ids[2]])
        #expect(try store.ended(before: 3).isEmpty)
    }

    @Test("a forecast that waits while somebody comes into office is not made by them under its old name")
    func newOffice() throws {
        let project = try ServedProject(starts: false)
        let configuration = try ServiceConfigurationReader.read(
            "\(project.root)/service.yaml", environment: [:])
        let service = ExecutionService(
            configuration, store: try ExecutionStore(path: "\(configuration.folder)/service.sqlite"),
            sink: try configuration.resultSink(),
            clock: ServiceClock(
                seconds: { 0 }, unixSeconds: { 0 }, timestamp: { "2026-11-29T18:00:00Z" }))
        func ask() throws -> Execution {
            try service.submit(
                JobRequest(.predict, .object([]), configuration), key: nil, body: "", requestID: "r"
            ).execution
        }
        func ended(_ id: String) throws -> Execution? {
            try comesTrue { try service.execution(id)?.state.isEnd != false }
            return try service.execution(id)
        }
        let waiting = try ask().id
        _ = try project.forecast(["pipeline", "experiments/shop.yaml", "--train"])
        try service.start()
        let old = try ended(waiting)
        #expect(old?.state == .failed && old?.error?["code"]?.string == "S301", "\(old?.value.line ?? "")")
        let new = try ask().id
        #expect(try new != waiting && ended(new)?.state == .finished)
        service.drain()
    }

    @Test("jobs at the same time fit into memory together, and those that do not run one after the other")
    func memoryTogether() throws {
        // Each of these forecasts needs some 40 MB by the estimate.
        let project = try ServedProject(
            series: 200, configuration: "limits: {memory: 60M}\n",
            starts: false)
        try project.start()
        let threads = DispatchGroup()
        for weeks in 1...4 {
            threads.enter()
            Thread {
                _ = try? project.ask("POST", "/predict", "{\"horizon_weeks\": \(weeks)}")
                threads.leave()
            }.start()
        }
        threads.wait()
        let states = try project.ask("GET", "/executions").json["executions"]?.items?.map {
            $0["status"]?.string
        }
        #expect(states == Array(repeating: "finished", count: 4))
        #expect(project.log.contains("waits until it fits into memory beside what runs"))
    }

    @Test("Retry-After is half of what a job has taken, once that is more than such jobs take")
    func overdue() throws {
        let project = try ServedProject(series: 400, configuration: "queue: {capacity: 1}\n", starts: false)
        let long = ServedProject.long.replacing("windows: 8", with: "windows: 24")
        try project.write(long, to: "experiments/shop.yaml")
        let configuration = try ServiceConfigurationReader.read(
            "\(project.root)/service.yaml", environment: [:])
        let seconds = Mutex(0.0)
        let service = ExecutionService(
            configuration, store: try ExecutionStore(path: "\(configuration.folder)/service.sqlite"),
            sink: try configuration.resultSink(),
            clock: ServiceClock(
                seconds: { seconds.withLock { $0 } }, unixSeconds: { 0 },
                timestamp: { "2026-11-29T18:00:00Z" }))
        try service.start()
        func submit(_ kind: JobKind) throws -> Execution {
            try service.submit(
                JobRequest(kind, .object([]), configuration), key: nil, body: "", requestID: "r"
            ).execution
        }
        let running = try submit(.backtest).id
        comesTrue { service.active(running)?.state == .running }
        let waiting = try submit(.train).id
        seconds.withLock { $0 = 200 }
        try project.write(
            ServedProject.long.replacing("windows: 8", with: "windows: 7"), to: "experiments/shop.yaml")
        #expect(throws: SubmissionRefusal.full(waiting: 1, retryAfter: 100)) { try submit(.backtest) }
        for id in [waiting, running] { _ = try service.cancel(id) }
        service.drain()
        #expect(try service.execution(running)?.state == .cancelled)
    }
}
