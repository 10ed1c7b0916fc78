internal import ForecastCore
internal import NumericKernels

/// Quantiles of the multiplicative Holt-Winters model from simulated sample paths, with relative errors drawn
/// from its residuals. **Source** Hyndman, Koehler, Ord & Snyder 2008, section 6.1 (simulation) with model MAdM.
struct MultiplicativePaths {
    let smoothing: SeasonalSmoothing
    let start: SeasonalSmoothing.State
    /// Steps of history behind the start.
    let length: Int
    /// Relative one-step errors e / mu.
    let errors: [Double]
    let count: Int

    /// As in `InnovationPaths`. **Complexity** O(count * horizon).
    func fillQuantiles(of values: inout [Double], request: ForecastRequest, random: RandomPath) {
        guard !request.levels.isEmpty else { return }
        var drawn = StratifiedErrors(errors, count: count, random)
        let probabilities = request.levels.map(\.value)
        let season = start.seasons.count
        var quantiles = [Double](repeating: 0, count: probabilities.count)
        var levels = [Double](repeating: start.level, count: count)
        var trends = [Double](repeating: start.trend, count: count)
        var outcomes = [Double](repeating: 0, count: count)
        // Seasonal states differ between paths only where a season returns within the horizon.
        let returns = request.horizon > season
        var seasons = returns ? [Double](repeating: 1, count: season * count) : []
        for step in 0..<request.horizon {
            let position = (length + step) % season
            drawn.shuffle()
            for path in 0..<count {
                let e = drawn.values[path]
                let base = levels[path] + smoothing.phi * trends[path]
                var s = start.seasons[position]
                if returns {
                    s *= seasons[position * count + path]
                    seasons[position * count + path] *= 1 + smoothing.gamma * e
                }
                outcomes[path] = base * s * (1 + e)
                levels[path] = base * (1 + smoothing.alpha * e)
                trends[path] = smoothing.phi * trends[path] + smoothing.beta * base * e
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
