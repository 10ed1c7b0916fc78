package import ForecastCore

/// What is told about the observed values of a window of periods.
package enum RollingStatistic: Hashable, Sendable {
    case mean
    /// Of a sample: divided by n - 1.
    case standardDeviation
    case minimum
    case maximum
    /// Linear between order statistics: type 7 of Hyndman & Fan 1996, the default of R and NumPy.
    case quantile(QuantileLevel)
    /// The share of zeros among the observed values.
    case zeroShare

    /// As feature names spell it: `rolling_mean_4`, `rolling_p90_13`.
    package var word: String {
        switch self {
        case .mean: "mean"
        case .standardDeviation: "std"
        case .minimum: "min"
        case .maximum: "max"
        case .quantile(let level): level.label
        case .zeroShare: "zero_share"
        }
    }

    /// As the keys of a spec spell it: `rolling_quantile`.
    var specWord: String { if case .quantile = self { "quantile" } else { word } }

    /// As descriptions spell it.
    var noun: String {
        switch self {
        case .mean: "mean"
        case .standardDeviation: "standard deviation"
        case .minimum: "least value"
        case .maximum: "largest value"
        case .quantile(let level): "\(level.label) quantile"
        case .zeroShare: "share of zeros"
        }
    }

    /// With fewer observed values in the window the statistic is missing.
    package var leastObservations: Int { self == .standardDeviation ? 2 : 1 }

    /// Whether it grows with the unit of what it describes.
    var hasUnit: Bool { self != .zeroShare }
}
