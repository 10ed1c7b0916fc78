internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation

/// A candidate and the registered champion, measured on the same points: how sure their difference is, and how much
/// more often something simpler stood in for the one than for the other.
package struct GateEvidence: Sendable {
    /// Of the candidate on the champion; nil where none can be made.
    private let comparison: Comparison?
    /// Why nobody can say how sure the difference is; nil where it can be said.
    let obstacle: String?
    /// Nil where the spec switches it off.
    let fallbacks: GuardrailResult?
}

extension GateEvidence {
    /// From the scores of a candidate and the champion that it is held against.
    init(
        candidate: ScoreTable, champion: ScoreTable, on metric: Metric, confidence: Double,
        fallbackLimit: Double?
    ) {
        fallbacks = fallbackLimit.map {
            .fallbackShare(
                champion: champion, challenger: candidate, on: metric, limit: $0, confidence: confidence)
        }
        do throws(ComparisonImpossible) {
            let comparison = try Comparison.between(
                champion: champion, challenger: candidate, on: metric, confidence: confidence)
            self.comparison = comparison
            obstacle = Self.obstacle(to: comparison)
        } catch {
            comparison = nil
            obstacle = error.reason
        }
    }

    private static func obstacle(to comparison: Comparison) -> String? {
        guard !comparison.hasEnoughWindows else { return nil }
        return "\(NumberText.count(comparison.disjointWindows, "window", "windows")) that "
            + "\(comparison.disjointWindows == 1 ? "shares" : "share") no period; "
            + "\(Comparison.fewestWindows) decide"
    }

    /// Of the gain of the candidate, and the smallest decline that could have been told from chance; nil where nobody
    /// can say.
    var precision: (interval: Comparison.Interval, detectablePP: Double)? {
        guard obstacle == nil, let interval = comparison?.intervalPP, let smallest = comparison?.detectablePP
        else { return nil }
        return (interval, smallest)
    }
}
