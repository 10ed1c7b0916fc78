internal import ArgumentParser
internal import JobQueue
internal import ServiceAPI
internal import ServiceJobs

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Answer requests over HTTP, and do the jobs that they ask for.",
        discussion: """
            Listens on 127.0.0.1 without keys; for anything else the service wants a file of keys. Ends on SIGTERM or SIGINT: no job \
            is taken any more, what runs may end, and what does not is given back to the queue.

            EXAMPLES
              forecast-service serve --config service.yaml
              curl -s localhost:8080/health
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try file.read()
        let lock = try FolderLock(configuration)
        defer { withExtendedLifetime(lock) {} }
        let sink = try configuration.resultSink { ServiceLog.write("warning", ["text": $0]) }
        let outbox = OutboxThread(configuration, sink, clock: .system, log: ServiceLog.write)
        let service = ExecutionService(
            configuration, store: try ExecutionStore(path: "\(configuration.folder)/service.sqlite"),
            sink: sink, clock: .system,
            forwarding: try configuration.bullmq.map {
                QueueForwarding(try $0.open(), attempts: configuration.queue.attempts)
            }, outbox: outbox, log: ServiceLog.write)
        outbox.start()
        defer { outbox.stop() }
        try await ServiceServer(
            service, checks: Self.neighbours(of: configuration, sink),
            endsWithTerminal: StopSignals.endsWithTerminal, clock: .system, log: ServiceLog.write
        ).run()
    }

    /// What the service needs besides its own store, and how it is found to be there.
    private static func neighbours(
        of configuration: ServiceConfiguration, _ sink: any ResultSink
    ) -> [ServiceHealth.Check] {
        var checks: [ServiceHealth.Check] = []
        if configuration.results != nil {
            checks.append(ServiceHealth.Check("postgres") { try sink.check() })
        }
        if let redis = configuration.bullmq?.address {
            checks.append(ServiceHealth.Check("redis") { try RedisConnection(redis).check() })
        }
        return checks
    }
}
