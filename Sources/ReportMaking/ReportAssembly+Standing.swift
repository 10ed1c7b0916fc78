internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports
internal import Workers

/// Where every model stands: skill over seasonal naive, bias, improvement over the reference.
extension ReportAssembly {
    /// Fills `yardsticks` and every model's `standing`.
    /// - Throws: `Interrupted`.
    func addStandings(to report: inout ExperimentReport) throws {
        guard let metric = mainMetric(of: report), let reference = report.referenceName,
            let result = results.first(where: { $0.target == report.mainTarget })
        else { return }
        report.yardsticks = .init(
            target: result.target, metric: metric.id, reference: reference,
            seasonalNaive: report.seasonalNaive,
            improvementUnit: metric.name.isPercentage ? .percentagePoints : .percent, confidence: confidence)
        let improvements = try results.map { result in
            (target: result.target, gains: try gains(over: reference, on: metric, result, in: report))
        }
        for (index, model) in report.models.enumerated() {
            let known = improvements.first { $0.target == result.target }?.gains[model.name]
            let others = improvements.filter { $0.target != result.target }.compactMap { entry in
                entry.gains[model.name].map { (entry.target, $0) }
            }
            report.models[index].standing = .init(
                skill: byTarget { report.skill(of: model, target: $0.target) },
                bias: byTarget { $0.scores[index].value(of: Metric(.bias)).value },
                improvement: known?.improvement ?? .undefined, interval: known?.interval,
                otherTargets: Dictionary(uniqueKeysWithValues: others))
        }
    }

    /// The metric that ranks models, as the scores know it; nil where the spec asks for none.
    func mainMetric(of report: ExperimentReport) -> Metric? {
        let id = report.verdict?.metric ?? report.mainMetric?.id
        let offered =
            run.spec.evaluation.metrics + (run.spec.promotion.map { [$0.metric] } ?? [])
        return offered.first { $0.id == id }
    }

    private var confidence: Double { run.spec.promotion?.confidence ?? 0.95 }

    private func byTarget(_ value: (TargetResult) -> Double?) -> [String: Figure] {
        Dictionary(uniqueKeysWithValues: results.map { ($0.target, Figure(value($0))) })
    }

    /// By model. Those of the verdict as it has them, corrected for their number; the others by themselves.
    private func gains(
        over reference: String, on metric: Metric, _ result: TargetResult, in report: ExperimentReport
    ) throws -> [String: ExperimentReport.Gain] {
        guard let base = result.scores.first(where: { $0.model == reference }) else { return [:] }
        let decided = report.verdict?.target == result.target ? report.verdict?.comparisons ?? [] : []
        let known = Set(decided.map(\.challenger) + [reference])
        let rest = result.scores.filter { !known.contains($0.model) }
        let measured = try queue.map(rest.count) { index in
            // A model that cannot be compared has no improvement: the page shows none.
            try? Comparison.between(
                champion: base, challenger: rest[index], on: metric, confidence: confidence)
        }
        var gains: [String: ExperimentReport.Gain] = [:]
        for comparison in decided {
            gains[comparison.challenger] = .init(
                improvement: comparison.improvementPP, interval: comparison.intervalPP)
        }
        for case let comparison? in measured {
            gains[comparison.challenger] = .init(
                improvement: Figure(comparison.improvementPP),
                interval: comparison.intervalPP.flatMap { .init(lower: $0.lower, upper: $0.upper) })
        }
        return gains
    }
}
