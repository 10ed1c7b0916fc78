internal import ForecastCore
internal import NumericKernels

/// Quantiles of an additive model from simulated sample paths, with errors drawn from its residuals.
///
/// The simulation follows the deviation from the point forecast, which obeys the same equations with all
/// states at zero: so it is exactly equivariant to the scale and the level of the series.
///
/// **Source** FPP3, section 5.5 ("Prediction intervals from bootstrapped residuals").
struct InnovationPaths {
    let dynamics: InnovationDynamics
    /// The errors to draw from; none means that every path is the point forecast.
    let residuals: [Double]
    let count: Int

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(count * horizon).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest, random: RandomPath) {
        guard !request.levels.isEmpty else { return }
        var errors = StratifiedErrors(residuals, count: count, random)
        let probabilities = request.levels.map(\.value)
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var state = PathState(paths: count, horizon: request.horizon, dynamics: dynamics)
        for step in 0..<request.horizon {
            errors.shuffle()
            state.advance(step: step, errors.values, dynamics)
            state.deviations.withUnsafeMutableBufferPointer {
                OrderStatistics.quantiles(
                    of: $0, probabilities: probabilities, definition: .type5, into: &quantiles)
            }
            let row = step * request.width
            for level in quantiles.indices { values[row + 1 + level] = values[row] + quantiles[level] }
        }
    }
}

/// The deviations of all paths at one step. **Shape** `[paths]` each; `seasons` is `[season, paths]`.
private struct PathState {
    var levels: [Double]
    var trends: [Double]
    var deviations: [Double]
    /// Empty when no seasonal error can return within the horizon.
    var seasons: [Double]

    init(paths: Int, horizon: Int, dynamics: InnovationDynamics) {
        levels = [Double](repeating: 0, count: paths)
        trends = levels
        deviations = levels
        let seasonReturns = dynamics.gamma != 0 && horizon > dynamics.season
        seasons = seasonReturns ? [Double](repeating: 0, count: paths * dynamics.season) : []
    }

    mutating func advance(step: Int, _ errors: [Double], _ dynamics: InnovationDynamics) {
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

/// Residuals are smaller than the errors to come, since the model was fitted to them: this is the factor by which.
///
/// sqrt((T + k) / (T - k)) for k estimated parameters and initial states: T - k degrees of freedom in the
/// residuals, and the uncertainty of the k numbers in the forecast. At most 3.
///
/// **Source** The final prediction error of Akaike 1969, "Fitting autoregressive models for prediction".
func predictionErrorFactor(observed: Int, estimated: Int) -> Double {
    let n = Double(observed)
    let k = Double(estimated)
    return min(3, ((n + k) / max(1, n - k)).squareRoot())
}

/// Room for a forecast: the means in place, the quantiles to follow. **Shape** `[horizon, 1 + levels]`.
func forecastRows(_ request: ForecastRequest, mean: (Int) -> Double) -> [Double] {
    var values = [Double](repeating: 0, count: request.horizon * request.width)
    for step in 0..<request.horizon { values[step * request.width] = mean(step) }
    return values
}
