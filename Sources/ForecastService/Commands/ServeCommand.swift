internal import ArgumentParser
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
        let service = ExecutionService(
            configuration, store: try ExecutionStore(path: "\(configuration.folder)/service.sqlite"),
            sink: try configuration.resultSink(), clock: .system,
            forwarding: try configuration.bullmq.map {
                QueueForwarding(try $0.open(), attempts: configuration.queue.attempts)
            }, log: ServiceLog.write)
        try await ServiceServer(service, clock: .system, log: ServiceLog.write).run()
    }
}
