internal import ForecastCore
internal import Glibc
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import ServiceJobs
internal import ServiceLifecycle
internal import Synchronization
internal import UnixSignals

/// The REST side of a service.
package struct ServiceServer: Sendable {
    private let service: ExecutionService
    private let health: ServiceHealth
    private let clock: ServiceClock
    private let log: @Sendable (String, [String: String]) -> Void
    private let endsWithTerminal: Bool
    private let isListening = Flag()

    private final class Flag: Sendable {
        let value = Atomic(false)
    }

    /// - Parameters:
    ///   - checks: what the service needs besides its own store.
    ///   - endsWithTerminal: whether SIGHUP asks for an end, as SIGTERM does.
    package init(
        _ service: ExecutionService, checks: [ServiceHealth.Check] = [], endsWithTerminal: Bool = true,
        clock: ServiceClock,
        log: @escaping @Sendable (String, [String: String]) -> Void
    ) {
        self.service = service
        health = ServiceHealth(service, checks)
        self.endsWithTerminal = endsWithTerminal
        self.clock = clock
        self.log = log
    }

    /// Serves until the process is asked to stop, and gives back what has not ended.
    package func run() async throws {
        try service.start()
        health.start()
        let group = ServiceGroup(configuration: groupConfiguration(of: try door()))
        defer { service.drain() }
        do {
            try await group.run()
        } catch let error as IOError where !isListening.value.load(ordering: .relaxed) {
            let place = service.configuration.listen
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "S218",
                        "\(place.host) cannot be listened to at port \(place.port): \(String(cString: strerror(error.errnoCode)))",
                        fix:
                            "stop what listens there, or set another listen.port in service.yaml (0 for one that is free)"
                    )
                ])
        }
    }

    /// Hummingbird's server alone: what it has besides, a router and files, is of no use here and half of what there would be
    /// to build.
    private func door() throws -> any Service {
        let configuration = service.configuration
        let limits = configuration.limits
        let metrics = ServiceMetrics()
        // Work that waits for the disk is short; what comes on top of it is told to come again.
        let responder = ServiceResponder(
            operations: ServiceOperations(
                service: service, work: BlockingWork(threads: 4, capacity: 256), health: health,
                metrics: metrics,
                clock: clock), admission: RequestGuard(configuration, clock), metrics: metrics, clock: clock,
            log: log)
        let handlers = { @Sendable in
            RequestLimitHandler(
                bodyBytes: limits.bodyBytes, seconds: limits.idleSeconds, unreadable: responder.unreadable)
        }
        let server = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [handlers()], idleTimeout: .seconds(Int64(limits.idleSeconds))))
        return try server.buildServer(
            configuration: ServerConfiguration(
                address: .hostname(configuration.listen.host, port: configuration.listen.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: Self.logger)),
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: Self.logger,
            responder: { request, writer, _ in
                let response = await responder.respond(to: request)
                do {
                    try await writer.write(response: response.head, body: response.body)
                } catch is HTTPParserError {
                    // Such an error is answered by the server, and this one was begun to be.
                    throw UnreadableWhileAnswering()
                }
            },
            onServerRunning: { [log, isListening] channel in
                isListening.value.store(true, ordering: .relaxed)
                log("listening", ["port": "\(channel.localAddress?.port ?? 0)"])
            })
    }

    private struct UnreadableWhileAnswering: Error {}

    /// Hummingbird's own words: our log has a line for each request.
    private static let logger: Logger = {
        var logger = Logger(label: "http")
        logger.logLevel = .error
        return logger
    }()

    private func groupConfiguration(of door: any Service) -> ServiceGroupConfiguration {
        // The last one is stopped first: whoever asks whether requests are welcome hears no before the door closes.
        var configuration = ServiceGroupConfiguration(
            services: [door, StopNotice(service: service, log: log)],
            gracefulShutdownSignals: [.sigterm, .sigint] + (endsWithTerminal ? [.sighup] : []),
            logger: Self.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(
            service.configuration.noticeSeconds + service.configuration.drainSeconds + 5)
        configuration.maximumCancellationDuration = .seconds(10)
        return configuration
    }
}
