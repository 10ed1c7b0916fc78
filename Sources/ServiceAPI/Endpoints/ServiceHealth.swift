internal import ForecastTasks
internal import Foundation
internal import HTTPTypes
package import ServiceJobs
internal import Synchronization

/// How the service and what it needs are, looked at every few seconds on a thread of its own: whoever asks waits for nothing.
package final class ServiceHealth: Sendable {
    /// Something that the service needs, and what finds out that it is there; it throws where it is not.
    package struct Check: Sendable {
        let name: String
        let find: @Sendable () throws -> Void

        package init(_ name: String, _ find: @escaping @Sendable () throws -> Void) {
            self.name = name
            self.find = find
        }
    }

    private let checks: [Check]
    private let service: ExecutionService
    private let found = Mutex<[String: String]>([:])

    init(_ service: ExecutionService, _ checks: [Check]) {
        self.service = service
        self.checks = [Check("store") { try service.store.check() }] + checks
    }

    private static let pauseSeconds = 5.0

    func start() {
        look()
        let thread = Thread { [weak self] in
            while self != nil {
                Thread.sleep(forTimeInterval: Self.pauseSeconds)
                self?.look()
            }
        }
        thread.start()
    }

    private func look() {
        for check in checks {
            let state: String
            do {
                try check.find()
                state = "ok"
            } catch {
                state = "down"
            }
            found.withLock { $0[check.name] = state }
        }
    }

    private var isSound: Bool { found.withLock { $0.values.allSatisfy { $0 == "ok" } } }

    var answer: Answer {
        let state = service.isDraining ? "draining" : isSound ? "ok" : "degraded"
        let checks = found.withLock { $0 }.sorted { $0.key < $1.key }
        return Answer(
            .members([
                "status": .string(state), "version": .string(CodeVersion.program),
                "checks": .object(checks.map { JSONValue.Member(name: $0.key, value: .string($0.value)) }),
                "queue": .object(
                    service.load.map { lane in
                        JSONValue.Member(
                            name: lane.lane,
                            value: .members([
                                "waiting": .integer(lane.waiting), "running": .integer(lane.running),
                            ]))
                    }),
            ]), state == "ok" ? .ok : .serviceUnavailable)
    }

    /// Whether requests are welcome.
    var readiness: Answer {
        let isReady = isSound && !service.isDraining
        return Answer(
            .members(["status": .string(isReady ? "ready" : service.isDraining ? "draining" : "not ready")]),
            isReady ? .ok : .serviceUnavailable)
    }
}
