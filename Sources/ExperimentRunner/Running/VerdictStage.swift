package import ExperimentSpec
package import ForecastCore
package import ForecastEvaluation
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
            return try Self.report(decide(promotion, champion: champion, scores: result.scores), promotion)
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

    // MARK: - In the words of the report

    private static func report(_ verdict: Verdict, _ promotion: PromotionDeclaration)
        -> ExperimentReport.Verdict
    {
        ExperimentReport.Verdict(
            decision: decision(verdict.decision), champion: verdict.champion, challenger: verdict.challenger,
            target: verdict.target, metric: verdict.metric, improvementPP: Figure(verdict.improvementPP),
            improvementUnit: unit(of: promotion), intervalPP: interval(verdict.intervalPP),
            confidence: promotion.confidence, minImprovementPP: promotion.minImprovementPP,
            reasons: verdict.reasons,
            guardrails: verdict.guardrails.map(guardrail),
            comparisons: verdict.challengers.map { challenger in
                .init(
                    challenger: challenger.challenger, decision: decision(challenger.decision),
                    improvementPP: Figure(challenger.comparison.improvementPP),
                    intervalPP: interval(challenger.comparison.intervalPP),
                    brokenGuardrails: challenger.guardrails.filter { $0.outcome == .breaks }.map(\.name),
                    unsureGuardrails: challenger.guardrails.filter { $0.outcome == .unsure }.map(\.name),
                    evidence: evidence(challenger.comparison),
                    guardrails: challenger.guardrails.map(guardrail))
            },
            evidence: verdict.challengers.first { $0.challenger == verdict.challenger }.map {
                evidence($0.comparison)
            },
            challengersTried: verdict.challengersTried,
            championBelowBaseline: verdict.championBelowBaseline)
    }

    private static func guardrail(_ result: GuardrailResult) -> ExperimentReport.Guardrail {
        .init(
            name: result.name, passed: result.passed, value: Figure(result.measured),
            limit: Figure(result.limit), explanation: result.detail, outcome: outcome(result.outcome))
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

    private static func decision(_ decision: Decision) -> ExperimentReport.Verdict.Decision {
        switch decision {
        case .promote: .promote
        case .keep: .keep
        case .inconclusive: .inconclusive
        }
    }

    private static func unit(of promotion: PromotionDeclaration) -> ExperimentReport.Verdict.ImprovementUnit {
        promotion.metric.name.isPercentage ? .percentagePoints : .percent
    }

    private static func outcome(_ outcome: GuardrailResult.Outcome) -> ExperimentReport.Guardrail.Outcome {
        switch outcome {
        case .holds: .holds
        case .unsure: .unsure
        case .breaks: .breaks
        }
    }

    private static func interval(_ interval: Comparison.Interval?) -> ExperimentReport.Interval? {
        interval.flatMap { ExperimentReport.Interval(lower: $0.lower, upper: $0.upper) }
    }

    private static func evidence(_ comparison: Comparison) -> ExperimentReport.Evidence {
        .init(
            windowsPP: comparison.windowsPP.map { Figure($0) }, disjointWindows: comparison.disjointWindows,
            series: comparison.seriesCount, effectiveSeries: Figure(comparison.effectiveSeries),
            detectablePP: Figure(comparison.detectablePP), oneWindowCarries: comparison.isCarriedByOneWindow)
    }
}
