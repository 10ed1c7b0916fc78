import ForecastCore

/// The metrics as the definitions say them, point by point, without sums that could be shared: the oracle.
struct NaiveScorer {
    struct Point {
        let y: Double
        let f: Double
        let quantiles: [Double]
        let step: Int
        let series: Int
        let window: Int
    }

    let scenario: Scenario
    var isIncluded: (Point) -> Bool = { _ in true }

    /// The value (nil where undefined), the points that enter and the excluded ones.
    func value(of metric: Metric) -> (value: Double?, points: Int, excluded: Int) {
        let points = self.points.filter(isIncluded)
        switch metric.name {
        case .mape:
            let nonzero = points.filter { $0.y != 0 }
            return (
                mean(nonzero.map { 100 * abs($0.y - $0.f) / abs($0.y) }), nonzero.count,
                points.count - nonzero.count
            )
        case .wape:
            return (ratio(points.map { 100 * abs($0.y - $0.f) }, points.map { abs($0.y) }), points.count, 0)
        case .smape:
            let terms = points.map {
                abs($0.y) + abs($0.f) == 0 ? 0 : 200 * abs($0.y - $0.f) / (abs($0.y) + abs($0.f))
            }
            return (mean(terms), points.count, 0)
        case .mae: return (mean(points.map { abs($0.y - $0.f) }), points.count, 0)
        case .rmse: return (mean(points.map { ($0.y - $0.f) * ($0.y - $0.f) })?.squareRoot(), points.count, 0)
        case .bias:
            return (ratio(points.map { 100 * ($0.f - $0.y) }, points.map { abs($0.y) }), points.count, 0)
        case .mase, .rmsse: return scaled(metric, points)
        case .pinball:
            guard let q = metric.level, let index = scenario.levels.firstIndex(of: q) else {
                return (nil, 0, points.count)
            }
            return (mean(points.map { pinball($0, q.value, index) }), points.count, 0)
        case .wql:
            let losses = points.flatMap { point in
                scenario.levels.enumerated().map {
                    2 * pinball(point, $1.value, $0) / Double(scenario.levels.count)
                }
            }
            return (ratio(losses, points.map { abs($0.y) }), points.count, 0)
        case .coverage:
            guard let interval = metric.interval, let low = scenario.levels.firstIndex(of: interval.lower),
                let high = scenario.levels.firstIndex(of: interval.upper)
            else { return (nil, 0, points.count) }
            return (
                mean(points.map { $0.quantiles[low] <= $0.y && $0.y <= $0.quantiles[high] ? 100 : 0 }),
                points.count, 0
            )
        }
    }

    var points: [Point] {
        var points: [Point] = []
        for (w, window) in scenario.windows.enumerated() {
            for (s, actuals) in window.actuals.enumerated() {
                for (h, y) in actuals.enumerated() where !y.isNaN {
                    let forecast = window.forecasts[s][h]
                    points.append(
                        Point(
                            y: y, f: forecast[0], quantiles: Array(forecast.dropFirst()), step: h, series: s,
                            window: w))
                }
            }
        }
        return points
    }

    private func scaled(_ metric: Metric, _ points: [Point]) -> (Double?, Int, Int) {
        var terms: [Double] = []
        var entered = 0
        for (w, window) in scenario.windows.enumerated() {
            for s in window.actuals.indices {
                let own = points.filter { $0.window == w && $0.series == s }
                let differences = seasonalDifferences(window.training[s], metric.season ?? 1)
                let isSquared = metric.name == .rmsse
                let scale = mean(differences.map { isSquared ? $0 * $0 : abs($0) }) ?? 0
                let error = mean(own.map { isSquared ? ($0.y - $0.f) * ($0.y - $0.f) : abs($0.y - $0.f) })
                guard let error, scale > 0 else { continue }
                terms.append(isSquared ? (error / scale).squareRoot() : error / scale)
                entered += own.count
            }
        }
        return (mean(terms), entered, points.count - entered)
    }

    private func seasonalDifferences(_ history: [Double], _ season: Int) -> [Double] {
        history.indices.dropFirst(season).map { history[$0] - history[$0 - season] }.filter { !$0.isNaN }
    }

    private func pinball(_ point: Point, _ q: Double, _ index: Int) -> Double {
        let above = point.y - point.quantiles[index]
        return max(q * above, (q - 1) * above)
    }

    private func mean(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private func ratio(_ numerator: [Double], _ denominator: [Double]) -> Double? {
        let sum = denominator.reduce(0, +)
        return sum > 0 ? numerator.reduce(0, +) / sum : nil
    }
}
