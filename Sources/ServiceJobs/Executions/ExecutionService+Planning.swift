internal import ExperimentRunner
internal import ForecastCore

/// What a job would come to.
extension ExecutionService {
    /// What a request would cost, before anything is begun: the execution that it would be and how that one stands, how many forecasts
    /// are made, how much memory they need, and how long such jobs took last. Blocks.
    /// - Throws: `RequestProblems`, `DiagnosticsError` as `submit` does; `StoreProblem`.
    package func plan(_ request: JobRequest) throws -> JSONValue {
        let job = try runner.prepare(request)
        let found = try execution(job.id)
        let times = try store.seconds(
            of: request.kind, experiment: request.experiment, now: clock.timestamp())
        return .members([
            "execution_id": .string(job.id), "kind": .string(request.kind.rawValue),
            "status": .text(found?.state.rawValue), "request": request.canonical,
            "data_digest": .string(job.experiment.snapshotDigest.hex),
            "forecasts": .integer(job.forecasts), "memory_bytes": .integer(Int(job.memory)),
            "seconds": times.usual.map(JSONValue.integer) ?? .null, "reproduce": .string(job.command),
        ])
    }
}
