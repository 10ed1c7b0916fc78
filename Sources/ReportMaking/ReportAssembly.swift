internal import DataSnapshots
internal import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
internal import ForecastEvaluation
package import ForecastTasks
package import Reports
package import Workers

/// Gathers a run's findings into the value that every renderer reads.
package struct ReportAssembly {
    let run: ReportedRun
    let panel: Panel
    let windows: [BacktestWindow]
    /// `[window]`, of the main target's training data.
    let classes: [SeriesClasses]
    let results: [TargetResult]
    let verdict: ExperimentReport.Verdict?
    let resultDigest: Digest
    let halvings: [ExperimentReport.Halving]
    let queue: WorkQueue

    package init(
        run: ReportedRun, panel: Panel, windows: [BacktestWindow], classes: [SeriesClasses],
        results: [TargetResult], verdict: ExperimentReport.Verdict?, resultDigest: Digest,
        halvings: [ExperimentReport.Halving], queue: WorkQueue
    ) {
        self.run = run
        self.panel = panel
        self.windows = windows
        self.classes = classes
        self.results = results
        self.verdict = verdict
        self.resultDigest = resultDigest
        self.halvings = halvings
        self.queue = queue
    }

    private var spec: ExperimentSpec { run.spec }

    /// - Throws: `Interrupted`.
    package func report() throws -> ExperimentReport {
        var report = ExperimentReport(
            experiment: spec.name, run: run.name, resultDigest: resultDigest.hex,
            description: spec.description, targets: spec.data.targets,
            metrics: spec.evaluation.metrics.map(ExperimentReport.MetricDescription.init),
            models: spec.models.indices.map(model), verdict: verdict, windows: windows.map(card),
            data: dataCard, highlights: nil, reproduction: reproduction)
        report.frontier = report.measuredFrontier()
        report.halvings = halvings.isEmpty ? nil : halvings
        try addStandings(to: &report)
        try addCalibration(to: &report)
        report.headToHead = headToHead(in: report)
        report.breakdown = try breakdown(in: report)
        report.highlights = Highlighting(assembly: self).highlights(in: report)
        return report
    }

    // MARK: - Models

    private func model(_ index: Int) -> ExperimentReport.ModelReport {
        let declaration = spec.models[index]
        let tables = results.map { $0.scores[index] }
        let repairs = tables.reduce(RepairCount()) { $0 + $1.repairs() }
        return ExperimentReport.ModelReport(
            name: declaration.name, kind: declaration.kind, parameters: Self.parameters(of: declaration),
            isBaseline: declaration.isBaseline,
            scores: scoreSet(tables.map { (table: $0, totals: $0.total, group: 0) }),
            byWindow: windows.indices.map { window in
                .init(
                    window: window + 1,
                    scores: scoreSet(tables.map { (table: $0, totals: $0.totalsByWindow, group: window) }))
            },
            bySegment: segments(tables), byStep: steps(tables), fallbacks: fallbacks(tables),
            repairs: .init(negative: repairs.negative, crossed: repairs.crossed), fits: fits(ofModel: index),
            explanations: explanations(ofModel: index),
            kindSummary: run.kindSummaries[declaration.kind], byLevel: levels(ofModel: declaration.name))
    }

    /// The scores on every level of the hierarchy.
    private func levels(ofModel name: String) -> [ExperimentReport.LevelScores] {
        (results.first?.levels ?? []).indices.compactMap { index in
            let levels = results.map { $0.levels[index] }
            let tables = levels.compactMap { $0.scores(of: name) }
            guard tables.count == levels.count else { return nil }
            return .init(
                level: levels[0].level.name, nodes: levels[0].level.nodes.count,
                scores: scoreSet(tables.map { (table: $0, totals: $0.total, group: 0) }))
        }
    }

    private static func parameters(of declaration: ModelDeclaration) -> [String: String] {
        var parameters = declaration.parameters.values.mapValues(\.text)
        if declaration.transform != .none { parameters["transform"] = declaration.transform.rawValue }
        return parameters
    }

    private func scoreSet(
        _ parts: [(table: ScoreTable, totals: ScoreTotals, group: Int)]
    ) -> ExperimentReport.ScoreSet {
        var set = ExperimentReport.ScoreSet()
        for part in parts {
            for metric in spec.evaluation.metrics {
                let value = part.totals.value(of: metric, in: part.group)
                set.set(
                    target: part.table.target, metric: metric.id, value: .init(value.value),
                    points: value.points,
                    excluded: value.excluded)
            }
        }
        return set
    }

    private func segments(_ tables: [ScoreTable]) -> [ExperimentReport.SegmentScores] {
        segmentations.flatMap { segmentation -> [ExperimentReport.SegmentScores] in
            let totals = tables.map { $0.totals(by: segmentation) }
            return segmentation.labels.indices.compactMap { label in
                let members = Self.memberCount(of: label, in: segmentation)
                guard members > 0 else { return nil }
                return .init(
                    segment: segmentation.name, value: segmentation.labels[label], series: members,
                    scores: scoreSet(zip(tables, totals).map { (table: $0, totals: $1, group: label) }))
            }
        }
    }

    var segmentations: [Segmentation] {
        spec.evaluation.segments.compactMap { Segmentation(byClass: $0.rawValue, classes: classes) }
    }

    /// How many series were of the segment in any window.
    private static func memberCount(of label: Int, in segmentation: Segmentation) -> Int {
        guard let first = segmentation.indices.first else { return 0 }
        return first.indices.count { series in segmentation.indices.contains { $0[series] == Int32(label) } }
    }

    private func steps(_ tables: [ScoreTable]) -> [ExperimentReport.StepScores] {
        let totals = tables.map { $0.totalsByStep() }
        let scored = spec.evaluation.steps.isEmpty ? Array(1...spec.backtest.horizon) : spec.evaluation.steps
        return scored.map { step in
            .init(
                step: step,
                scores: scoreSet(zip(tables, totals).map { (table: $0, totals: $1, group: step - 1) }))
        }
    }

    private func fallbacks(_ tables: [ScoreTable]) -> ExperimentReport.FallbackCount {
        let summaries = tables.map { $0.fallbacks() }
        let reasons = Fallback.Reason.allCases.compactMap {
            reason -> ExperimentReport.FallbackCount.Reason? in
            let count = summaries.reduce(0) { sum, summary in
                sum + (summary.reasons.first { $0.reason == reason }?.count ?? 0)
            }
            return count > 0 ? .init(reason: reason.text, count: count) : nil
        }
        return ExperimentReport.FallbackCount(
            count: summaries.reduce(0) { $0 + $1.count },
            forecasts: summaries.reduce(0) { $0 + $1.forecasts },
            volumeShare: .init(summaries.first?.volumeShare), byReason: reasons,
            neverForecast: zip(tables, summaries).filter { $1.isTotal }.map { $0.0.target })
    }

    // MARK: - Cards

    private func card(_ window: BacktestWindow) -> ExperimentReport.WindowCard {
        .init(
            window: window.index + 1, train: labels(window.training), test: labels(window.test),
            gap: window.gap,
            fittedIn: window.fittedIn + 1)
    }

    private func labels(_ range: Range<Int>) -> ExperimentReport.LabelRange {
        .init(
            first: panel.grid.label(of: range.lowerBound), last: panel.grid.label(of: range.upperBound - 1),
            periods: range.count)
    }

    private var dataCard: ExperimentReport.DataCard {
        let main = PanelSummary(of: panel).columns.first { $0.name == results[0].target }
        return .init(
            dataset: spec.data.dataset, snapshotDigest: run.snapshotDigest.hex,
            frequency: panel.grid.frequency.rawValue, series: panel.seriesCount, rows: main?.observed ?? 0,
            periods: panel.grid.count, firstLabel: panel.grid.label(of: 0),
            lastLabel: panel.grid.label(of: panel.grid.count - 1), missing: main?.missing ?? 0,
            notes: run.notes,
            classes: classCells)
    }

    /// The class cross table at the last cutoff.
    private var classCells: [ExperimentReport.ClassCell] {
        guard let last = classes.last, let window = windows.last else { return [] }
        let history = results[0].history
        let volumes = (0..<panel.seriesCount).map { series in
            if series % 8192 == 0 { panel.letGo() }
            return history.history(of: series, in: window).values.reduce(0) { $1.isNaN ? $0 : $0 + $1 }
        }
        panel.letGo()
        return ClassTable(last, volumes: volumes).cells.map {
            .init(
                abc: $0.abc.label, xyz: $0.xyz.label, pattern: $0.pattern.label, series: $0.seriesCount,
                share: .init($0.volumeShare))
        }
    }

    private var reproduction: ExperimentReport.Reproduction {
        .init(
            command: run.command,
            seed: spec.seed, specDigest: run.specDigest.hex,
            snapshotDigest: run.snapshotDigest.hex,
            codeVersion: CodeVersion.program, environment: run.environment)
    }
}
