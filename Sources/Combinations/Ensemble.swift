package import ForecastCore

/// The kind `ensemble`: forecasts of several models made into one, value by value.
///
/// Means are combined with means and each quantile with the same quantile of the others (Vincentization): what comes out
/// is in order where all members' quantiles are, and as sharp as its members on average, where averaging
/// probabilities would widen it.
/// **Source** Bates & Granger 1969, "The combination of forecasts"; Lichtendahl, Grushka-Cockayne & Winkler 2013, "Is
/// it better to average probabilities or quantiles?"; Jose & Winkler 2008 on trimmed means.
package struct Ensemble: ForecastCombiner, CombinedModelKind {
    package enum Rule: String, Sendable, CaseIterable {
        /// Weighted, where members have weights.
        case mean
        case median
        /// Without the lowest and the highest fifth of the members, rounded up; the median of two and less.
        case trimmedMean = "trimmed_mean"
    }

    private let rule: Rule
    /// `[member]`; they sum to 1.
    private let weights: [Double]

    package static let kind = ModelKind(
        name: "ensemble",
        summary: "several models' forecasts made into one, mean with mean and quantile with quantile",
        source: "Bates & Granger 1969; Lichtendahl, Grushka-Cockayne & Winkler 2013", version: 1,
        parameters: [
            ParameterDeclaration(
                "members", .members, default: nil,
                "the models that it is made of: a list, or weights by name that sum to 1"),
            ParameterDeclaration(
                "combine", .word(Rule.allCases.map(\.rawValue)), default: .word(Rule.mean.rawValue),
                "what is made of their forecasts; only a mean has weights"),
        ],
        make: .combined)

    package init(_ parameters: ModelParameters) {
        rule = Rule(rawValue: parameters.word("combine")) ?? .mean
        let members = parameters.members("members")
        weights = members.map { $0.weight ?? 1 / Double(members.count) }
    }

    package static func model(_ parameters: ModelParameters) -> any ForecastCombiner { Ensemble(parameters) }

    /// The weight of a member that could not forecast a series goes to the others.
    package func combine(_ members: [ForecastBlock], of known: KnownSeries) -> Combination {
        precondition(members.count == weights.count, "\(members.count) members for \(weights.count) weights")
        return Combination(of: members, by: combine)
    }

    /// **Shape** of `forecasts` `[speaking member][horizon x (1 + levels)]`.
    private func combine(_ forecasts: [[Double]], _ speaking: [Int]) -> [Double] {
        let total = speaking.reduce(0) { $0 + weights[$1] }
        let shares = speaking.map { weights[$0] / total }
        return forecasts[0].indices.map { place in
            let values = forecasts.map { $0[place] }
            switch rule {
            case .mean: return zip(shares, values).reduce(0) { $0 + $1.0 * $1.1 }
            case .median: return Self.trimmedMean(values, without: (values.count - 1) / 2)
            case .trimmedMean: return Self.trimmedMean(values, without: Self.trimmed(of: values.count))
            }
        }
    }

    /// How many are left out at each end, so that at least one remains.
    private static func trimmed(of count: Int) -> Int { min((count + 4) / 5, (count - 1) / 2) }

    /// The mean without so many of the lowest and of the highest.
    private static func trimmedMean(_ values: [Double], without ends: Int) -> Double {
        let kept = values.sorted().dropFirst(ends).dropLast(ends)
        return kept.reduce(0, +) / Double(kept.count)
    }
}
