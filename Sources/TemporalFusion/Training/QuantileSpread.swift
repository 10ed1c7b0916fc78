package import ForecastCore

/// By what the distance of each quantile from the median is multiplied, by demand pattern.
///
/// A network that has seen its training periods many times thinks that it knows more than it does, and one that serves all
/// series alike spreads the quantiles of none right. The periods that training was stopped by say how far they ought to
/// lie: the factors are those with the least pinball loss there, level by level.
package struct QuantileSpread: Equatable, Sendable {
    /// `[pattern][level]`, patterns in the order of `DemandPattern.allCases`.
    package let factors: [[Double]]

    /// Changes nothing.
    package init(levels: Int) {
        factors = DemandPattern.allCases.map { _ in Array(repeating: 1, count: levels) }
    }

    package init(factors: [[Double]]) { self.factors = factors }

    /// Of fewer rows no factor is taken: the pattern then has those of all series, and all of few have none.
    package static let fewestRows = 300

    /// - Parameter patterns: `[series]`.
    package init(_ forecasts: ExampleForecasts, levels: [Double], patterns: [DemandPattern]) {
        let all = Array(forecasts.series.indices)
        let shared =
            all.count < Self.fewestRows
            ? levels.map { _ in 1 } : Self.factors(forecasts, rows: all, levels: levels)
        factors = DemandPattern.allCases.map { pattern in
            let rows = all.filter { patterns[Int(forecasts.series[$0])] == pattern }
            return rows.count < Self.fewestRows
                ? shared : Self.factors(forecasts, rows: rows, levels: levels)
        }
    }

    /// 0.5 to 3 in steps of a twentieth, those next to 1 first: of two that are equal the smaller change is taken.
    private static let candidates = (-10...40).map { 1 + Double($0) / 20 }
        .sorted { (($0 - 1).magnitude, $0) < (($1 - 1).magnitude, $1) }

    private static func factors(
        _ forecasts: ExampleForecasts, rows: [Int], levels: [Double]
    ) -> [Double] {
        guard let centre = SpreadCentre(levels) else { return levels.map { _ in 1 } }
        return levels.indices.map { level in
            guard levels[level] != 0.5 else { return 1 }
            let errors = rows.map { row -> (target: Double, centre: Double, distance: Double) in
                let quantiles = forecasts.quantiles(row)
                let middle = centre.value(quantiles)
                return (Double(forecasts.targets[row]), middle, Double(quantiles[level]) - middle)
            }
            var best = (factor: 1.0, loss: Double.infinity)
            for factor in candidates {
                let loss = errors.reduce(0) { sum, error in
                    let shortfall = error.target - error.centre - factor * error.distance
                    return sum + (shortfall > 0 ? levels[level] : levels[level] - 1) * shortfall
                }
                if loss < best.loss { best = (factor, loss) }
            }
            return best.factor
        }
    }

    /// Spreads the quantiles of one step of one series.
    package func spread(_ quantiles: inout [Double], around centre: SpreadCentre?, pattern: DemandPattern) {
        guard let centre else { return }
        let middle = centre.value(quantiles)
        let factors = factors[Int(pattern.rawValue)]
        // A factor of 1 leaves every bit.
        for level in quantiles.indices where factors[level] != 1 {
            quantiles[level] = middle + factors[level] * (quantiles[level] - middle)
        }
    }
}
