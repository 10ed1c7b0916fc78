package import ForecastEvaluation

// What was decided, as report.json tells it: the one place where a verdict takes the form of the file, which outlives what it
// was made of.

extension ExperimentReport.Verdict {
    /// - Parameters:
    ///   - confidence: of the intervals.
    ///   - unit: of every improvement.
    package init(
        _ verdict: ForecastEvaluation.Verdict, confidence: Double, minImprovementPP: Double,
        unit: ImprovementUnit
    ) {
        self.init(
            decision: verdict.decision, champion: verdict.champion, challenger: verdict.challenger,
            target: verdict.target, metric: verdict.metric, improvementPP: Figure(verdict.improvementPP),
            improvementUnit: unit, intervalPP: verdict.intervalPP.flatMap(ExperimentReport.Interval.init),
            confidence: confidence, minImprovementPP: minImprovementPP, reasons: verdict.reasons,
            guardrails: verdict.guardrails.map(ExperimentReport.Guardrail.init),
            comparisons: verdict.challengers.map(ExperimentReport.Comparison.init),
            evidence: verdict.challengers.first { $0.challenger == verdict.challenger }
                .map { ExperimentReport.Evidence($0.comparison) },
            challengersTried: verdict.challengersTried, championBelowBaseline: verdict.championBelowBaseline)
    }
}

extension ExperimentReport.Comparison {
    init(_ verdict: ChallengerVerdict) {
        self.init(
            challenger: verdict.challenger, decision: verdict.decision,
            improvementPP: Figure(verdict.comparison.improvementPP),
            intervalPP: verdict.comparison.intervalPP.flatMap(ExperimentReport.Interval.init),
            brokenGuardrails: verdict.guardrails.filter { $0.outcome == .breaks }.map(\.name),
            unsureGuardrails: verdict.guardrails.filter { $0.outcome == .unsure }.map(\.name),
            evidence: ExperimentReport.Evidence(verdict.comparison),
            guardrails: verdict.guardrails.map(ExperimentReport.Guardrail.init))
    }
}

extension ExperimentReport.Guardrail {
    init(_ result: GuardrailResult) {
        self.init(
            name: result.name, passed: result.passed, value: Figure(result.measured),
            limit: Figure(result.limit), explanation: result.detail, outcome: result.outcome)
    }
}

extension ExperimentReport.Interval {
    /// Nil where a bound is not finite.
    init?(_ interval: ForecastEvaluation.Comparison.Interval) {
        self.init(lower: interval.lower, upper: interval.upper)
    }
}

extension ExperimentReport.Evidence {
    init(_ comparison: ForecastEvaluation.Comparison) {
        self.init(
            windowsPP: comparison.windowsPP.map { Figure($0) }, disjointWindows: comparison.disjointWindows,
            series: comparison.seriesCount, effectiveSeries: Figure(comparison.effectiveSeries),
            detectablePP: Figure(comparison.detectablePP),
            oneWindowCarries: comparison.isCarriedByOneWindow)
    }
}
