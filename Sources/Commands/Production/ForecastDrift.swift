internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastExecutions
internal import ForecastTasks
internal import Postgres
internal import Workers

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
        if experiment.forecastServer == nil, try !Project.exists(experiment.forecastDatabase()) { return [] }
        let database = try experiment.forecastTables()
        let finished = try database.finished(of: experiment.spec.name)
        return try futures.compactMap { future in
            // Of equal ones the last that was finished.
            let earlier = finished.compactMap { execution in
                future.steps[execution.cutoff].map { (execution, step: $0) }
            }.filter { $0.step < future.window.cutoff }
            guard let previous = earlier.max(by: { $0.step <= $1.step })?.0 else { return nil }
            let own = try database.forecasts(of: previous.id, target: future.target)
            guard let model = own.first?.model else { return nil }
            return Self.finding(
                own, against: future, execution: previous.id, cutoff: previous.cutoff, model: model,
                backtest: try database.lastMetric(
                    "wape", target: future.target, model: model, window: "backtest",
                    of: experiment.spec.name))
        }
    }

    private static func finding(
        _ rows: [ForecastRow], against future: TargetFuture, execution: String, cutoff: String,
        model: String, backtest: Double?
    ) -> Finding? {
        let panel = future.history.panel
        let series = Dictionary(uniqueKeysWithValues: panel.seriesIDs.enumerated().map { ($1, $0) })
        var (errors, signed, actuals, points) = (0.0, 0.0, 0.0, 0)
        for row in rows {
            guard let index = series[row.series], let step = future.steps[row.period] else { continue }
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
    /// Where its forecasts are written; where that is a server, what the files of the outbox are called by.
    /// - Throws: E216 for a link out of the project.
    func forecastDatabase() throws -> String {
        try place(
            of: forecastServer == nil ? spec.production.output.database : "data/forecasts.postgres",
            key: "production.output.database")
    }

    /// The server that its forecasts are written to; nil for a file.
    var forecastServer: PostgresServer? {
        let place = spec.production.output.database
        guard place.hasPrefix("postgres:") else { return nil }
        let service = String(place.dropFirst(9))
        return PostgresServer(service: service.isEmpty ? nil : service)
    }

    /// - Throws: `ExecutionError`, `FileError`, `Interrupted`.
    func forecastTables() throws -> any ForecastTables {
        if let server = forecastServer { return try PostgresForecasts(server, interruption: .ofProcess) }
        return try ForecastDatabase(path: forecastDatabase())
    }

    /// Where what is told of its forecasts waits.
    func outboxPlace() throws -> OutboxPlace {
        let path = try forecastDatabase()
        return OutboxPlace(
            tables: try forecastTables(), path: path,
            name: forecastServer == nil ? path : spec.production.output.database)
    }

    /// Where its last forecast is written besides; nil for nowhere.
    func forecastCSV() throws -> String? {
        try spec.production.output.csv.map { try place(of: $0, key: "production.output.csv") }
    }
}
