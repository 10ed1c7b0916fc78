internal import ArtefactStore
internal import DemandFeatures
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// One target at the end of its data: what is known there, and who forecasts from there on.
struct TargetFuture {
    let target: String
    let window: BacktestWindow
    let history: TargetHistory
    let classes: SeriesClasses
    /// What to know of the plans.
    let notes: [String]
    let worker: TaskWorker
    /// The place of every period that is known, by its label.
    let steps: [String: Int]
    private let experiment: PreparedExperiment

    /// - Throws: D304 where a plan is missing, D305 where nothing was observed.
    init(
        _ target: String, of panel: Panel, in experiment: PreparedExperiment, plans: PlanPolicy,
        store: ArtefactStore, options: RunOptions
    ) throws {
        let spec = experiment.spec
        guard let end = BacktestSchedule.end(of: panel, target: target, backtest: spec.backtest) else {
            throw DiagnosticsError(
                .data, [Diagnostic(code: "D305", "no series has an observation of \(target)")])
        }
        let future = try PlannedFuture(
            end.panel, columns: experiment.columnsRead, window: end.window, policy: plans)
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)
        let history = try TargetHistory(
            target: target, panel: future.panel, windows: [end.window], backtest: spec.backtest, queue: queue)
        let classes = ClassStage(spec: spec, panel: future.panel).classes(in: end.window)
        self.target = target
        self.window = end.window
        self.history = history
        self.classes = classes
        self.experiment = experiment
        notes = future.notes
        let grid = future.panel.grid
        steps = Dictionary((0...end.window.cutoff).map { (grid.label(of: $0), $0) }) { first, _ in first }
        worker = try experiment.wholeWorker(
            history, classes: [classes], store: store, ignoresCache: options.force, queue: queue,
            progress: options.progress,
            shared: SharedWork(
                of: history, classes: [classes], levels: spec.quantiles, clock: options.clock),
            spent: TimeByModel(jobs: options.jobs, clock: options.clock), scoresLevels: false)
    }

    /// The kind of each model of the experiment, by its name.
    var kinds: [String: String] {
        Dictionary(uniqueKeysWithValues: experiment.spec.models.map { ($0.name, $0.kind) })
    }

    var cutoff: String { history.panel.grid.label(of: window.cutoff) }

    /// Who forecasts one model, of some series, and all that it is made of.
    /// - Parameter wanted: the ids of the series; nil for all.
    func worker(
        for model: String, of wanted: Set<String>? = nil, by trained: TrainedModels
    ) -> TaskWorker {
        worker.using(trained).asked(
            for: model, of: history.panel.seriesIDs.map { wanted?.contains($0) ?? true })
    }

    /// The forecasts of all models of the experiment, by name, and what is made of them.
    /// - Parameter done: what was forecast before.
    func forecast(
        by worker: TaskWorker, after done: [String: GlobalForecastStage.Output] = [:]
    ) throws -> [String: GlobalForecastStage.Output] {
        let outputs = try worker.performAll(tasks(after: done), after: done)
        return Dictionary(uniqueKeysWithValues: zip(experiment.spec.models.map(\.name), outputs))
    }

    /// What is to be performed for the forecasts of all models.
    /// - Parameter done: what was forecast before.
    func tasks(after done: [String: GlobalForecastStage.Output] = [:]) -> [ForecastTask] {
        experiment.taskList.tasks(on: target, series: history.panel.seriesCount, windows: 1)
            .filter { task in !task.models.allSatisfy { done[$0] != nil } }
    }

    /// What is to be performed for the forecasts of some models, members of others apart.
    func tasks(of names: [String]) -> [ForecastTask] {
        let others = Set(experiment.spec.models.map(\.name)).subtracting(names)
        return experiment.dropping(others).taskList.tasks(
            on: target, series: history.panel.seriesCount, windows: 1)
    }

    /// The forecasts of some models, members of others apart.
    func forecast(
        _ names: [String], by worker: TaskWorker
    ) throws -> [String: GlobalForecastStage.Output] {
        try tasks(of: names).reduce(into: [:]) { all, task in
            all.merge(try worker.perform(task)) { $1 }
        }
    }
}
