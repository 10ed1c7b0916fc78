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

    /// Where weights come from.
    private enum Weighting: String, CaseIterable {
        /// Those of the spec, or equal ones.
        case fixed
        /// From how members fared in earlier windows.
        case learned
    }

    private let rule: Rule
    /// `[member]`; they sum to 1, and one that has no say has 0.
    private let weights: [Double]
    /// How many of the best members are kept; nil for all of them.
    private let best: Int?
    private let metric: Metric
    private let weighting: Weighting
    package let earlierWindows: Int

    package static let kind = ModelKind(
        name: "ensemble",
        summary: "several models' forecasts made into one, mean with mean and quantile with quantile",
        source: "Bates & Granger 1969; Lichtendahl, Grushka-Cockayne & Winkler 2013", version: 2,
        parameters: [
            ParameterDeclaration(
                "members", .members, default: nil,
                "the models that it is made of: a list, weights by name that sum to 1, or all that are not made of others"
            ),
            ParameterDeclaration(
                "combine", .word(Rule.allCases.map(\.rawValue)), default: .word(Rule.mean.rawValue),
                "what is made of their forecasts; only a mean has weights"),
            ParameterDeclaration(
                "best", .countOrWord(1...1000, words: [all]), default: .word(all),
                "how many members are kept: those that were best in the windows before each cutoff"),
            ParameterDeclaration(
                "weights", .word(Weighting.allCases.map(\.rawValue)),
                default: .word(Weighting.fixed.rawValue),
                "fixed: those of members, or equal ones; learned: by the windows before each cutoff"),
            EarlierScores.parameter,
            ParameterDeclaration(
                "windows", .integer(1...52), default: .integer(1),
                "windows before each cutoff that best and learned weights go by"),
        ],
        make: .combined)

    private static let all = "all"

    package init(_ parameters: ModelParameters) {
        rule = Rule(rawValue: parameters.word("combine")) ?? .mean
        let members = parameters.members("members")
        weights = members.map { $0.weight ?? 1 / Double(members.count) }
        best = parameters.optionalInteger("best").flatMap { $0 < members.count ? $0 : nil }
        metric = Metric(MetricName(rawValue: parameters.word("by")) ?? .wql)
        weighting = Weighting(rawValue: parameters.word("weights")) ?? .fixed
        // Only a mean has weights.
        let learns = best != nil || (weighting == .learned && rule == .mean)
        earlierWindows = learns ? parameters.integer("windows") : 0
    }

    private init(_ ensemble: Ensemble, weights: [Double]) {
        rule = ensemble.rule
        self.weights = weights
        best = ensemble.best
        metric = ensemble.metric
        weighting = ensemble.weighting
        earlierWindows = ensemble.earlierWindows
    }

    package static func model(_ parameters: ModelParameters) -> any ForecastCombiner { Ensemble(parameters) }

    /// The weight of a member that could not forecast a series goes to the others.
    package func combine(_ members: [ForecastBlock], of known: KnownSeries) -> Combination {
        precondition(members.count == weights.count, "\(members.count) members for \(weights.count) weights")
        let kept = weights.indices.filter { weights[$0] > 0 }
        let combination = Combination(of: kept.map { members[$0] }) { forecasts, speaking in
            combine(forecasts, speaking.map { kept[$0] })
        }
        var missing = weights.map { _ in 0 }
        for (member, count) in zip(kept, combination.missing) { missing[member] = count }
        return Combination(block: combination.block, missing: missing)
    }

    /// Keeps the best, and weighs those.
    package func learning(from earlier: [EarlierForecasts], of known: KnownSeries) -> LearnedCombiner {
        let scores = EarlierScores(earlier, by: metric)
        let taught = scores.values.contains { $0 != nil } ? weights(by: scores, earlier) : weights
        let series = known.history.count { $0 > 0 }
        return LearnedCombiner(
            Ensemble(self, weights: taught),
            shares: taught.indices.map { member in
                LearnedCombiner.Share(
                    segment: Self.all, series: series, member: member, score: scores.values[member],
                    weight: taught[member])
            })
    }

    package func taught(by lesson: CombinationLesson, series: [String]) -> any ForecastCombiner {
        Ensemble(self, weights: lesson.weights)
    }

    private func weights(by scores: EarlierScores, _ earlier: [EarlierForecasts]) -> [Double] {
        let kept = Set(scores.ranking.prefix(best ?? weights.count))
        let left = weights.indices.map { kept.contains($0) ? weights[$0] : 0 }
        let total = left.reduce(0, +)
        let prior = left.map { $0 / total }
        return weighting == .learned && rule == .mean
            ? LearnedWeights.weights(from: earlier, by: metric.name, towards: prior) : prior
    }

    /// **Shape** of `forecasts` `[speaking member][horizon x (1 + levels)]`; `speaking` are places among all members.
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
