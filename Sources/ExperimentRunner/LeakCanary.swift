internal import ArtefactStore
internal import DataSnapshots
internal import ExperimentSpec
package import ForecastCore
internal import Reports

/// Shows that no forecast sees the future: window by window everything unknown at the cutoff is changed, all models
/// forecast again, and no bit may move.
///
/// The experiment runs on panels in memory, by the very stages of `Pipeline`; every pass has a cache of its own, since a
/// leak gives one key two results. Beside the forecasts, the models themselves, the series that a filter lets pass, the
/// classes, and what a search by halving finds are held against each other.
package struct LeakCanary {
    private let experiment: PreparedExperiment
    private let options: RunOptions
    private let upstream: @Sendable (Panel) -> Panel

    /// - Parameter upstream: a step between the data and everything that is tested, such as one that a test makes leak.
    package init(
        _ experiment: PreparedExperiment, options: RunOptions,
        upstream: @escaping @Sendable (Panel) -> Panel = { $0 }
    ) {
        self.experiment = experiment
        var own = options
        own.force = true
        self.options = own
        self.upstream = upstream
    }

    /// - Throws: as `Pipeline.run`.
    package func watch() throws -> CanaryReport {
        try UnsuitableProcessor.check()
        options.progress.begin("reading \(experiment.spec.data.dataset)", total: 0)
        let whole = try experiment.wholePanel()
        return try ScratchFolder.with { scratch in
            let truth = try world(whole, isTrue: true)
            let searches = try search(truth, store: openStore("\(scratch)/search"))
            let dropped = experiment.spec.candidates.subtracting(searches.flatMap(\.survivors))
            let pass = Pass(experiment: experiment.dropping(dropped), options: options)
            let base = try pass.everything(truth, store: openStore("\(scratch)/base"))
            var report = CanaryReport(experiment: experiment.spec.name, run: experiment.runName)
            for window in truth.windows {
                let place = "\(scratch)/\(window.index)"
                let future = CorruptedFuture(of: whole, after: window)
                let corrupted = try world(future.panel, isTrue: false)
                var card = CanaryReport.Window(
                    window: window.index + 1, cutoff: truth.label(of: window), changed: future.changed)
                if truth.panel.seriesIDs == corrupted.panel.seriesIDs {
                    card.models = try pass.compare(
                        base, truth, corrupted, in: window, store: openStore(place)
                    ) { report.note($0) }
                }
                report.windows.append(card)
                if let leak = Self.difference(truth, corrupted, in: window) { report.note(leak) }
                // A search looks at nothing after the first cutoff, which is before every other one.
                if window.index == 0 {
                    let again = try search(corrupted, store: openStore("\(place)-search"))
                    if let leak = Self.difference(searches, again, card.cutoff) { report.note(leak) }
                }
            }
            return report
        }
    }

    private func openStore(_ path: String) throws -> ArtefactStore { try ArtefactStore.open(folder: path) }

    private func world(_ whole: Panel, isTrue: Bool) throws -> CanaryWorld {
        let panel = try experiment.selected(from: upstream(whole), checksModels: isTrue)
        let windows = try experiment.windows(on: panel.grid)
        let classification = ClassStage(spec: experiment.spec, panel: panel)
        return CanaryWorld(panel: panel, windows: windows, classes: windows.map(classification.classes))
    }

    private func search(_ world: CanaryWorld, store: ArtefactStore) throws -> [HalvingStage.Result] {
        var stopwatch = Stopwatch(clock: options.clock)
        return try Pipeline(experiment, options: options).searches(
            on: world.panel, before: world.windows[0], store: store,
            queue: WorkQueue(jobs: options.jobs, interruption: options.interruption), stopwatch: &stopwatch)
    }

    // MARK: - What is the same before any model

    private static func difference(_ truth: CanaryWorld, _ corrupted: CanaryWorld, in window: BacktestWindow)
        -> CanaryReport.Leak?
    {
        let cutoff = truth.label(of: window)
        if truth.panel.seriesIDs != corrupted.panel.seriesIDs {
            return CanaryReport.Leak(what: "data.filter lets other series pass", cutoff: cutoff)
        }
        if truth.classes[window.index] != corrupted.classes[window.index] {
            return CanaryReport.Leak(what: "series are in other classes", cutoff: cutoff)
        }
        return nil
    }

    private static func difference(
        _ old: [HalvingStage.Result], _ new: [HalvingStage.Result], _ cutoff: String
    )
        -> CanaryReport.Leak?
    {
        zip(old, new).first { $0.report != $1.report || $0.survivors != $1.survivors }.map {
            CanaryReport.Leak(what: "search \($0.0.report.name) finds something else", cutoff: cutoff)
        }
    }
}

/// One version of the data, as the spec selects it.
private struct CanaryWorld: Sendable {
    let panel: Panel
    let windows: [BacktestWindow]
    /// `[window]`.
    let classes: [SeriesClasses]

    func label(of window: BacktestWindow) -> String { panel.grid.label(of: window.cutoff) }
}

/// Forecasts of one version of the data.
private struct Pass {
    typealias Output = GlobalForecastStage.Output

    let experiment: PreparedExperiment
    let options: RunOptions

    private var spec: ExperimentSpec { experiment.spec }

    /// `[target][model]`, in all windows.
    func everything(_ world: CanaryWorld, store: ArtefactStore) throws -> [[Output]] {
        try spec.data.targets.map { target in
            let history = try history(of: target, world, world.windows)
            return try forecasts(
                history, classes: world.classes, shelf: history, world, store: store,
                stage: "forecasting \(target)")
        }
    }

    /// Forecasts of `window` in the corrupted world, held against those of the true one.
    ///
    /// Only that window is computed, and the one that its models are fitted in. Feature tables come from the last
    /// window all the same, as in a run.
    func compare(
        _ base: [[Output]], _ truth: CanaryWorld, _ corrupted: CanaryWorld, in window: BacktestWindow,
        store: ArtefactStore, leak: (CanaryReport.Leak) -> Void
    ) throws -> [CanaryReport.Model] {
        let fit = truth.windows[window.fittedIn]
        let pair = window.fittedIn == window.index ? [window] : [fit, window]
        let own = pair.enumerated().map { index, window in
            BacktestWindow(index: index, training: window.training, test: window.test, fittedIn: 0)
        }
        var models = spec.models.map { CanaryReport.Model(model: $0.name) }
        for (index, target) in spec.data.targets.enumerated() {
            let history = try history(of: target, corrupted, own)
            let again = try forecasts(
                history, classes: pair.map { corrupted.classes[$0.index] },
                shelf: self.history(of: target, corrupted, corrupted.windows), corrupted, store: store,
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

    private func history(of target: String, _ world: CanaryWorld, _ windows: [BacktestWindow]) throws
        -> TargetHistory
    {
        try TargetHistory(
            target: target, panel: world.panel, windows: windows, backtest: spec.backtest, queue: queue)
    }

    private var queue: WorkQueue { WorkQueue(jobs: options.jobs, interruption: options.interruption) }

    /// - Parameter shelf: what the shared feature tables are made from.
    private func forecasts(
        _ history: TargetHistory, classes: [SeriesClasses], shelf: TargetHistory, _ world: CanaryWorld,
        store: ArtefactStore, stage: String
    ) throws -> [Output] {
        options.progress.begin(stage, total: history.forecastCount * spec.models.count)
        return try Pipeline(experiment, options: options).forecasts(
            history, classes: classes, store: store, queue: queue, progress: options.progress,
            shelf: FeatureShelf(of: shelf, classes: world.classes, spec: spec, clock: options.clock),
            spent: TimeByModel(jobs: options.jobs, clock: options.clock))
    }
}

/// One model's forecasts of one target in one window, computed twice.
private struct ForecastComparison {
    private(set) var compared = 0
    /// Series whose forecast is not the same to the bit.
    private(set) var moved = 0
    private var firstSeries: Int?
    private let old: ForecastBlock
    private let new: ForecastBlock
    private let modelMoved: Bool

    init(
        old: GlobalForecastStage.Output, new: GlobalForecastStage.Output, window: Int, place: Int,
        participants: [Int]
    ) {
        self.old = old.blocks[window]
        self.new = new.blocks[place]
        modelMoved = !old.fits.isEmpty && old.fits[window].modelDigest != new.fits[place].modelDigest
        compared = participants.count
        for series in participants where !isSame(series) {
            moved += 1
            firstSeries = firstSeries ?? series
        }
        // A series that takes part in one world only.
        for series in 0..<self.old.seriesCount
        where self.old.outcomes[series].isAbsent != self.new.outcomes[series].isAbsent {
            moved += 1
            firstSeries = min(firstSeries ?? series, series)
        }
    }

    private func isSame(_ series: Int) -> Bool {
        let (before, after) = (old.forecast(ofSeries: series), new.forecast(ofSeries: series))
        return before.outcome.fallback == after.outcome.fallback
            && before.outcome.repairs == after.outcome.repairs
            && before.values.map(\.bitPattern) == after.values.map(\.bitPattern)
    }

    func first(ids: [String], levels: [QuantileLevel]) -> CanaryReport.Leak? {
        guard let firstSeries else {
            return modelMoved ? CanaryReport.Leak(what: "the fitted model is another one") : nil
        }
        var leak = CanaryReport.Leak(what: "a forecast moves")
        leak.series = ids[firstSeries]
        let (before, after) = (
            old.forecast(ofSeries: firstSeries).values, new.forecast(ofSeries: firstSeries).values
        )
        if let index = before.indices.first(where: { before[$0].bitPattern != after[$0].bitPattern }) {
            let (step, column) = index.quotientAndRemainder(dividingBy: old.width)
            leak.step = step + 1
            leak.column = column == 0 ? "forecast" : levels[column - 1].label
            leak.old = before[index]
            leak.new = after[index]
        }
        return leak
    }
}
