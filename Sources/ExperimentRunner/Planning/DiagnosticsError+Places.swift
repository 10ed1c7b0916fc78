internal import ExperimentSpec
internal import ForecastCore

extension DiagnosticsError {
    /// Which key of a spec is at fault when spec and data do not fit, by the code of the problem.
    private static let keys = [
        "D201": "data.dataset", "E201": "backtest.windows", "E202": "backtest.windows",
        "E203": "backtest.windows", "E204": "backtest.windows", "E205": "data.targets",
        "E207": "promotion.champion", "E209": "data.filter", "E210": "data.filter",
        "E213": "halving",
    ]

    /// The same problems; those that have no place but come of a key of the spec stand at that key.
    func placed(in places: SpecPlaces) -> DiagnosticsError {
        DiagnosticsError(
            category,
            diagnostics.map { problem in
                guard problem.location == nil, let key = Self.keys[problem.code] else { return problem }
                return Diagnostic(
                    problem.severity, code: problem.code, problem.message, at: places.location(of: key),
                    notes: problem.notes, fix: problem.fix)
            })
    }
}
