internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastExecutions
internal import ForecastTasks
internal import ModelRegistry
internal import Reports

/// Hands a forecast on: the database, and a CSV where the spec names one.
struct ProductionOutput {
    struct Saved: Sendable {
        let predicted: PredictedFuture
        let rows: Int
        /// As people call it.
        let place: String
        /// Whether the very same forecast was there before.
        let isOld: Bool
    }

    private let experiment: PreparedExperiment
    private let request: ProductionRequest
    private let options: RunOptions

    init(_ experiment: PreparedExperiment, _ request: ProductionRequest, _ options: RunOptions) {
        self.experiment = experiment
        self.request = request
        self.options = options
    }

    /// - Parameter failing: what is to be noted if this throws.
    func save(
        _ predicted: PredictedFuture, drift: [ForecastDrift.Finding], report: ExperimentReport?,
        or failing: inout FailedForecast
    ) throws -> Saved {
        let database = try experiment.forecastTables()
        let execution = ForecastExecution(
            id: predicted.executionID, experiment: experiment.spec.name, kind: .predict,
            cutoff: predicted.targets[0].cutoff, horizon: predicted.targets[0].horizon,
            snapshot: experiment.snapshotDigest.hex, code: CodeVersion.program)
        let state = try database.begin(execution, now: request.now)
        failing.reach(execution, attempt: state.attempt)
        let rows = predicted.rows
        try database.finish(
            execution.id, attempt: state.attempt,
            with: ForecastDatabase.Result(
                rows: rows, metrics: metrics(predicted, drift, report),
                models: try predicted.executionModels(of: experiment),
                digest: PredictedFuture.digest(of: rows), summary: try predicted.summaryJSON(),
                event: experiment.spec.production.trigger.isConfigured
                    ? try OutgoingBody(predicted, database: experiment.spec.production.output.database).json()
                    : nil),
            now: request.now)
        if let path = try experiment.forecastCSV() {
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            try predicted.writeCSV(to: path, jobs: options.jobs)
        }
        let places = [experiment.spec.production.output.database, experiment.spec.production.output.csv]
        return Saved(
            predicted: predicted, rows: rows.count,
            place: places.compactMap(\.self).joined(separator: " and "), isOld: state.isFinished)
    }

    // MARK: - Beside the forecasts

    private func metrics(
        _ predicted: PredictedFuture, _ drift: [ForecastDrift.Finding], _ report: ExperimentReport?
    ) throws -> [ExecutionMetric] {
        let drifts = drift.flatMap { finding in
            [("wape", finding.wape), ("bias", finding.bias)].map { metric, value in
                ExecutionMetric(
                    target: finding.target, model: finding.model, metric: metric, segment: "todas",
                    window: "real \(finding.cutoff)", value: value, count: finding.points)
            }
        }
        let model = predicted.model
        let scores = report?.models.first { $0.name == model }?.scores
        let backtest = predicted.targets.flatMap { target in
            (report?.metrics ?? []).compactMap { metric in
                scores?.value(target: target.name, metric: metric.id).map {
                    ExecutionMetric(
                        target: target.name, model: model, metric: metric.id, segment: "todas",
                        window: "backtest", value: $0,
                        count: scores?.points[target.name]?[metric.id] ?? 0)
                }
            }
        }
        return backtest + drifts
    }
}
