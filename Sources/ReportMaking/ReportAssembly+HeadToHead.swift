internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports

/// Two models laid side by side, series by series and class by class.
extension ReportAssembly {
    /// Nil where there are not two models, or no metric to compare them by.
    func headToHead(in report: ExperimentReport) -> ExperimentReport.HeadToHead? {
        guard let pair = report.pair, let metric = mainMetric(of: report),
            let result = results.first(where: { $0.target == report.mainTarget }),
            let reference = result.scores.first(where: { $0.model == pair.reference }),
            let contender = result.scores.first(where: { $0.model == pair.contender })
        else { return nil }
        return .init(
            target: result.target, metric: metric.id, reference: pair.reference, contender: pair.contender,
            improvementUnit: metric.name.isPercentage ? .percentagePoints : .percent,
            distribution: distribution(reference, contender, metric),
            classes: classContrasts(reference, contender, metric),
            pareto: reference.contributions(toImprovementOf: contender, on: metric).map {
                .init(contributions: $0)
            })
    }

    private func distribution(
        _ reference: ScoreTable, _ contender: ScoreTable, _ metric: Metric
    ) -> ExperimentReport.Distribution {
        let before = reference.totalsBySeries()
        let old = before.values(of: metric)
        let new = contender.totalsBySeries().values(of: metric)
        var improvements: [Double] = []
        var volumes: [Double] = []
        var undefined = 0
        for series in old.indices where before.points(in: series) > 0 {
            if let left = old[series].value, let right = new[series].value,
                let improvement = metric.improvement(champion: left, challenger: right), improvement.isFinite
            {
                improvements.append(improvement)
                volumes.append(before.absoluteActual(in: series))
            } else {
                undefined += 1
            }
        }
        return .init(improvements: improvements, volumes: volumes, undefined: undefined)
    }

    private func classContrasts(
        _ reference: ScoreTable, _ contender: ScoreTable, _ metric: Metric
    ) -> [ExperimentReport.ClassContrast] {
        let combinations = ABCClass.allCases.flatMap { abc in
            XYZClass.allCases.flatMap { xyz in DemandPattern.allCases.map { (abc, xyz, $0) } }
        }
        let segmentation = Segmentation(
            name: "classes",
            labels: combinations.map { "\($0.label) \($1.label) \($2.label)" },
            indices: classes.map { classes in
                classes.abc.indices.map { series in
                    let row =
                        Int(classes.abc[series].rawValue) * XYZClass.allCases.count
                        + Int(classes.xyz[series].rawValue)
                    return Int32(row * DemandPattern.allCases.count + Int(classes.pattern[series].rawValue))
                }
            })
        let before = reference.totals(by: segmentation)
        let after = contender.totals(by: segmentation)
        let total = reference.total.absoluteActual()
        return combinations.indices.compactMap { index in
            let (abc, xyz, pattern) = combinations[index]
            let members = segmentation.indices.last?.count { Int($0) == index } ?? 0
            guard members > 0 || before.points(in: index) > 0 else { return nil }
            let old = before.value(of: metric, in: index).value
            let new = after.value(of: metric, in: index).value
            let improvement = old.flatMap { old in
                new.flatMap { metric.improvement(champion: old, challenger: $0) }
            }
            return .init(
                abc: abc.label, xyz: xyz.label, pattern: pattern.label, series: members,
                share: Figure(total > 0 ? before.absoluteActual(in: index) / total : nil),
                referenceValue: Figure(old), contenderValue: Figure(new), improvement: Figure(improvement))
        }
    }
}
