import Dispatch
import Foundation
import ServiceJobs

/// How long after they were noted the events of an execution came to somebody who listens, from the third one on.
struct EventDelays {
    private(set) var milliseconds: [Double] = []

    /// - Parameters:
    ///   - seconds: for how long is listened, where the execution does not end before.
    ///   - count: of events from the third one on, for which is listened longer where they come slowly.
    init(of id: String, in project: ServedProject, seconds: Double = 60, atLeast count: Int = 0) throws {
        let store = try ExecutionStore(path: "\(project.root)/data/service/service.sqlite")
        let connection = try Connection(project.port, seconds: 60)
        connection.send(
            "GET /executions/\(id)/events HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let noted = Noted()
        let looker = Thread {
            var number = 0
            while !noted.isOver {
                for event in (try? store.events(of: id, after: number)) ?? [] {
                    number = event.number
                    noted.note(event.number)
                }
                usleep(3_000)
            }
        }
        looker.start()
        var seen: [Int: UInt64] = [:]
        let end = Date().addingTimeInterval(seconds)
        _ = connection.receive { text in
            let now = DispatchTime.now().uptimeNanoseconds
            for match in text.matches(of: /id: (\d+)\n/) {
                let number = Int(match.1) ?? 0
                if seen[number] == nil { seen[number] = now }
            }
            return Date() > end && seen.keys.count { $0 > 2 } >= count
        }
        noted.end()
        for (number, time) in seen.sorted(by: { $0.key < $1.key }) where number > 2 {
            guard let begin = noted.times[number] else { continue }
            milliseconds.append(Double(time) / 1e6 - Double(begin) / 1e6)
        }
    }

    private final class Noted: @unchecked Sendable {
        private let lock = NSLock()
        private var found: [Int: UInt64] = [:]
        private var over = false

        var isOver: Bool { lock.withLock { over } }
        var times: [Int: UInt64] { lock.withLock { found } }
        func note(_ number: Int) { lock.withLock { found[number] = DispatchTime.now().uptimeNanoseconds } }
        func end() { lock.withLock { over = true } }
    }
}
