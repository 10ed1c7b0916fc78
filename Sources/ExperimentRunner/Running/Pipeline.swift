package import ArtefactStore
internal import DemandFeatures
internal import ExperimentSpec
package import ForecastCore
package import ForecastTasks
internal import ReportMaking
internal import Reports
package import Workers

/// The whole flow of a run, in order:
///
///     PreparedExperiment --snapshot--> Panel --schedule--> windows --classify--> SeriesClasses
///       --ForecastStage--> ForecastBlocks --EvaluationStage--> ScoreTables
///       --VerdictStage--> Verdict --ReportAssembly--> ExperimentReport --RunOutput--> files
///
/// Every arrow is a pure function of its inputs; this file joins them and nothing else.
package struct Pipeline {
    let experiment: PreparedExperiment
    let options: RunOptions

    package init(_ experiment: PreparedExperiment, options: RunOptions) {
        self.experiment = experiment
        self.options = options
    }

    /// Runs the experiment, or answers from the cache when nothing has changed.
    /// - Throws: `DiagnosticsError`, `Interrupted`, `StoreError`, `ReportError`, `FileError`.
    package func run() throws -> RunOutcome {
        // A store is made only when there is something to put in: what does not fit leaves nothing behind.
        let store = Project.isFolder(experiment.project.store) ? try openStore() : nil
        defer { tellEvents(of: store) }
        if !options.force, let store, let finished = try FinishedRun(experiment, store: store).outcome() {
            if let tag = options.tag { try ResultFolder(finished.folder).write(tag: tag) }
            return finished
        }
        return try compute(store)
    }

    func openStore() throws -> ArtefactStore {
        try ArtefactStore.open(folder: experiment.project.store)
    }

    func tellEvents(of store: ArtefactStore?) {
        for event in store?.takeEvents() ?? [] { options.progress.warn(event.message) }
    }

    private func compute(_ existing: ArtefactStore?) throws -> RunOutcome {
        try UnsuitableProcessor.check()
        var stopwatch = Stopwatch(clock: options.clock)
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)

        try WorkEstimate(experiment).refuse(over: options.memoryLimit)
        try experiment.project.refuseUnwritableResults()
        for obstacle in experiment.obstacles { options.progress.warn(obstacle) }
        options.progress.begin("reading \(experiment.spec.data.dataset)", total: 0)
        let panel = try experiment.loadPanel()
        let windows = try experiment.windows(on: panel.grid)
        let histories = try histories(panel: panel, windows: windows, queue: queue)
        HeapMemory.giveBack()
        stopwatch.lap("read", tasks: panel.seriesCount)

        let store = try existing ?? openStore()
        defer { tellEvents(of: store) }
        let classification = ClassStage(spec: experiment.spec, panel: panel)
        let classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        stopwatch.lap("classify", tasks: windows.count)

        let searches = try searches(
            on: panel, before: windows[0], store: store, queue: queue, stopwatch: &stopwatch)
        let dropped = experiment.spec.candidates.subtracting(searches.flatMap(\.survivors))
        let rest = Pipeline(experiment.dropping(dropped), options: options)
        return try rest.backtest(
            panel, windows, histories, classes, searches: searches.map(\.report), store: store, queue: queue,
            stopwatch)
    }

    /// The searches of the spec, which decide who is backtested.
    package func searches(
        on panel: Panel, before first: BacktestWindow, store: ArtefactStore, queue: WorkQueue,
        stopwatch: inout Stopwatch
    ) throws -> [HalvingStage.Result] {
        do {
            return try experiment.spec.halvings.map { declaration in
                let validation = try HalvingValidation(
                    declaration, spec: experiment.spec, panel: panel, first: first, queue: queue)
                let result = try HalvingStage(
                    spec: experiment.spec, catalogue: experiment.catalogue,
                    libraries: experiment.project.libraries, declaration: declaration,
                    validation: validation, store: store, ignoresCache: options.force, queue: queue,
                    progress: options.progress
                ).run()
                stopwatch.lap("halving", subject: declaration.name, tasks: declaration.candidates.count)
                return result
            }
        } catch let error as DiagnosticsError {
            throw experiment.placed(error)
        }
    }

    /// Everything after the searches.
    private func backtest(
        _ panel: Panel, _ windows: [BacktestWindow], _ histories: [TargetHistory],
        _ classes: [SeriesClasses], searches: [ExperimentReport.Halving], store: ArtefactStore,
        queue: WorkQueue, _ started: Stopwatch
    ) throws -> RunOutcome {
        var stopwatch = started
        var results: [TargetResult] = []
        for history in histories {
            results.append(try result(of: history, classes: classes, store: store, queue: queue, &stopwatch))
        }
        let verdict = VerdictStage(experiment: experiment.spec, results: results, classes: classes).verdict()
        let digest = ResultDigest.of(results, models: experiment.spec.models.map(\.name))
        stopwatch.lap("compare", tasks: experiment.spec.promotion?.challengers.count ?? 0)

        options.progress.begin("writing reports", total: 0)
        let report = try ReportAssembly(
            run: experiment.reported(
                on: panel, windows, notes: results.flatMap(\.notes)), panel: panel, windows: windows,
            classes: classes,
            results: results, verdict: verdict, resultDigest: digest, halvings: searches, queue: queue
        ).report()
        let output = try RunOutput(
            experiment: experiment, report: report, results: results, digest: digest, jobs: options.jobs)
        stopwatch.lap("report", tasks: experiment.spec.models.count)
        // A run that is made again keeps its name.
        let tag = options.tag ?? (try? ResultFolder(experiment.folder).timings().tag)
        try output.publish(store: store)
        stopwatch.lap("publish", tasks: ResultFolder.reproducibleFiles.count)
        var timings = stopwatch.timings(of: experiment, options: options)
        timings.tag = tag
        try output.write(timings)
        return RunOutcome(
            report: report, folder: experiment.folder, isFromCache: false, seconds: timings.secondsByModel,
            forecasts: stopwatch.tasks(of: "forecast"),
            cachedForecasts: stopwatch.cached(of: "forecast"))
    }

    /// The history of every target, found fit for the backtest and the metrics before any work is done.
    private func histories(panel: Panel, windows: [BacktestWindow], queue: WorkQueue) throws
        -> [TargetHistory]
    {
        let spec = experiment.spec
        return try spec.data.targets.map { target in
            let history = try TargetHistory(
                target: target, panel: panel, windows: windows, backtest: spec.backtest, queue: queue)
            try history.refuseShortSeries(under: spec.backtest)
            try history.refuseZeroActuals(under: spec.evaluation)
            return history
        }
    }

    private func result(
        of history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore, queue: WorkQueue,
        _ stopwatch: inout Stopwatch
    ) throws -> TargetResult {
        let spec = experiment.spec
        let target = history.target
        let windows = history.windows
        let count = CountingProgress(options.progress)
        let shared = SharedWork(of: history, classes: classes, levels: spec.quantiles, clock: options.clock)
        let spent = TimeByModel(jobs: options.jobs, clock: options.clock)
        let worker = try worker(
            history, classes: classes, store: store, queue: queue, progress: count, shared: shared,
            spent: spent, scoresLevels: true)
        let apart = try performApart(worker, store: store)
        let forecasts = try forecasts(by: worker)
        // What is made of other models costs nothing, and is not counted.
        stopwatch.lap("forecast", subject: target, tasks: count.done, cached: count.cached - apart)
        stopwatch.note(spent, models: spec.models.map(\.name), tasks: history.forecastCount)
        stopwatch.note("features", subject: target, shared.counts)

        options.progress.begin("scoring \(target)", total: windows.count * spec.models.count)
        let scores = try EvaluationStage(
            experiment: spec, history: history, queue: queue, progress: options.progress
        ).run(forecasts.map(\.blocks))
        stopwatch.lap("score", subject: target, tasks: windows.count * spec.models.count)
        let choices = choices(in: forecasts.map(\.blocks))
        let levels = try levelResults(of: worker, forecasts, queue: queue)
        stopwatch.lap("levels", subject: target, tasks: levels.reduce(0) { $0 + $1.level.nodes.count })
        return TargetResult(
            history: history, forecasts: forecasts.map(\.blocks), scores: scores, fits: forecasts.map(\.fits),
            notes: forecasts.flatMap(\.notes) + choices.map { $0.note(on: target) }
                + levels.compactMap(\.carriedNote),
            routings: forecasts.compactMap(\.routing), choices: choices,
            learned: forecasts.compactMap(\.learned), levels: levels)
    }

    /// - Parameter forecasts: `[model][window]`.
    private func choices(in forecasts: [[ForecastBlock]]) -> [ModelChoices] {
        zip(experiment.spec.models, forecasts).compactMap { declaration, blocks in
            experiment.catalogue.localModel(declaration).flatMap {
                ModelChoices(of: declaration.name, by: $0, in: blocks)
            }
        }
    }
}

extension Pipeline {
    /// The forecasts of all models, `[model]`: local ones side by side, then global ones in turn, each of which uses all
    /// threads, then those that are made of others.
    package func forecasts(
        _ history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore, queue: WorkQueue,
        progress: any RunProgress, shared: SharedWork, spent: TimeByModel
    ) throws -> [GlobalForecastStage.Output] {
        try forecasts(
            by: worker(
                history, classes: classes, store: store, queue: queue, progress: progress, shared: shared,
                spent: spent, scoresLevels: false))
    }

    private func worker(
        _ history: TargetHistory, classes: [SeriesClasses], store: ArtefactStore, queue: WorkQueue,
        progress: any RunProgress, shared: SharedWork, spent: TimeByModel, scoresLevels: Bool
    ) throws -> TaskWorker {
        try experiment.wholeWorker(
            history, classes: classes, store: store, ignoresCache: options.force, queue: queue,
            progress: progress, shared: shared, spent: spent, scoresLevels: scoresLevels)
    }

    private func forecasts(by worker: TaskWorker) throws -> [GlobalForecastStage.Output] {
        let history = worker.history
        return try worker.performAll(
            experiment.taskList.tasks(
                on: history.target, series: history.panel.seriesCount, windows: history.windows.count))
    }
}
