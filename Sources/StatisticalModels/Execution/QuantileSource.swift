internal import ForecastCore
internal import NumericKernels

/// Where the quantiles of a smoothing model come from.
enum QuantileSource: String, Sendable, CaseIterable {
    /// History and paths: alpha^2 of the paths, the rest of the history, and the history alone where demand is
    /// intermittent.
    case auto
    /// Simulated paths from the model's errors.
    case paths
    /// The weighted history.
    case history

    /// The share of the simulated paths.
    ///
    /// **Source** Measured. The paths are right where the series is a random walk (alpha 1), the history where it
    /// varies around its level (alpha 0).
    func shareOfPaths(alpha: Double, _ y: UnsafeBufferPointer<Double>) -> Double {
        switch self {
        case .paths: 1
        case .history: 0
        case .auto: Self.isIntermittent(y) ? 0 : alpha * alpha
        }
    }

    /// The quantiles of `values` (`[horizon, 1 + levels]`, means in place) of a model without a season of its own.
    func fill(
        _ values: inout [Double], from paths: InnovationPaths, _ y: UnsafeBufferPointer<Double>,
        _ request: ForecastRequest
    ) {
        let share = paths.residuals.isEmpty ? 0 : shareOfPaths(alpha: paths.dynamics.alpha, y)
        if share > 0 { paths.fillQuantiles(of: &values, request: request) }
        if share < 1 { WeightedHistory(y).blend(into: &values, keeping: share, request: request) }
    }

    /// An average interval between demands of 1.32 steps and more. **Source** Syntetos, Boylan & Croston 2005.
    static func isIntermittent(_ y: UnsafeBufferPointer<Double>) -> Bool {
        var observed = 0.0
        var demands = 0.0
        for value in y where !value.isNaN {
            observed += 1
            if value != 0 { demands += 1 }
        }
        return observed >= 1.32 * demands
    }
}
