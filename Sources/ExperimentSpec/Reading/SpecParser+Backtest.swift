internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readBacktest(_ reader: inout MappingReader) -> BacktestDeclaration? {
        guard var section = reader.mapping("backtest", required: "backtest: {horizon: 13}", &diagnostics)
        else { return nil }
        let horizon = section.integer(
            "horizon", in: SpecVocabulary.horizon, required: "horizon: 13", &diagnostics)
        let declared = readSchedule(section.node("windows"))
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
        let schedule = declared ?? standardSchedule(horizon: horizon, step: step ?? horizon, gap: gap)
        return BacktestDeclaration(
            horizon: horizon, schedule: schedule, step: step ?? horizon, train: train, refit: refit, gap: gap,
            minHistory: minHistory, shortSeries: shortSeries)
    }

    /// As many windows as the data are long enough for; as many as there should be where nobody knows how long they are.
    private func standardSchedule(horizon: Int, step: Int, gap: Int) -> BacktestDeclaration.Schedule {
        guard let periods else { return .count(BacktestDeclaration.mostStandardWindows) }
        return .count(
            BacktestDeclaration.standardWindows(
                periods: periods, season: frequency?.seasonLength, horizon: horizon, step: step, gap: gap))
    }

    /// A count of windows or a list of cutoffs; nil where neither is said, or none that can be read.
    private mutating func readSchedule(_ node: YAMLNode?) -> BacktestDeclaration.Schedule? {
        guard let node else { return nil }
        let path = "backtest.windows"
        switch node.content {
        case .sequence(let items):
            guard items.count <= SpecVocabulary.windows.upperBound else {
                let expected = "at most \(SpecVocabulary.windows.upperBound) cutoffs"
                diagnostics.add(node.mismatch(path, expected: expected))
                return nil
            }
            let cutoffs = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
            return cutoffs.map { .cutoffs($0) }
        case .scalar where node.asInt != nil:
            return node.integer(in: SpecVocabulary.windows, path: path, &diagnostics).map { .count($0) }
        case .scalar, .mapping:
            diagnostics.add(node.mismatch(path, expected: "a number of windows, or a list of cutoffs"))
            return nil
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
