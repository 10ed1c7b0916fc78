internal import ForecastCore
internal import NumericKernels

/// How an error of today moves the forecasts of tomorrow, in an additive model in innovations form.
///
///     y(t) = l(t-1) + phi b(t-1) + s(t-m) + e(t)
///     l(t) = l(t-1) + phi b(t-1) + alpha e(t)
///     b(t) = phi b(t-1) + beta e(t)
///     s(t) = s(t-m) + gamma e(t)
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, table 2.2. Naive is alpha = 1; seasonal naive is gamma = 1
/// alone; the mean is all zero.
struct InnovationDynamics: Equatable {
    var alpha = 0.0
    var beta = 0.0
    var phi = 0.0
    var gamma = 0.0
    var season = 1
}

/// Quantiles of an additive model from simulated sample paths, with errors drawn from its residuals.
///
/// The simulation follows the deviation from the point forecast, which obeys the same equations with all
/// states at zero: so it is exactly equivariant to the scale and the level of the series.
///
/// **Source** FPP3, section 5.5 ("Prediction intervals from bootstrapped residuals").
struct InnovationPaths {
    let dynamics: InnovationDynamics
    /// The errors to draw from, with replacement; none means that every path is the point forecast.
    let residuals: [Double]
    let count: Int

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(count * horizon).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest, random: RandomPath) {
        guard !request.levels.isEmpty else { return }
        guard !residuals.isEmpty else { return flatten(&values, request) }
        var stream = random.appending("paths").stream
        let probabilities = request.levels.map(\.value)
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var state = PathState(paths: count, horizon: request.horizon, dynamics: dynamics)
        for step in 0..<request.horizon {
            state.drawErrors(from: residuals, &stream)
            state.advance(step: step, dynamics)
            state.deviations.withUnsafeMutableBufferPointer {
                OrderStatistics.quantiles(of: $0, probabilities: probabilities, into: &quantiles)
            }
            let row = step * request.width
            for level in quantiles.indices { values[row + 1 + level] = values[row] + quantiles[level] }
        }
    }

    private func flatten(_ values: inout [Double], _ request: ForecastRequest) {
        for step in 0..<request.horizon {
            let row = step * request.width
            for level in 1..<request.width { values[row + level] = values[row] }
        }
    }
}

/// The deviations of all paths at one step. **Shape** `[paths]` each; `seasons` is `[season, paths]`.
private struct PathState {
    var levels: [Double]
    var trends: [Double]
    var errors: [Double]
    var deviations: [Double]
    /// Empty when no seasonal error can return within the horizon.
    var seasons: [Double]

    init(paths: Int, horizon: Int, dynamics: InnovationDynamics) {
        levels = [Double](repeating: 0, count: paths)
        trends = levels
        errors = levels
        deviations = levels
        let seasonReturns = dynamics.gamma != 0 && horizon > dynamics.season
        seasons = seasonReturns ? [Double](repeating: 0, count: paths * dynamics.season) : []
    }

    mutating func drawErrors(from residuals: [Double], _ stream: inout RandomStream) {
        for path in errors.indices { errors[path] = residuals[stream.nextIndex(below: residuals.count)] }
    }

    mutating func advance(step: Int, _ dynamics: InnovationDynamics) {
        let (alpha, beta, phi) = (dynamics.alpha, dynamics.beta, dynamics.phi)
        for path in errors.indices {
            let expected = levels[path] + phi * trends[path]
            deviations[path] = expected + errors[path]
            levels[path] = expected + alpha * errors[path]
            trends[path] = phi * trends[path] + beta * errors[path]
        }
        guard !seasons.isEmpty else { return }
        let row = step % dynamics.season * errors.count
        for path in errors.indices {
            deviations[path] += seasons[row + path]
            seasons[row + path] += dynamics.gamma * errors[path]
        }
    }
}

/// Room for a forecast: the means in place, the quantiles to follow. **Shape** `[horizon, 1 + levels]`.
func forecastRows(_ request: ForecastRequest, mean: (Int) -> Double) -> [Double] {
    var values = [Double](repeating: 0, count: request.horizon * request.width)
    for step in 0..<request.horizon { values[step * request.width] = mean(step) }
    return values
}
