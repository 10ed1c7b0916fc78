package import ForecastCore

extension GuardrailCheck {
    /// How much further from 0 the challenger's bias is than the champion's.
    ///
    /// Where less is forecast by a metric that rewards it, what counts is the whole way down: MAPE falls by three points
    /// when all forecasts are cut by 2.5 %, and a bias that goes from +1.0 to -1.5 has hardly moved away from 0.
    func bias(limit: Double) throws(ComparisonImpossible) -> GuardrailResult {
        let ours = try ComparisonImpossible.require(Metric(.bias), of: challenger)
        let theirs = try ComparisonImpossible.require(Metric(.bias), of: champion)
        let further = try harm(Metric(.bias), .improvement, sign: -1)
        var measured = further
        var outcome = further.against(limit)
        let isCut = metric.rewardsLowForecasts && ours < 0 && further.value > 0
        if isCut {
            measured = try harm(Metric(.bias), .shift, sign: -1)
            outcome = Self.joint(measured.against(limit), further.against(0))
        }
        return GuardrailResult(
            name: "bias_pp", outcome: outcome, limit: limit, measured: measured.value,
            detail: "Bias is \(Self.percent(ours)), the champion's \(Self.percent(theirs)): "
                + "\(points(measured.value.magnitude)) "
                + (isCut
                    ? "lower, which \(metric.id) rewards"
                    : further.value > 0 ? "further from 0" : "nearer to 0")
                + ", \(Self.fixed(limit)) allowed\(doubt(outcome, measured)).")
    }

    /// How far from 0 the challenger's bias is, where that is further than the champion's: what small steps add up to.
    func absoluteBias(limit: Double) throws(ComparisonImpossible) -> GuardrailResult {
        let ours = try ComparisonImpossible.require(Metric(.bias), of: challenger)
        let theirs = try ComparisonImpossible.require(Metric(.bias), of: champion)
        let size = try harm(Metric(.bias), .challengersLoss)
        let further = try harm(Metric(.bias), .improvement, sign: -1)
        let outcome = Self.joint(size.against(limit), further.against(0))
        let comparison =
            size.value <= limit
            ? ""
            : further.value > 0
                ? ", further from 0 than the champion's \(Self.percent(theirs))"
                : ", no further from 0 than the champion's \(Self.percent(theirs))"
        return GuardrailResult(
            name: "bias_abs_pp", outcome: outcome, limit: limit, measured: size.value,
            detail:
                "Bias is \(Self.percent(ours))\(comparison), at most \(Self.fixed(limit)) either way allowed"
                + "\(doubt(outcome, size)).")
    }

    /// Of a harm that consists of two.
    private static func joint(_ first: GuardrailResult.Outcome, _ second: GuardrailResult.Outcome)
        -> GuardrailResult.Outcome
    {
        if first == .holds || second == .holds { return .holds }
        return first == .breaks && second == .breaks ? .breaks : .unsure
    }

    /// Why what is over its limit does not break it.
    func doubt(_ outcome: GuardrailResult.Outcome, _ harm: Harm) -> String {
        guard outcome == .unsure else { return "" }
        return harm.margin == nil
            ? "; from so few windows nobody can say whether by chance"
            : "; perhaps by chance (\(harm.interval(confidence: confidence)))"
    }

    private func points(_ value: Double) -> String { "\(Self.fixed(value)) percentage points" }
    private static func percent(_ value: Double) -> String { "\(fixed(value)) %" }
    static func fixed(_ value: Double) -> String { NumberText.fixed(value, decimals: 2) }
}

extension Metric {
    /// Whether the best forecast lies below the mean where demand is skewed to the right: that of an absolute error is the
    /// median, that of a percentage error lower still (Kolassa 2020, "Why the best point forecast depends on the error").
    package var rewardsLowForecasts: Bool {
        switch name {
        case .mape, .smape, .wape, .mae, .mase: true
        case .rmse, .rmsse, .bias, .pinball, .wql, .coverage: false
        }
    }
}
