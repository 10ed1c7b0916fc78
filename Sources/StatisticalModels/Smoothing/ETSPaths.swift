internal import ForecastCore
internal import NumericKernels

/// Quantiles of an exponential-smoothing model from simulated sample paths of its own equations.
///
/// The errors are a stratified sample of the residuals (`StratifiedErrors`), relative ones where the model's are.
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, section 6.1.
struct ETSPaths {
    let smoothing: SeasonalSmoothing
    let hasRelativeError: Bool
    let start: SeasonalSmoothing.State
    /// Steps of history behind the start.
    let length: Int
    let errors: [Double]
    let count: Int

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(count * horizon).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest, random: RandomPath) {
        var drawn = StratifiedErrors(errors, count: count, random)
        let probabilities = request.levels.map(\.value)
        let season = start.seasons.count
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var levels = [Double](repeating: start.level, count: count)
        var trends = [Double](repeating: start.trend, count: count)
        var outcomes = [Double](repeating: 0, count: count)
        // Seasonal states differ between paths only where a season returns within the horizon.
        let returns = request.horizon > season && smoothing.gamma != 0
        var seasons = returns ? (0..<season * count).map { start.seasons[$0 / count] } : []
        for step in 0..<request.horizon {
            let position = (length + step) % season
            drawn.shuffle()
            for path in 0..<count {
                let base = levels[path] + smoothing.phi * trends[path]
                let s = returns ? seasons[position * count + path] : start.seasons[position]
                let mu = smoothing.isMultiplicative ? base * s : base + s
                let e = hasRelativeError ? mu * drawn.values[path] : drawn.values[path]
                outcomes[path] = mu + e
                let levelError = smoothing.isMultiplicative ? e / s : e
                levels[path] = base + smoothing.alpha * levelError
                trends[path] = smoothing.phi * trends[path] + smoothing.beta * levelError
                if returns {
                    seasons[position * count + path] =
                        s + smoothing.gamma * (smoothing.isMultiplicative ? e / base : e)
                }
            }
            outcomes.withUnsafeMutableBufferPointer {
                OrderStatistics.quantiles(
                    of: $0, probabilities: probabilities, definition: .type5, into: &quantiles)
            }
            let row = step * request.width
            for level in quantiles.indices { values[row + 1 + level] = quantiles[level] }
        }
    }
}
