internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readBacktest(_ reader: inout MappingReader) -> BacktestDeclaration? {
        guard var section = reader.mapping("backtest", required: "backtest: {horizon: 13}", &diagnostics)
        else { return nil }
        let horizon = section.integer(
            "horizon", in: SpecVocabulary.horizon, required: "horizon: 13", &diagnostics)
        let schedule = readSchedule(section.node("windows"))
        let step = section.integer("step", in: SpecVocabulary.horizon, &diagnostics)
        let train = readTrainingSpan(section.node("train"))
        let refit = section.integer("refit", in: SpecVocabulary.windows, &diagnostics) ?? SpecDefaults.refit
        let gap =
            section.integer("gap", in: 0...SpecVocabulary.horizon.upperBound, &diagnostics)
            ?? SpecDefaults.gap
        let minHistoryNode = section.node("min_history")
        let minHistory =
            minHistoryNode?.integer(in: SpecVocabulary.periods, path: "backtest.min_history", &diagnostics)
            ?? SpecDefaults.minHistory
        let shortSeries =
            section.choice("short_series", of: BacktestDeclaration.ShortSeriesPolicy.self, &diagnostics)
            ?? SpecDefaults.shortSeries
        section.finish(&diagnostics)
        if case .sliding(let periods) = train, periods < minHistory, let minHistoryNode {
            diagnostics.add(
                Diagnostic(
                    code: "E117",
                    "no series can have \(minHistory) training periods in a sliding window of \(periods)",
                    at: minHistoryNode.location, fix: "lower min_history or widen the window"))
        }
        guard let horizon else { return nil }
        return BacktestDeclaration(
            horizon: horizon, schedule: schedule, step: step ?? horizon, train: train, refit: refit, gap: gap,
            minHistory: minHistory, shortSeries: shortSeries)
    }

    /// A count of windows or a list of cutoffs.
    private mutating func readSchedule(_ node: YAMLNode?) -> BacktestDeclaration.Schedule {
        let standard = BacktestDeclaration.Schedule.count(SpecDefaults.windows)
        guard let node else { return standard }
        let path = "backtest.windows"
        switch node.content {
        case .sequence(let items):
            guard items.count <= SpecVocabulary.windows.upperBound else {
                let expected = "at most \(SpecVocabulary.windows.upperBound) cutoffs"
                diagnostics.add(node.mismatch(path, expected: expected))
                return standard
            }
            let cutoffs = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
            return cutoffs.map { .cutoffs($0) } ?? standard
        case .scalar where node.asInt != nil:
            return node.integer(in: SpecVocabulary.windows, path: path, &diagnostics).map { .count($0) }
                ?? standard
        case .scalar, .mapping:
            diagnostics.add(node.mismatch(path, expected: "a number of windows, or a list of cutoffs"))
            return standard
        }
    }

    private mutating func readTrainingSpan(_ node: YAMLNode?) -> BacktestDeclaration.TrainingSpan {
        guard let node else { return .expanding }
        switch node.content {
        case .mapping:
            guard var reader = node.mapping(path: "backtest.train", &diagnostics) else { return .expanding }
            let periods = reader.integer(
                "sliding", in: SpecVocabulary.periods, required: "sliding: 104", &diagnostics)
            reader.finish(&diagnostics)
            return periods.map { .sliding($0) } ?? .expanding
        case .scalar("expanding", _):
            return .expanding
        case .scalar, .sequence:
            let clause = Suggestion.clause(for: node.scalarText ?? "", in: ["expanding", "{sliding: 104}"])
            diagnostics.add(
                Diagnostic(
                    code: "E054",
                    "'backtest.train' must be expanding or {sliding: periods}, not \(node.found)\(clause)",
                    at: node.location, fix: "write {sliding: 104} for the last 104 periods before each cutoff"
                ))
            return .expanding
        }
    }
}
