package import ForecastCore

/// How far apart two values of a metric are, in the unit that thresholds and guardrails are written in.
///
/// Metrics in percent differ by percentage points; the others by percent of the champion's value, so that
/// one `min_improvement_pp: 1.0` makes sense for MAPE and for MASE.
extension Metric {
    /// What is to be made small: the value itself, for bias its distance from 0, for coverage its distance
    /// from the nominal coverage.
    package func loss(_ value: Double) -> Double {
        switch name {
        case .bias: value.magnitude
        case .coverage: (value - (interval?.nominalPercent ?? 0)).magnitude
        default: value
        }
    }

    /// Positive when the challenger is better. Nil when a percentage of the champion's value is asked for
    /// and that is 0 while the challenger's is not.
    package func improvement(champion: Double, challenger: Double) -> Double? {
        let gain = loss(champion) - loss(challenger)
        if name.isPercentage { return gain }
        if gain == 0 { return 0 }
        return champion > 0 ? 100 * gain / champion : nil
    }

    /// The unit of improvements, for sentences.
    package var improvementUnit: String {
        name.isPercentage ? "percentage points" : "% of the champion's value"
    }

    /// A value for sentences: percentages with two decimals and a sign, the others with four.
    package func text(of value: Double) -> String {
        name.isPercentage ? NumberText.fixed(value, decimals: 2) + " %" : NumberText.fixed(value, decimals: 4)
    }
}
