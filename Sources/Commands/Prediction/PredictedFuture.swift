package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry
package import Reports

/// What `forecast predict` found.
package struct PredictedFuture: CommandAnswer {
    /// One target at the end of its data.
    struct Target: Sendable {
        let name: String
        let history: TargetHistory
        let window: BacktestWindow
        /// Rows that are told.
        let series: [Int]
        let block: ForecastBlock
        /// The kind of model that forecast each of `series`: of a model that sends or leaves each series to another one, that
        /// one's.
        let kinds: [String]
        /// Periods that are told.
        let horizon: Int
        let notes: [String]
        /// Those that were trained before, by the model's name.
        let versions: [String: ModelVersion]
        /// What the model makes add up to them; none of any other model.
        let sums: [Sums]
        /// Whether it follows from another target's forecast.
        var isDerived = false

        /// The sums of one level of a hierarchy.
        struct Sums: Sendable {
            /// `[row of the block]`: `category=Beer`.
            let nodes: [String]
            let block: ForecastBlock
        }

        var grid: TimeGrid { history.panel.grid }
        var cutoff: String { grid.label(of: window.cutoff) }
        var periods: [String] { window.test.prefix(horizon).map(grid.label) }
    }

    let experiment: String
    package let model: String
    /// As a spec names kinds.
    let modelKind: String
    @OrNull private var championVersion: Int?
    /// Of everything that decides the forecast: the same question about the same data has the same id.
    package let executionID: String
    /// Series that were forecast.
    package let resultsCount: Int
    /// Series by the kind of model that forecast them, stand-ins apart; of the first target.
    package let summary: [String: Int]
    private let durationMilliseconds: Int
    package let notes: [String]
    let levels: [QuantileLevel]
    let targets: [Target]

    /// - Parameter experiment: with the model and what it is made of alone.
    init(
        _ experiment: PreparedExperiment, model: ModelDeclaration, championVersion: Int?, targets: [Target],
        plans: PlanPolicy, milliseconds: Int
    ) {
        let spec = experiment.spec
        self.experiment = spec.name
        self.model = model.name
        modelKind = model.kind
        self.championVersion = championVersion
        levels = spec.quantiles
        self.targets = targets
        durationMilliseconds = milliseconds
        let first = targets[0]
        resultsCount = first.series.count
        summary = first.summary
        notes = targets.flatMap { target in
            target.notes.map { targets.count > 1 ? "\(target.name): \($0)" : $0 }
        }
        var key = CanonicalEncoder(stage: "prediction", version: 2)
        key.add("code", CodeVersion.worker(of: spec.models.map(experiment.catalogue.kind)))
        key.add("experiment", spec.name)
        key.add("model name", model.name)
        key.add("snapshot", experiment.snapshotDigest)
        key.add("context", experiment.trainingContext)
        key.add("gap", spec.backtest.gap)
        key.add("model", experiment.catalogue.definition(of: model, in: spec).digest)
        key.add("quantiles", levels.map(\.value))
        key.add("plans", plans.rawValue)
        for target in targets { target.addToKey(&key) }
        executionID = key.digest.hex
    }

    // MARK: - For programs

    /// `summary`, as one line of JSON.
    func summaryJSON() throws -> String {
        let entries = summary.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
        return "{\(entries.joined(separator: ", "))}"
    }

    enum CodingKeys: String, CodingKey {
        case experiment, model, summary, notes, forecasts, levels
        case championVersion = "champion_version"
        case executionID = "execution_id"
        case resultsCount = "results_count"
        case durationMilliseconds = "duration_ms"
    }

    package func encode(to encoder: any Encoder) throws { try encode(targets.flatMap(rows), to: encoder) }

    private func encode(_ forecasts: some Encodable, to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(experiment, forKey: .experiment)
        try container.encode(model, forKey: .model)
        try container.encode(championVersion, forKey: .championVersion)
        try container.encode(executionID, forKey: .executionID)
        try container.encode(resultsCount, forKey: .resultsCount)
        try container.encode(durationMilliseconds, forKey: .durationMilliseconds)
        try container.encode(summary, forKey: .summary)
        try container.encode(notes, forKey: .notes)
        try container.encode(forecasts, forKey: .forecasts)
        guard hasSums else { return }
        let told = targets.flatMap { target in
            target.sums.flatMap { sums in
                sums.nodes.indices.flatMap { rows(sums.block, $0, named: sums.nodes[$0], target) }
            }
        }
        try container.encode(told, forKey: .levels)
    }

    /// Whether sums were forecast, too.
    private var hasSums: Bool { targets.contains { !$0.sums.isEmpty } }

    /// The answer with a word in the place of its rows.
    private struct WithoutRows: Encodable {
        let answer: PredictedFuture
        let word: String

        func encode(to encoder: any Encoder) throws { try answer.encode(word, to: encoder) }
    }

    /// As `encode` has it, with the rows by the quicker writer.
    package func json() throws -> String {
        // Nothing before the rows is free text, so that this stands nowhere else before them.
        let word = "rows"
        let answer = String(
            decoding: try JSONText.bytes(of: WithoutRows(answer: self, word: word), path: "the answer"),
            as: UTF8.self)
        guard let place = answer.firstRange(of: "\"forecasts\" : \"\(word)\"") else {
            preconditionFailure("the answer has its rows under the key that it encodes")
        }
        var writer = PredictedRowsJSON(depth: 1)
        let rows = try writer.array(of: targets.lazy.flatMap(rows))
        return answer[..<place.lowerBound] + "\"forecasts\" : " + String(decoding: rows, as: UTF8.self)
            + answer[place.upperBound...]
    }

    private func rows(of target: Target) -> [PredictedRow] {
        target.series.flatMap { series in
            rows(target.block, series, named: target.history.panel.seriesIDs[series], target)
        }
    }

    private func rows(_ block: ForecastBlock, _ row: Int, named id: String, _ target: Target)
        -> [PredictedRow]
    {
        let labels = levels.map(\.label)
        return target.periods.enumerated().map { step, ds in
            PredictedRow(
                uniqueID: id, target: target.name, ds: ds, forecast: Figure(block.mean(row, step)),
                quantiles: labels.enumerated().map { level, label in
                    (label, Figure(block.quantile(row, step, level: level)))
                }, fallback: block.outcomes[row].fallback?.reason.text)
        }
    }

    /// In the columns of `forecasts.csv`; what is not known yet is empty.
    package func writeCSV(to path: String, jobs: Int) throws {
        var file = try ForecastsCSV(path: path, levels: levels, jobs: jobs)
        for target in targets {
            try file.append(
                target.told, seriesIDs: target.series.map { target.history.panel.seriesIDs[$0] },
                cutoff: target.cutoff, labels: target.periods, target: target.name, model: model, actuals: [])
        }
        try file.finish()
    }

    /// The sums, in the columns of `levels.csv`.
    /// - Throws: `DiagnosticsError` where the model forecasts none; `FileError`.
    package func writeSumsCSV(to path: String) throws {
        guard hasSums else {
            throw OptionProblem("--levels", path).error(
                "model '\(model)' forecasts series alone, and no sums of them",
                fix: "name a model of the kind reconciled with --model, or leave --levels out")
        }
        var file = try ForecastsCSV(path: path, levels: levels)
        for target in targets {
            for sums in target.sums {
                try file.append(
                    target.told(sums.block, rows: Array(sums.nodes.indices)), seriesIDs: sums.nodes,
                    cutoff: target.cutoff, labels: target.periods, target: target.name, model: model,
                    actuals: [])
            }
        }
        try file.finish()
    }

    // MARK: - For people

    package func text(width: Int?) -> String { text(width: width ?? 100, colour: false) }

    package func text(width: Int, colour: Bool) -> String {
        let sheets = targets.map { FutureSheetText(sheet($0), width: width, colour: colour).text }
        let counts = summary.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map {
            "\($0.key.dropLast("_count".count)) \(NumberText.count($0.value))"
        }
        return (sheets + ["\(counts.joined(separator: ", ")); execution \(executionID.prefix(12))"])
            .joined(separator: "\n\n")
    }

    /// Series beside the total.
    private static let mostSeries = 3

    private func sheet(_ target: Target) -> FutureSheet {
        let office = championVersion.map { ", champion \($0) of '\(experiment)'" } ?? ""
        let shown = largest(target)
        let lines = shown.map { line(of: [$0], in: target, named: target.history.panel.seriesIDs[$0]) }
        let total =
            target.series.count > 1
            ? [
                line(
                    of: target.series, in: target,
                    named: "total of \(NumberText.count(target.series.count)) series")
            ]
            : []
        return FutureSheet(
            title: "\(target.name) after \(target.cutoff) by \(model)\(office): "
                + "\(NumberText.count(target.horizon)) \(target.grid.frequency.stepNoun(target.horizon))",
            notes: target.notes, model: model, cutoff: target.cutoff,
            band: levels.count > 1 ? "\(levels[0].label) to \(levels[levels.count - 1].label)" : nil,
            periods: target.periods, lines: total + lines)
    }

    /// The series with the largest forecasts, in the order of the panel where they are equal.
    private func largest(_ target: Target) -> [Int] {
        let sums = target.series.map { series in
            (series, (0..<target.horizon).reduce(0) { $0 + target.block.mean(series, $1) })
        }
        return sums.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(Self.mostSeries).map(\.0)
    }

    private func line(of series: [Int], in target: Target, named name: String) -> FutureSheet.Line {
        let steps = target.grid.count
        let values = target.history.values
        var history = [Double](repeating: .nan, count: target.window.cutoff + 1)
        var forecast = [Double](repeating: 0, count: target.horizon)
        for index in series {
            for step in history.indices {
                let value = values[index * steps + step]
                guard !value.isNaN else { continue }
                history[step] = history[step].isNaN ? value : history[step] + value
            }
            for step in forecast.indices { forecast[step] += target.block.mean(index, step) }
        }
        guard series.count == 1, levels.count > 1 else {
            return FutureSheet.Line(name: name, history: history, forecast: forecast)
        }
        let own = series[0]
        return FutureSheet.Line(
            name: name, history: history, forecast: forecast,
            lower: (0..<target.horizon).map { target.block.quantile(own, $0, level: 0) },
            upper: (0..<target.horizon).map { target.block.quantile(own, $0, level: levels.count - 1) })
    }
}

extension PredictedFuture.Target {
    fileprivate func addToKey(_ key: inout CanonicalEncoder) {
        key.add("target", name)
        key.add("cutoff", cutoff)
        key.add("periods", periods)
        key.add("series", series.map { history.panel.seriesIDs[$0] })
        if isDerived { key.add("derived", true) }
        for (name, version) in versions.sorted(by: { $0.key < $1.key }) {
            key.add("trained \(name)", version.digest)
        }
    }

    /// - Parameters:
    ///   - outputs: of every model, by name.
    ///   - wanted: the ids of the series that are told; nil for all.
    ///   - horizon: periods that are told.
    init(
        _ future: TargetFuture, by model: String, _ outputs: [String: GlobalForecastStage.Output],
        _ versions: [String: ModelVersion], wanted: Set<String>?, horizon: Int
    ) {
        guard let output = outputs[model] else {
            preconditionFailure("the model is one of the spec's")
        }
        let ids = future.history.panel.seriesIDs
        let block = output.blocks[0]
        let kept = ids.indices.filter { !block.outcomes[$0].isAbsent && wanted?.contains(ids[$0]) != false }
        let kinds = future.kinds
        func kind(ofSeries series: Int) -> String {
            var name = model
            while let next = outputs[name]?.route(ofSeries: series, inWindow: 0) { name = next }
            return kinds[name] ?? ""
        }
        let trained = versions.values.map { "\($0.name) (trained to \($0.training.cutoff))" }.sorted()
        self.init(
            name: future.target, history: future.history, window: future.window, series: kept, block: block,
            kinds: kept.map(kind), horizon: horizon,
            notes: future.notes + output.notes
                + (trained.isEmpty ? [] : ["by \(trained.joined(separator: ", "))"]), versions: versions,
            sums: zip(future.worker.levels, output.levels).compactMap { level, sums in
                sums.blocks.first.map { Sums(nodes: level.level.nodes, block: $0) }
            })
    }

    /// The same target with other forecasts, and a note of why.
    func replacing(_ other: ForecastBlock, because reason: String) -> Self {
        Self(
            name: name, history: history, window: window, series: series, block: other, kinds: kinds,
            horizon: horizon,
            notes: notes + [reason], versions: versions, sums: [], isDerived: true)
    }

    /// Series by the kind of model that forecast them, stand-ins apart.
    fileprivate var summary: [String: Int] {
        var counts = Dictionary(kinds.map { ("\($0)_count", 0) }) { first, _ in first }
        counts["fallback_count"] = 0
        for (series, kind) in zip(series, kinds) {
            counts[block.outcomes[series].fallback == nil ? "\(kind)_count" : "fallback_count", default: 0] +=
                1
        }
        return counts
    }

    /// The forecasts of the series and periods that are told.
    var told: ForecastBlock { told(block, rows: series) }

    /// Some rows of a block, as far as is told.
    func told(_ block: ForecastBlock, rows: [Int]) -> ForecastBlock {
        var told = ForecastBlock(horizon: horizon, levelCount: block.levelCount)
        for index in rows {
            let forecast = block.forecast(ofSeries: index)
            told.append(
                SeriesForecast(
                    values: Array(forecast.values.prefix(horizon * block.width)), outcome: forecast.outcome))
        }
        return told
    }
}
