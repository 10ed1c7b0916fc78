/// How forecasts in one scope come out of forecasts in another that holds it.
struct ScopePart {
    private let scope: ForecastScope
    private let whole: ForecastScope
    /// For each level the fitted ones around it, and the weight of the upper.
    private let places: [(lower: Int, upper: Int, weight: Double)]

    /// - Throws: `UnfittedScope` for steps that were not learned and levels beyond the outer ones.
    init(_ scope: ForecastScope, of whole: ForecastScope) throws(UnfittedScope) {
        guard scope.gap >= whole.gap, scope.reach <= whole.reach else {
            throw UnfittedScope(
                "the fit forecasts steps \(whole.gap + 1) to \(whole.reach) after the cutoff, "
                    + "and \(scope.gap + 1) to \(scope.reach) are asked for")
        }
        self.scope = scope
        self.whole = whole
        places = try scope.levels.map { level throws(UnfittedScope) in try Self.place(of: level, in: whole) }
    }

    private static func place(
        of level: QuantileLevel, in whole: ForecastScope
    ) throws(UnfittedScope) -> (lower: Int, upper: Int, weight: Double) {
        guard let lower = whole.levels.lastIndex(where: { $0 <= level }),
            let upper = whole.levels.firstIndex(where: { $0 >= level })
        else {
            let fitted = whole.levels.map(\.label).joined(separator: ", ")
            throw UnfittedScope(
                "the fit has \(fitted.isEmpty ? "no quantiles" : "the quantiles \(fitted)"), and \(level.label) is not between them"
            )
        }
        let (below, above) = (whole.levels[lower].value, whole.levels[upper].value)
        return (lower, upper, lower == upper ? 0 : (level.value - below) / (above - below))
    }

    /// - Parameter said: `[series, whole.reach, 1 + whole.levels]`.
    /// - Returns: `[series, scope.reach, 1 + scope.levels]`.
    func values(of said: [Double]) -> [Double] {
        let width = 1 + whole.levels.count
        let series = said.count / (whole.reach * width)
        var values: [Double] = []
        values.reserveCapacity(series * scope.reach * (1 + scope.levels.count))
        for index in 0..<series {
            for step in 0..<scope.reach {
                let row = (index * whole.reach + step) * width
                values.append(said[row])
                for place in places {
                    let (lower, upper) = (said[row + 1 + place.lower], said[row + 1 + place.upper])
                    values.append(place.weight == 0 ? lower : lower + place.weight * (upper - lower))
                }
            }
        }
        return values
    }
}
