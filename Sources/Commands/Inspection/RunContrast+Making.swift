internal import ExperimentRunner
internal import ForecastCore
internal import ForecastEvaluation
internal import ReportMaking
internal import Reports

extension RunContrast {
    /// - Parameter runs: two or more, the first one the yardstick.
    init(of runs: [ComparedRun]) throws {
        let spec = try SpecDifference.between(runs.map { $0.folder.file(ResultFolder.resolvedSpec) })
        let first = runs[0]
        var standings = runs.dropFirst().enumerated().map { index, run in
            Standing(of: run, against: first, spec: spec, index: index + 1)
        }
        var scatters: [SeriesScatter] = []
        // One error for all, so that the pictures can be read side by side.
        let kind = SeriesErrors.Kind(
            of: standings.first { $0.isComparable }?.metric ?? "",
            hasQuantiles: runs.allSatisfy { $0.report.models.contains { !$0.calibration.isEmpty } })
        var known: SeriesErrors?
        for (index, run) in runs.dropFirst().enumerated() {
            let standing = standings[index]
            guard let before = first.model, let after = run.model, !standing.metric.isEmpty,
                standing.isComparable
            else { continue }
            let old = try known ?? first.errors(of: before, target: standing.target, kind)
            known = old
            let scatter = SeriesScatter(
                label: run.label, target: standing.target, kind: kind, models: (before, after),
                before: old, after: try run.errors(of: after, target: standing.target, kind))
            if scatter.unmatched > 0 {
                standings[index].refuse(
                    "\(NumberText.count(scatter.unmatched)) series are scored in one of the two runs only")
            } else {
                scatters.append(scatter)
            }
        }
        self.init(
            runs: runs.map(\.card), standings: standings, spec: spec, data: Self.data(runs),
            code: try Self.code(runs), metrics: Self.metrics(runs), scatters: scatters)
    }

    private static func data(_ runs: [ComparedRun]) -> [Difference] {
        func fact(_ name: String, _ value: (ExperimentReport) -> String) -> Difference {
            .init(path: name, values: runs.map { value($0.report) })
        }
        return [
            fact("dataset") { $0.data.dataset },
            fact("snapshot") { $0.data.snapshotDigest },
            fact("series") { NumberText.count($0.data.series) },
            fact("observations") { NumberText.count($0.data.rows) },
            fact("periods") {
                "\(NumberText.count($0.data.periods)) (\($0.data.firstLabel) to \($0.data.lastLabel))"
            },
            fact("windows") { report in
                guard let first = report.windows.first, let last = report.windows.last else { return "none" }
                return "\(NumberText.count(report.windows.count)) of \(NumberText.count(first.test.periods)) "
                    + "(\(first.test.first) to \(last.test.last))"
            },
        ]
    }

    /// The program's version, then what the manifests say about its parts. Kinds of models that a run does not
    /// have are no difference in code.
    private static func code(_ runs: [ComparedRun]) throws -> [Difference] {
        let all = try runs.map { run -> [String: String] in
            let hasManifest = Project.exists(run.folder.file(ResultFolder.manifest))
            let manifest = hasManifest ? try run.folder.manifest().environment : [:]
            return parts(of: run.report.reproduction.environment.merging(manifest) { $1 })
        }
        let facts = Set(all.flatMap(\.keys)).sorted().map { name in
            Difference(path: name, values: all.map { $0[name] })
        }
        return [.init(path: "version", values: runs.map(\.report.reproduction.codeVersion))]
            + facts.filter { fact in
                !fact.path.hasPrefix("kinds.") || !fact.values.contains(nil)
            }
    }

    /// The lists of `kinds` and `stages` as an entry each: `kinds.ses` is `1`.
    private static func parts(of environment: [String: String]) -> [String: String] {
        var parts: [String: String] = [:]
        for (name, value) in environment {
            guard ["kinds", "stages"].contains(name) else {
                parts[name] = value
                continue
            }
            for entry in value.split(separator: ",") {
                let words = entry.split(separator: " ")
                guard let version = words.last, words.count > 1 else { continue }
                parts["\(name).\(words.dropLast().joined(separator: " "))"] = String(version)
            }
        }
        return parts
    }

    private static func metrics(_ runs: [ComparedRun]) -> [MetricTable] {
        let first = runs[0].report
        let others = first.metrics.filter { $0.id != first.mainMetric?.id }
        return first.targets.flatMap { target in
            ((first.mainMetric.map { [$0] } ?? []) + others).compactMap { metric -> MetricTable? in
                guard runs.dropFirst().contains(where: { $0.has(metric.id, target: target) }) else {
                    return nil
                }
                var seen: Set<String> = []
                let names = runs.flatMap { $0.report.models.map(\.name) }.filter { seen.insert($0).inserted }
                return MetricTable(
                    target: target, metric: metric,
                    rows: names.map { name in
                        MetricRow(
                            model: name,
                            values: runs.map {
                                Figure($0.value(of: name, target: target, metric: metric.id))
                            })
                    })
            }
        }
    }
}

extension ComparedRun {
    fileprivate var card: RunContrast.Run {
        .init(
            label: label, experiment: report.experiment, run: report.run, resultDigest: report.resultDigest,
            description: report.description, model: model, decision: report.verdict?.decision.rawValue)
    }

    fileprivate func has(_ metric: String, target: String) -> Bool {
        report.targets.contains(target) && report.metrics.contains { $0.id == metric }
    }

    fileprivate func errors(of model: String, target: String, _ kind: SeriesErrors.Kind) throws
        -> SeriesErrors
    {
        try SeriesErrors(
            path: folder.file(ResultFolder.forecasts), target: target, model: model, kind: kind, steps: steps)
    }
}

extension RunContrast.Standing {
    fileprivate init(
        of run: ComparedRun, against first: ComparedRun, spec: [RunContrast.Difference], index: Int
    ) {
        let report = first.report
        let target = report.mainTarget
        let metrics = ([report.mainMetric].compactMap { $0 } + report.metrics).filter {
            run.has($0.id, target: target) && $0.better == .lower
        }
        let metric = metrics.first
        let before = metric.flatMap { first.value(of: first.model, target: target, metric: $0.id) }
        let after = metric.flatMap { run.value(of: run.model, target: target, metric: $0.id) }
        var reasons = Self.obstacles(run, first, spec, index, metric: metric?.id ?? "")
        if reasons.isEmpty, let metric,
            let old = first.points(target: target, metric: metric.id),
            let new = run.points(target: target, metric: metric.id), old != new
        {
            reasons.append(
                "\(NumberText.count(new)) points of \(target) are scored, not \(NumberText.count(old))")
        }
        if metric == nil { reasons.append("the two share no error of \(target)") }
        let isComparable = reasons.isEmpty
        if isComparable, run.report.resultDigest == report.resultDigest {
            reasons.append("both have the same result digest: not a bit differs")
        }
        let unit: ExperimentReport.Verdict.ImprovementUnit =
            metric?.unit == .percent ? .percentagePoints : .percent
        var improvement: Double?
        if isComparable, let before, let after {
            if unit == .percentagePoints {
                improvement = before - after
            } else if before > 0 {
                improvement = 100 * (before - after) / before
            }
        }
        self.init(
            label: run.label, isComparable: isComparable, reasons: reasons, target: target,
            metric: metric?.id ?? "", improvementUnit: unit, before: Figure(before), after: Figure(after),
            improvement: Figure(improvement))
    }

    /// Takes the verdict back.
    fileprivate mutating func refuse(_ reason: String) {
        isComparable = false
        reasons = [reason]
        improvement = .undefined
    }

    /// Why errors of the two are not errors on the same points.
    /// - Parameter metric: the id of what is compared.
    private static func obstacles(
        _ run: ComparedRun, _ first: ComparedRun, _ spec: [RunContrast.Difference], _ index: Int,
        metric: String
    ) -> [String] {
        let (old, new) = (first.report, run.report)
        var reasons: [String] = []
        if old.data.dataset != new.data.dataset {
            reasons.append("another data set (\(new.data.dataset), not \(old.data.dataset))")
        } else if old.data.snapshotDigest != new.data.snapshotDigest {
            reasons.append("another snapshot of \(old.data.dataset)")
        }
        // Which series, which points: keys of the spec that choose what is scored.
        var choosing = [
            "data.filter", "data.sample", "backtest.min_history", "backtest.short_series", "evaluate.steps",
            "evaluate.zeros",
        ]
        // Losses of quantiles are sums over the levels.
        if ["wql", "pinball", "coverage"].contains(metric.prefix { $0 != "@" }) {
            choosing.append("quantiles")
        }
        let changed = spec.filter { change in
            !change.areSame(0, index)
                && choosing.contains { change.path == $0 || change.path.hasPrefix($0 + ".") }
        }
        if !changed.isEmpty {
            reasons.append(
                "another choice of what is scored (\(changed.map(\.path).joined(separator: ", ")))")
        } else if old.data.series != new.data.series, reasons.isEmpty {
            reasons.append(
                "\(NumberText.count(new.data.series)) series, not \(NumberText.count(old.data.series))")
        }
        if old.windows.map(\.test) != new.windows.map(\.test) {
            reasons.append("other backtest windows (\(window(new)), not \(window(old)))")
        } else if run.steps != first.steps, changed.isEmpty {
            reasons.append("other horizon steps are scored")
        }
        return reasons
    }

    /// `4 x 13 from 2023-01-02`.
    private static func window(_ report: ExperimentReport) -> String {
        guard let first = report.windows.first else { return "none" }
        return "\(report.windows.count) x \(first.test.periods) from \(first.test.first)"
    }
}
