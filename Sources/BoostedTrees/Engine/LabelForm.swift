internal import NumericKernels

/// What the trees learn of a row.
package enum LabelForm: String, Sendable, CaseIterable {
    /// The target over its series' scale.
    case value
    /// log((1 + y) / (1 + scale)): errors count by their share of the target. Quantiles go back exactly, so the
    /// objective quantile keeps its meaning; the mean of logarithms becomes about a median, and wants smearing. What is below 0 counts
    /// as 0.
    case log

    /// - Parameter scaled: the target, already divided by `scale`.
    package func label(_ scaled: Float, scale: Double) -> Float {
        switch self {
        case .value: scaled
        case .log:
            Float(PortableMath.log1p(max(0, Double(scaled) * scale)) - PortableMath.log1p(scale))
        }
    }

    /// The forecast, in the unit of the target, behind what the trees say.
    package func forecast(_ said: Double, scale: Double) -> Double {
        switch self {
        case .value: said * scale
        case .log: PortableMath.expm1(said + PortableMath.log1p(scale))
        }
    }
}
