internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readBacktest(_ reader: inout MappingReader) -> BacktestDeclaration? {
        guard var section = reader.mapping("backtest", required: "backtest: {horizon: 13}", &diagnostics)
        else { return nil }
        let draft = SpecDraft<BacktestDeclaration>(&section, &self)
        let least = draft.block.minHistory
        if case .sliding(let periods) = draft.block.train, periods < least,
            let node = draft.node("min_history")
        {
            diagnostics.add(
                Diagnostic(
                    code: "E117",
                    "no series can have \(least) training periods in a sliding window of \(periods)",
                    at: node.location, fix: "lower min_history or widen the window"))
        }
        return draft.whole
    }
}
