import ForecastCore
import StatisticalModels
import Testing

/// Sample paths of `ets` and `holt_winters`.
@Suite("paths of exponential smoothing with a season or relative errors") struct ETSPathsTests {
    private static let season = 4
    private static let length = 30

    private static let errors: [Double] = {
        var stream = RandomPath(seed: 3, ["errors"]).stream
        return (0..<37).map { (_: Int) -> Double in stream.nextUniform() - 0.45 }
    }()

    /// One path by tables 2.2 and 2.3 of HKOS, step after step.
    private static func path(
        _ w: SeasonalSmoothing, isRelative: Bool, _ start: SeasonalSmoothing.State, errors: [Double],
        from origin: Int, horizon: Int
    ) -> [Double] {
        var (l, b, s) = (start.level, start.trend, start.seasons)
        return (0..<horizon).map { step in
            let now = (length + step) % s.count
            let mu = w.isMultiplicative ? (l + w.phi * b) * s[now] : l + w.phi * b + s[now]
            let met = errors[(origin + step) % errors.count]
            let e = isRelative ? met * mu : met
            let before = l + w.phi * b
            l = before + w.alpha * (w.isMultiplicative ? e / s[now] : e)
            b = w.phi * b + w.beta * (w.isMultiplicative ? e / s[now] : e)
            s[now] += w.gamma * (w.isMultiplicative ? e / before : e)
            return mu + e
        }
    }

    /// Type 6 of Hyndman & Fan.
    private static func quantile(_ sample: [Double], _ p: Double) -> Double {
        let sorted = sample.sorted()
        let position = max(0, min(Double(sorted.count - 1), Double(sorted.count + 1) * p - 1))
        let below = Int(position)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    @Test(
        "quantiles are those of paths that meet the errors in their order, whatever the form",
        arguments: [false, true], [false, true])
    func oracle(isMultiplicative: Bool, isRelative: Bool) {
        let smoothing = SeasonalSmoothing(
            alpha: 0.4, beta: 0.1, gamma: 0.3, phi: 0.9, isMultiplicative: isMultiplicative)
        let seasons = isMultiplicative ? [0.8, 1.1, 1.3, 0.8] : [-3, 2, 4, -3]
        // Horizons within the season and beyond it, where seasonal states of paths part.
        for (season, horizon) in [(1, 6), (Self.season, 3), (Self.season, 11)] {
            let start = SeasonalSmoothing.State(
                level: 50, trend: 2, seasons: season == 1 ? [isMultiplicative ? 1 : 0] : seasons)
            for most in [10, 200] {
                let count = min(most, Self.errors.count)
                let paths = (0..<count).map {
                    Self.path(
                        smoothing, isRelative: isRelative, start, errors: Self.errors,
                        from: $0 * Self.errors.count / count, horizon: horizon)
                }
                let request = ForecastRequest(horizon: horizon, levels: Fixture.levels)
                var values = [Double](repeating: 0, count: horizon * request.width)
                ETSPaths(
                    smoothing: smoothing, hasRelativeError: isRelative, start: start, length: Self.length,
                    errors: Self.errors, most: most
                ).fillQuantiles(of: &values, request: request)
                for step in 0..<horizon {
                    for (place, level) in Fixture.levels.enumerated() {
                        let expected = Self.quantile(paths.map { $0[step] }, level.value)
                        let own = values[step * request.width + 1 + place]
                        #expect(isClose(own, expected, within: 1e-12), "season \(season), step \(step)")
                    }
                }
            }
        }
    }
}
