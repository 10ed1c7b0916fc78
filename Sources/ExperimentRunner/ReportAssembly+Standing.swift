internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// Where every model stands: skill over seasonal naive, bias, improvement over the reference.
extension ReportAssembly {
    /// Models beside the verdict's that get an interval of their own: what a reader looks at, not a sweep of
    /// hundreds, each of which takes a thousand resamples.
    private static let mostIntervals = 24

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
        let improvements = try improvements(over: reference, on: metric, result, in: report)
        for (index, model) in report.models.enumerated() {
            let known = improvements[model.name]
            report.models[index].standing = .init(
                skill: byTarget { report.skill(of: model, target: $0.target) },
                bias: byTarget { $0.scores[index].value(of: Metric(.bias)).value },
                improvement: known?.improvement ?? .undefined, interval: known?.interval)
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

    private typealias Improvement = (improvement: Figure, interval: ExperimentReport.Interval?)

    /// Those of the verdict as it has them; the others by the same method on the same draws.
    private func improvements(
        over reference: String, on metric: Metric, _ result: TargetResult, in report: ExperimentReport
    ) throws -> [String: Improvement] {
        guard let base = result.scores.first(where: { $0.model == reference }) else { return [:] }
        let decided = report.verdict?.comparisons ?? []
        let known = Set(decided.map(\.challenger) + [reference])
        let rest = report.ranked(target: result.target).map(\.name).filter { !known.contains($0) }
            .prefix(Self.mostIntervals).compactMap { name in result.scores.first { $0.model == name } }
        let random = RandomPath(
            seed: experiment.spec.seed, ["comparison", result.target, metric.id])
        let settings = Comparison.Settings(confidence: confidence)
        let measured = try queue.map(rest.count) { index -> (Double, Comparison.Interval)? in
            do throws(ComparisonImpossible) {
                let comparison = try Comparison.between(
                    champion: base, challenger: rest[index], on: metric, settings: settings, random: random)
                return (comparison.improvementPP, comparison.intervalPP)
            } catch {
                // A model that cannot be compared has no improvement: the page shows none.
                return nil
            }
        }
        var improvements: [String: Improvement] = [:]
        for comparison in decided {
            improvements[comparison.challenger] = (comparison.improvementPP, comparison.intervalPP)
        }
        for (scores, found) in zip(rest, measured) {
            guard let (improvement, interval) = found else { continue }
            improvements[scores.model] = (
                Figure(improvement), .init(lower: interval.lower, upper: interval.upper)
            )
        }
        return improvements
    }
}
