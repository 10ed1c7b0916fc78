internal import ArtefactStore
internal import DemandFeatures
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// Forecasts of one version of the data.
struct CanaryPass {
    typealias Output = GlobalForecastStage.Output

    let experiment: PreparedExperiment
    let options: RunOptions

    private var spec: ExperimentSpec { experiment.spec }

    /// `[target][model]`, in all windows.
    func everything(_ data: CanaryData, store: ArtefactStore) throws -> [[Output]] {
        try spec.data.targets.map { target in
            let history = try history(of: target, data, data.windows)
            return try forecasts(
                history, classes: data.classes, tables: history, data, store: store,
                stage: "forecasting \(target)")
        }
    }

    /// Forecasts of `window` in the corrupted data, held against those of the true one.
    ///
    /// Only that window is computed, and the one that its models are fitted in, with those before it where a model begins with
    /// what it learned there. Feature tables come from the last
    /// window all the same, as in a run.
    func compare(
        _ base: [[Output]], _ truth: CanaryData, _ corrupted: CanaryData, in window: BacktestWindow,
        store: ArtefactStore, leak: (CanaryReport.Leak) -> Void
    ) throws -> [CanaryReport.Model] {
        let fit = truth.windows[window.fittedIn]
        let earlier =
            continues ? truth.windows.filter { $0.fittedIn == $0.index && $0.cutoff < fit.cutoff } : []
        let rounds = earlier + (window.fittedIn == window.index ? [window] : [fit, window])
        let own = rounds.enumerated().map { index, round in
            BacktestWindow(
                index: index, training: round.training, test: round.test,
                fittedIn: min(index, earlier.count))
        }
        var models = spec.models.map { CanaryReport.Model(model: $0.name) }
        for (index, target) in spec.data.targets.enumerated() {
            let history = try history(of: target, corrupted, own)
            let again = try forecasts(
                history, classes: rounds.map { corrupted.classes[$0.index] },
                tables: self.history(of: target, corrupted, corrupted.windows), corrupted, store: store,
                stage: "window \(window.index + 1) of \(truth.windows.count), \(target)")
            for model in models.indices {
                let comparison = ForecastComparison(
                    old: base[index][model], new: again[model], window: window.index, place: own.count - 1,
                    participants: history.forecastSeries(in: own[own.count - 1]))
                models[model].compared += comparison.compared
                models[model].moved += comparison.moved
                guard var found = comparison.first(ids: corrupted.panel.seriesIDs, levels: spec.quantiles)
                else {
                    continue
                }
                found.model = models[model].model
                found.target = target
                found.cutoff = truth.label(of: window)
                leak(found)
            }
        }
        return models
    }

    /// Whether a fit of some model begins with the one before it.
    private var continues: Bool {
        spec.models.contains { experiment.catalogue.kind(of: $0).continues($0.parameters) }
    }

    private func history(of target: String, _ data: CanaryData, _ windows: [BacktestWindow]) throws
        -> TargetHistory
    {
        try TargetHistory(
            target: target, panel: data.panel, windows: windows, backtest: spec.backtest, queue: queue)
    }

    private var queue: WorkQueue { WorkQueue(jobs: options.jobs, interruption: options.interruption) }

    /// - Parameter tables: what the shared feature tables are made from.
    private func forecasts(
        _ history: TargetHistory, classes: [SeriesClasses], tables: TargetHistory, _ data: CanaryData,
        store: ArtefactStore, stage: String
    ) throws -> [Output] {
        options.progress.begin(stage, total: history.forecastCount * spec.models.count)
        return try Pipeline(experiment, options: options).forecasts(
            history, classes: classes, store: store, queue: queue, progress: options.progress,
            shared: SharedWork(
                of: tables, classes: data.classes, levels: spec.quantiles, clock: options.clock),
            spent: TimeByModel(jobs: options.jobs, clock: options.clock))
    }
}
