package import ExperimentSpec
package import ForecastCore
internal import ForecastEvaluation
package import ForecastTasks
package import Reports

/// Decides whether a challenger replaces the champion.
package struct VerdictStage {
    let experiment: ExperimentSpec
    let results: [TargetResult]
    /// `[window]`.
    let classes: [SeriesClasses]

    package init(experiment: ExperimentSpec, results: [TargetResult], classes: [SeriesClasses]) {
        self.experiment = experiment
        self.results = results
        self.classes = classes
    }

    /// Nil when the spec declares no promotion. A comparison that cannot be made is inconclusive and says
    /// why: never a pass.
    package func verdict() -> ExperimentReport.Verdict? {
        guard let promotion = experiment.promotion, case .model(let champion) = promotion.champion,
            let result = results.first(where: { $0.target == promotion.target })
        else { return nil }
        do throws(ComparisonImpossible) {
            return ExperimentReport.Verdict(
                try decide(promotion, champion: champion, scores: result.scores),
                confidence: promotion.confidence, minImprovementPP: promotion.minImprovementPP,
                unit: Self.unit(of: promotion))
        } catch {
            return Self.impossible(error, promotion, champion: champion)
        }
    }

    private func decide(
        _ promotion: PromotionDeclaration, champion: String, scores: [ScoreTable]
    ) throws(ComparisonImpossible) -> Verdict {
        guard let reigning = scores.first(where: { $0.model == champion }) else {
            throw ComparisonImpossible("the champion '\(champion)' did not run")
        }
        let limits = promotion.guardrails
        let policy = PromotionPolicy(
            metric: promotion.metric, minimumImprovementPP: promotion.minImprovementPP,
            confidence: promotion.confidence,
            guardrails: GuardrailLimits(
                biasPP: limits.biasPP, absoluteBiasPP: limits.absoluteBiasPP,
                worstSegmentPP: limits.worstSegmentPP, fallbackShare: limits.fallbackShare))
        return try policy.decide(
            champion: reigning,
            challengers: promotion.challengers.compactMap { name in scores.first { $0.model == name } },
            baselines: scores.filter { isBaseline($0.model) },
            segmentations: experiment.evaluation.segments.compactMap {
                Segmentation(byClass: $0.rawValue, classes: classes)
            })
    }

    private func isBaseline(_ model: String) -> Bool {
        experiment.models.contains { $0.name == model && $0.isBaseline }
    }

    private static func impossible(
        _ error: ComparisonImpossible, _ promotion: PromotionDeclaration, champion: String
    ) -> ExperimentReport.Verdict {
        ExperimentReport.Verdict(
            decision: .inconclusive, champion: champion, challenger: promotion.challengers.first ?? champion,
            target: promotion.target, metric: promotion.metric.id, improvementPP: .undefined,
            improvementUnit: unit(of: promotion), intervalPP: nil, confidence: promotion.confidence,
            minImprovementPP: promotion.minImprovementPP,
            reasons: ["The comparison cannot be made: \(error.reason)."], guardrails: [], comparisons: [])
    }

    private static func unit(of promotion: PromotionDeclaration) -> ExperimentReport.Verdict.ImprovementUnit {
        promotion.metric.name.isPercentage ? .percentagePoints : .percent
    }
}
