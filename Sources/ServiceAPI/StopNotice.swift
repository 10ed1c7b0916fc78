internal import ServiceJobs
internal import ServiceLifecycle

/// Hears first that the process is to stop: no new job is taken from then on, `/health/ready` says so, streams of events end.
struct StopNotice: Service {
    let service: ExecutionService
    let log: @Sendable (String, [String: String]) -> Void

    func run() async throws {
        try await gracefulShutdown()
        log("stopping", [:])
        service.refuseJobs()
        try? await Task.sleep(for: .seconds(service.configuration.noticeSeconds))
    }
}
