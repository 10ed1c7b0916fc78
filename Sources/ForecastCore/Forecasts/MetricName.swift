/// The accuracy measures, by the names that specs and reports use. The table of definitions is
/// `docs/metrics.md`; the arithmetic is in ForecastEvaluation.
package enum MetricName: String, Sendable, CaseIterable {
    case mape, wape, smape, mae, rmse, bias, mase, rmsse, pinball, wql, coverage

    /// True for measures in percent: two of them differ by percentage points.
    package var isPercentage: Bool {
        switch self {
        case .mape, .wape, .smape, .bias, .coverage: true
        case .mae, .rmse, .mase, .rmsse, .pinball, .wql: false
        }
    }

    /// True where less is better. Bias is best at 0 and coverage at its nominal value.
    package var isLoss: Bool { self != .bias && self != .coverage }
}
