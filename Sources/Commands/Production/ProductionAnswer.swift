internal import ExperimentRunner
internal import ForecastCore
internal import ModelRegistry

/// What `forecast pipeline` did.
package struct ProductionAnswer: CommandAnswer {
    /// A version that was trained.
    package struct Trained: Encodable, Sendable {
        package let version, model, target, path, cutoff, digest: String
    }

    private let experiment: String
    private let mode: String
    private let log: StepLog
    private let saved: ProductionOutput.Saved?
    package let trained: [Trained]
    private let decisions: [OfficeDecision]
    private let drift: [ForecastDrift.Finding]
    private let milliseconds: Int

    init(
        experiment: String, mode: ProductionRequest.Mode, log: StepLog, saved: ProductionOutput.Saved?,
        versions: [ModelVersion], decisions: [OfficeDecision], drift: [ForecastDrift.Finding],
        milliseconds: Int
    ) {
        self.experiment = experiment
        self.mode = mode.rawValue
        self.log = log
        self.saved = saved
        self.decisions = decisions
        self.drift = drift
        self.milliseconds = milliseconds
        trained = versions.map {
            Trained(
                version: $0.name, model: $0.training.model, target: $0.training.target, path: $0.path,
                cutoff: $0.training.cutoff, digest: $0.digest.hex)
        }
    }

    enum CodingKeys: String, CodingKey {
        case experiment, mode, steps, trained, offices, drift, summary
        case executionID = "execution_id"
        case resultsCount = "results_count"
        case durationMilliseconds = "duration_ms"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(mode, forKey: .mode)
        try container.encode(log.entries, forKey: .steps)
        try container.encode(trained, forKey: .trained)
        try container.encode(decisions, forKey: .offices)
        try container.encode(drift, forKey: .drift)
        try container.encode(milliseconds, forKey: .durationMilliseconds)
        try container.encode(saved?.predicted.executionID, forKey: .executionID)
        try container.encode(saved?.predicted.resultsCount, forKey: .resultsCount)
        try container.encode(saved?.predicted.summary, forKey: .summary)
    }

    package func text(width: Int?) -> String { text(width: width ?? 100, colour: false) }

    package func text(width: Int, colour: Bool) -> String {
        var parts = [log.text(width: width)]
        if !decisions.isEmpty { parts.append(OfficeDecision.text(of: decisions).joined(separator: "\n")) }
        if let saved { parts.append(saved.predicted.text(width: width, colour: colour)) }
        return parts.joined(separator: "\n\n")
    }
}
