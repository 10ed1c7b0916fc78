internal import Champions
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// What small steps add up to: how far promotions have led an experiment's bias away from its first champion's.
///
/// A verdict holds a challenger against the champion in office alone, so each of many promotions may take a step that its
/// guardrail allows: eleven on MAPE led from +1 to -16 %. The registry is what remembers the first one.
struct BiasDrift {
    private let first: Champion
    private let firstBias: Double
    private let bias: Double
    private let drift: Double
    private let limit: Double
    private let promotions: Int

    /// Nil where the bias is no further from the first champion's than one step may go, or no further from 0 than that of
    /// the champion that is replaced; also where nobody recorded one.
    ///
    /// - Parameters:
    ///   - history: of the experiment, oldest first. A first champion that is still in office was held against the
    ///     challenger by the verdict itself, on the same data.
    ///   - limit: `bias_pp` of the spec; nil where it is off.
    init?(of champion: Champion, metric: Metric, after history: [Champion], limit: Double?) {
        let history = history.filter { $0.target == champion.target }
        guard let limit, let bias = champion.bias, let first = history.first(where: { $0.bias != nil }),
            let firstBias = first.bias, let reigning = history.last, reigning.version != first.version
        else { return nil }
        if let before = reigning.bias, bias.magnitude <= before.magnitude { return nil }
        // As the guardrail counts: the whole way down where the metric rewards it.
        let isCut = metric.rewardsLowForecasts && bias < 0 && bias < firstBias
        let drift = isCut ? firstBias - bias : bias.magnitude - firstBias.magnitude
        guard drift > limit, bias.magnitude > firstBias.magnitude else { return nil }
        (self.first, self.firstBias, self.bias, self.drift, self.limit) = (
            first, firstBias, bias, drift, limit
        )
        promotions = champion.version - first.version
    }

    var words: String {
        func percent(_ value: Double) -> String { "\(NumberText.signed(value, decimals: 2)) %" }
        return
            "in \(NumberText.count(promotions, "promotion", "promotions")) the bias went from \(percent(firstBias)) of "
            + "\(PlainText.sanitised(first.name)), version \(first.version), to \(percent(bias)): "
            + "\(NumberText.fixed(drift, decimals: 2)) percentage points, where bias_pp allows "
            + "\(NumberText.fixed(limit, decimals: 2)) from the first champion"
    }
}
