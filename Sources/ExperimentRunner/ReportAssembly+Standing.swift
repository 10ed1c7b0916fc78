internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// Where every model stands: skill over seasonal naive, bias, improvement over the reference.
extension ReportAssembly {
    /// Sums of a thousand resamples that a report may take, so that it is made within seconds: one per model,
    /// series, window and resample. A sweep of hundreds over 30,000 series gets intervals for the best models.
    private static let mostSums = 3e9
    /// So many models beside the verdict's get an interval in any case.
    private static let fewestIntervals = 12

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
            experiment.spec.evaluation.metrics + (experiment.spec.promotion.map { [$0.metric] } ?? [])
        return offered.first { $0.id == id }
    }

    private var confidence: Double { experiment.spec.promotion?.confidence ?? 0.95 }

    private func byTarget(_ value: (TargetResult) -> Double?) -> [String: Figure] {
        Dictionary(uniqueKeysWithValues: results.map { ($0.target, Figure(value($0))) })
    }

    /// By model. Those of the verdict as it has them; the others by the same method on the same draws.
    private func gains(
        over reference: String, on metric: Metric, _ result: TargetResult, in report: ExperimentReport
    ) throws -> [String: ExperimentReport.Gain] {
        guard let base = result.scores.first(where: { $0.model == reference }) else { return [:] }
        let decided = report.verdict?.target == result.target ? report.verdict?.comparisons ?? [] : []
        let known = Set(decided.map(\.challenger) + [reference])
        let names = report.ranked(target: result.target).map(\.name).filter { !known.contains($0) }
        let cells = Double(max(1, base.seriesCount * base.windows.count * Comparison.Settings().replicates))
        let affordable = Int(min(Self.mostSums / cells / Double(results.count), 1e6))
        let rest = names.prefix(max(Self.fewestIntervals, affordable)).compactMap { name in
            result.scores.first { $0.model == name }
        }
        let random = RandomPath(seed: experiment.spec.seed, ["comparison", result.target, metric.id])
        let settings = Comparison.Settings(confidence: confidence)
        // Every part draws anew, the same draws; so there are as many parts as workers and no more.
        let parts = min(rest.count, queue.jobs)
        let measured = try queue.map(parts) { part in
            Comparison.between(
                champion: base,
                challengers: Array(rest[part * rest.count / parts..<(part + 1) * rest.count / parts]),
                on: metric, settings: settings, random: random)
        }.flatMap { $0 }
        var gains: [String: ExperimentReport.Gain] = [:]
        for comparison in decided {
            gains[comparison.challenger] = .init(
                improvement: comparison.improvementPP, interval: comparison.intervalPP)
        }
        // A model that cannot be compared has no improvement: the page shows none.
        for case let comparison? in measured {
            gains[comparison.challenger] = .init(
                improvement: Figure(comparison.improvementPP),
                interval: .init(lower: comparison.intervalPP.lower, upper: comparison.intervalPP.upper))
        }
        return gains
    }
}
