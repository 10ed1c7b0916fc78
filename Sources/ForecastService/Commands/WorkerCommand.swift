internal import ArgumentParser
internal import ForecastCore
internal import Glibc
internal import JobQueue
internal import ServiceJobs
internal import Workers

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Do the jobs of a BullMQ queue.",
        discussion: """
            Takes jobs called train_model, backtest and predict from the queue that service.yaml names (docs/bullmq.md). Ends on SIGTERM \
            or SIGINT: no job is taken any more, what runs may end, and what does not is given back to the queue.

            EXAMPLES
              forecast-service worker --config service.yaml
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try file.read()
        guard let bullmq = configuration.bullmq else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "S217",
                        "\(file.config) has no block 'bullmq': there is no queue to take jobs from",
                        fix:
                            "name one (docs/bullmq.md); without, `forecast-service serve` does its jobs itself"
                    )
                ])
        }
        let lock = try FolderLock(configuration)
        defer { withExtendedLifetime(lock) {} }
        let stopping = Interruption()
        let signals = StopSignals(stopping)
        defer { signals.end() }
        let clock = ServiceClock.system
        let sink = try configuration.resultSink(unless: stopping) {
            ServiceLog.write("warning", ["text": $0])
        }
        let outbox = OutboxThread(configuration, sink, clock: clock, log: ServiceLog.write)
        let jobs = QueueJobs(
            JobRunner(configuration, clock: clock),
            store: try ExecutionStore(path: "\(configuration.folder)/service.sqlite"),
            sink: sink, clock: clock,
            threads: configuration.queue.threads > 0
                ? configuration.queue.threads : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            outbox: outbox, log: ServiceLog.write)
        var options = QueueWorkerOptions()
        options.parallel = configuration.queue.parallel
        options.lockMilliseconds = 1000 * bullmq.lockSeconds
        options.stalledMilliseconds = 1000 * bullmq.stalledSeconds
        options.progressChannel = bullmq.progressChannel
        options.drainSeconds = Double(configuration.drainSeconds)
        let worker = QueueWorker(
            try bullmq.open(), options: options, stopping: stopping,
            log: { ServiceLog.write("queue", ["queue": bullmq.queue, "text": $0]) },
            abandoned: { jobs.noteAbandoned($0) }, handler: { try jobs.perform($0) })
        ServiceLog.write("working", ["queue": bullmq.queue, "redis": bullmq.address.name])
        outbox.start()
        defer { outbox.stop() }
        try worker.run()
        ServiceLog.write("stopped", ["queue": bullmq.queue])
    }
}
