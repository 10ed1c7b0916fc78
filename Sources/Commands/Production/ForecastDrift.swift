internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastExecutions
internal import ForecastTasks

/// The last forecast of the experiment held against what came since.
struct ForecastDrift {
    struct Finding: Encodable, Sendable {
        let execution: String
        let cutoff: String
        let target: String
        let model: String
        /// Forecasts whose actual is known by now.
        let points: Int
        /// 100 times the sum of absolute errors over the sum of absolute actuals.
        let wape: Double
        /// 100 times the sum of errors over the sum of absolute actuals.
        let bias: Double
        /// What the model's backtest came to when it forecast; nil where that is not known.
        let backtestWAPE: Double?

        var text: String {
            let before = backtestWAPE.map { ", its backtest \(NumberText.fixed($0, decimals: 1))" } ?? ""
            let sign = bias > 0 ? "+" : ""
            return
                "\(target) forecast after \(cutoff) by \(model) against \(NumberText.count(points)) values that came: WAPE \(NumberText.fixed(wape, decimals: 1))\(before), bias \(sign)\(NumberText.fixed(bias, decimals: 1)) %"
        }
    }

    private let experiment: PreparedExperiment
    private let futures: [TargetFuture]

    init(_ experiment: PreparedExperiment, _ futures: [TargetFuture]) throws {
        self.experiment = experiment
        self.futures = futures
    }

    /// One finding per target of which something came; none where nothing was forecast before.
    func found() throws -> [Finding] {
        guard Project.exists(experiment.forecastDatabase) else { return [] }
        let database = try ForecastDatabase(path: experiment.forecastDatabase)
        let latest = futures.map(\.cutoff).max() ?? ""
        guard let previous = try database.previous(of: experiment.spec.name, before: latest) else {
            return []
        }
        let rows = try database.forecasts(of: previous.id)
        return try futures.compactMap { future in
            let own = rows.filter { $0.target == future.target }
            guard let model = own.first?.model else { return nil }
            return Self.finding(
                own, against: future, execution: previous.id, cutoff: previous.cutoff, model: model,
                backtest: try database.metric(
                    "wape", target: future.target, window: "backtest", of: previous.id))
        }
    }

    private static func finding(
        _ rows: [ForecastRow], against future: TargetFuture, execution: String, cutoff: String,
        model: String, backtest: Double?
    ) -> Finding? {
        let panel = future.history.panel
        let series = Dictionary(uniqueKeysWithValues: panel.seriesIDs.enumerated().map { ($1, $0) })
        let steps = Dictionary(
            (0...future.window.cutoff).map { (panel.grid.label(of: $0), $0) }, uniquingKeysWith: { $1 })
        var (errors, signed, actuals, points) = (0.0, 0.0, 0.0, 0)
        for row in rows {
            guard let index = series[row.series], let step = steps[row.period] else { continue }
            let actual = future.history.values[index * panel.grid.count + step]
            guard !actual.isNaN else { continue }
            errors += abs(row.forecast - actual)
            signed += row.forecast - actual
            actuals += abs(actual)
            points += 1
        }
        guard points > 0, actuals > 0 else { return nil }
        return Finding(
            execution: execution, cutoff: cutoff, target: future.target, model: model, points: points,
            wape: 100 * errors / actuals, bias: 100 * signed / actuals, backtestWAPE: backtest)
    }
}

extension PreparedExperiment {
    /// Where its forecasts are written.
    var forecastDatabase: String { "\(project.root)/\(spec.production.output.database)" }
}
