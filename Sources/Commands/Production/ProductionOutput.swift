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

    func save(
        _ predicted: PredictedFuture, drift: [ForecastDrift.Finding], report: ExperimentReport?
    ) throws -> Saved {
        let database = try ForecastDatabase(path: experiment.forecastDatabase())
        let execution = ForecastExecution(
            id: predicted.executionID, experiment: experiment.spec.name, kind: .predict,
            cutoff: predicted.targets[0].cutoff, horizon: predicted.targets[0].horizon,
            snapshot: experiment.snapshotDigest.hex, code: CodeVersion.program)
        let state = try database.begin(execution, now: request.now)
        let rows = predicted.rows
        try database.finish(
            execution.id, attempt: state.attempt,
            with: ForecastDatabase.Result(
                rows: rows, metrics: metrics(predicted, drift, report), models: try models(predicted),
                digest: Self.digest(of: rows), summary: try predicted.summaryJSON(),
                event: experiment.spec.production.trigger.isConfigured
                    ? try OutgoingBody(predicted, database: experiment.spec.production.output.database).json()
                    : nil),
            now: request.now)
        if let path = try experiment.forecastCSV() {
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            try predicted.writeCSV(to: path)
        }
        let places = [experiment.spec.production.output.database, experiment.spec.production.output.csv]
        return Saved(
            predicted: predicted, rows: rows.count,
            place: places.compactMap(\.self).joined(separator: " and "), isOld: state.isFinished)
    }

    private static func digest(of rows: [ForecastRow]) -> String {
        var stream = DigestStream()
        for row in rows {
            var writer = LittleEndianWriter()
            for text in [row.series, row.target, row.period, row.model] { writer.append(text: text) }
            writer.append(row.forecast)
            for quantile in row.quantiles {
                writer.append(text: quantile.label)
                writer.append(quantile.value)
            }
            stream.update(writer.bytes)
        }
        return stream.finish().hex
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
                        window: "backtest", value: $0, count: 0)
                }
            }
        }
        return backtest + drifts
    }

    private func models(_ predicted: PredictedFuture) throws -> [ExecutionModel] {
        let champions = try ChampionRegistry.read(of: experiment.project)
        return predicted.targets.flatMap { target in
            let members = target.versions.sorted { $0.key < $1.key }.map { name, version in
                ExecutionModel(
                    name: name, kind: version.training.kind, target: target.name, version: version.number,
                    digest: version.digest.hex, size: version.size, path: version.path,
                    isChampion: champions.trainedChampion(
                        of: experiment.spec.name, office: version.family)?.trained?.number == version.number,
                    mape: version.scores["mape"])
            }
            guard target.versions[predicted.model] == nil else { return members }
            return members + [
                ExecutionModel(
                    name: predicted.model, kind: predicted.modelKind, target: target.name, version: nil,
                    digest: nil, size: nil, path: nil, isChampion: true, mape: nil)
            ]
        }
    }
}

extension PredictedFuture {
    /// As the database has them, by target, series and period.
    var rows: [ForecastRow] {
        targets.flatMap { target in
            target.series.flatMap { series in
                target.periods.enumerated().map { step, period in
                    ForecastRow(
                        series: target.history.panel.seriesIDs[series], target: target.name, period: period,
                        model: model, forecast: target.block.mean(series, step),
                        quantiles: levels.enumerated().map { level, name in
                            (name.label, target.block.quantile(series, step, level: level))
                        })
                }
            }
        }
    }
}
