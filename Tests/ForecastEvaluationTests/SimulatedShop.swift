import ForecastCore
import ForecastEvaluation
import NumericKernels

/// Draws two models' errors on a shop whose products share the weeks: what the intervals are held against.
///
/// Per series i and window w the champion's loss exceeds the challenger's by `volume * (lead + a_i + b_w + e_iw)`, a_i true of
/// the series in every window, b_w shared by all series, e_iw of the cell alone. The true improvement is `lead`.
struct SimulatedShop {
    /// How errors are distributed, all scaled to a variance of 1.
    enum Noise: Sendable { case normal, heavyTails, uniform, skewed }

    var series = 200
    var windows = 4
    /// Standard deviations in percentage points.
    var windowShock = 3.0
    var seriesEffect = 5.0
    var cellNoise = 15.0
    var noise = Noise.heavyTails
    var shockNoise = Noise.normal
    /// Of the logarithm of volumes.
    var volumeSpread = 1.3
    /// One product has a fifth of the volume.
    var hasDominantProduct = false
    /// The share of cells without sales.
    var zeros = 0.0
    /// The standard deviation of the logarithm of a window's volume.
    var seasonality = 0.0
    /// How many groups of products have shocks of their own.
    var segments = 1
    /// Weeks of a window, and from one window's first week to the next one's. Shocks and noise are a week's own.
    var horizon = 1
    var step = 1

    static let settings = EvaluationSettings(metrics: [Metric(.wape)], levels: [])

    /// The champion and challengers that share its shocks as `correlation` says, the first ahead by `lead`.
    func tables(lead: Double = 0, challengers: Int = 1, _ path: RandomPath) throws -> (
        champion: ScoreTable, challengers: [ScoreTable]
    ) {
        var random = path.stream
        var volumes = (0..<series).map { _ in random.exponential(of: volumeSpread) }
        if hasDominantProduct { volumes[0] = volumes.dropFirst().reduce(0, +) / 4 }
        let weeks = step * (windows - 1) + horizon
        let seasons = (0..<weeks).map { _ in random.exponential(of: seasonality) }
        let sales = (0..<weeks).map { week in
            volumes.map {
                $0 * seasons[week] * (random.nextUniform() < zeros ? 0 : random.exponential(of: 0.3))
            }
        }
        // The champion errs by three times what is sold, so that there is room to be better.
        let champion = try table("champion", sales, errors: sales.map { $0.map { 3 * $0 } })
        let others = try (0..<challengers).map { index in
            let advantage = index == 0 ? lead : 0
            let effects = (0..<series).map { _ in seriesEffect * random.draw(.normal) }
            // A window's mean of them has the deviations that the properties say.
            let scale = Double(horizon).squareRoot()
            let shocks = (0..<weeks).map { _ in
                (0..<segments).map { _ in scale * windowShock * random.draw(shockNoise) }
            }
            let errors = (0..<weeks).map { week in
                (0..<series).map { series in
                    let gain =
                        advantage + effects[series] + shocks[week][series % segments]
                        + scale * cellNoise * random.draw(noise)
                    return sales[week][series] * (3 - gain / 100)
                }
            }
            return try table("challenger\(index)", sales, errors: errors)
        }
        return (champion, others)
    }

    private func table(_ model: String, _ sales: [[Double]], errors: [[Double]]) throws -> ScoreTable {
        let ranges = (0..<windows).map { step * $0..<step * $0 + horizon }
        let windows = try ranges.map { weeks in
            // An error of e on sales of y is a forecast of y + e.
            try Scenario.Window(
                training: volumes(sales), actuals: (0..<series).map { row in weeks.map { sales[$0][row] } },
                forecasts: (0..<series).map { row in weeks.map { [sales[$0][row] + max(0, errors[$0][row])] }
                }
            ).scores(settings: Self.settings)
        }
        return ScoreTable(
            model: model, target: "volume", settings: Self.settings, windows: windows,
            overlap: WindowOverlap(testRanges: ranges))
    }

    /// A history of one week: nothing here is scaled by it.
    private func volumes(_ sales: [[Double]]) -> [[Double]] { (0..<series).map { [sales[0][$0]] } }
}

extension RandomStream {
    /// Of variance 1.
    mutating func draw(_ noise: SimulatedShop.Noise) -> Double {
        switch noise {
        case .normal: return normal()
        case .uniform: return (nextUniform() - 0.5) * 3.4641016151377544
        case .skewed:
            // Chi-squared with 3 degrees of freedom.
            let sum = (0..<3).reduce(0) { total, _ in
                let z = normal()
                return total + z * z
            }
            return (sum - 3) / 2.449489742783178
        case .heavyTails:
            // Student's t with 4 degrees of freedom, whose variance is 2.
            let squares = (0..<4).reduce(0) { total, _ in
                let z = normal()
                return total + z * z
            }
            return normal() / (squares / 4).squareRoot() / 1.4142135623730951
        }
    }

    mutating func exponential(of spread: Double) -> Double {
        spread == 0 ? 1 : PortableMath.exp(spread * normal())
    }

    mutating func normal() -> Double { NormalDistribution.quantile(nextUniform()) }
}
