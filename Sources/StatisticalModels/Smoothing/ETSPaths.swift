package import ForecastCore
internal import NumericKernels

/// Quantiles of an exponential-smoothing model from sample paths of its own equations, each of which meets errors of the history in the
/// order in which they came.
///
/// As `InnovationPaths` does, which has the reasons: path k begins at an origin of the history and takes the errors from there on, the
/// first ones again after the last. These equations may have a season, and errors that are relative, so that paths start from the
/// states themselves. Nothing is drawn by chance.
///
/// **Source** Hyndman, Koehler, Ord & Snyder 2008, section 6.1; see `ErrorsInOrder`.
package struct ETSPaths {
    let smoothing: SeasonalSmoothing
    let hasRelativeError: Bool
    let start: SeasonalSmoothing.State
    /// Steps of history behind the start.
    let length: Int
    /// The errors that paths meet, relative ones where the model's are; none means that every path is the point forecast.
    let errors: [Double]
    /// At most so many paths, from origins that are spread evenly where there are more.
    let most: Int

    package init(
        smoothing: SeasonalSmoothing, hasRelativeError: Bool, start: SeasonalSmoothing.State, length: Int,
        errors: [Double], most: Int
    ) {
        (self.smoothing, self.hasRelativeError, self.start) = (smoothing, hasRelativeError, start)
        (self.length, self.errors, self.most) = (length, errors, most)
    }

    /// Writes the quantiles of `[horizon, 1 + levels]` in `values`, whose means are in place.
    /// - Complexity: O(min(most, errors) * horizon).
    package func fillQuantiles(of values: inout [Double], request: ForecastRequest) {
        let met = ErrorsInOrder(errors.isEmpty ? [0] : errors, most: most)
        let count = met.pathCount
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
            for path in 0..<count {
                let base = levels[path] + smoothing.phi * trends[path]
                let s = returns ? seasons[position * count + path] : start.seasons[position]
                let mu = smoothing.isMultiplicative ? base * s : base + s
                let error = met.error(of: path, at: step)
                let e = hasRelativeError ? mu * error : error
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
                    of: $0, probabilities: probabilities, definition: .type6, into: &quantiles)
            }
            let row = step * request.width
            for level in quantiles.indices { values[row + 1 + level] = quantiles[level] }
        }
    }
}
