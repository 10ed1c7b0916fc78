internal import Hummingbird
package import ServiceJobs

/// The REST side of a service.
package struct ServiceServer: Sendable {
    private let service: ExecutionService
    private let clock: ServiceClock
    private let log: @Sendable (String, [String: String]) -> Void

    package init(
        _ service: ExecutionService, clock: ServiceClock,
        log: @escaping @Sendable (String, [String: String]) -> Void
    ) {
        self.service = service
        self.clock = clock
        self.log = log
    }

    /// Serves until the process is asked to stop.
    package func run() async throws {
        let router = Router()
        router.get("/health/live") { _, _ in "{\"status\":\"ok\"}" }
        try service.start()
        let listen = service.configuration.listen
        let application = Application(
            router: router,
            configuration: .init(address: .hostname(listen.host, port: listen.port)),
            onServerRunning: { [log] channel in
                log("listening", ["address": "\(channel.localAddress.map { "\($0)" } ?? "")"])
            })
        try await application.runService()
        service.drain()
    }
}
