internal import ArtefactStore
package import ExperimentRunner
internal import ExperimentSpec
package import ForecastCore
internal import ForecastTasks
internal import Reports
internal import Workers

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
            let truth = try data(whole, isTrue: true)
            let searches = try search(truth, store: openStore("\(scratch)/search"))
            let dropped = experiment.spec.candidates.subtracting(searches.flatMap(\.survivors))
            let pass = CanaryPass(experiment: experiment.dropping(dropped), options: options)
            let base = try pass.everything(truth, store: openStore("\(scratch)/base"))
            var report = CanaryReport(experiment: experiment.spec.name, run: experiment.runName)
            for window in truth.windows {
                let place = "\(scratch)/\(window.index)"
                let future = CorruptedFuture(of: whole, after: window)
                let corrupted = try data(future.panel, isTrue: false)
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

    private func data(_ whole: Panel, isTrue: Bool) throws -> CanaryData {
        let panel = try experiment.selected(from: upstream(whole), checksModels: isTrue)
        let windows = try experiment.windows(on: panel.grid)
        let classification = ClassStage(spec: experiment.spec, panel: panel)
        return CanaryData(panel: panel, windows: windows, classes: windows.map(classification.classes))
    }

    private func search(_ data: CanaryData, store: ArtefactStore) throws -> [HalvingStage.Result] {
        var stopwatch = Stopwatch(clock: options.clock)
        return try Pipeline(experiment, options: options).searches(
            on: data.panel, before: data.windows[0], store: store,
            queue: WorkQueue(jobs: options.jobs, interruption: options.interruption), stopwatch: &stopwatch)
    }

    // MARK: - What is the same before any model

    private static func difference(_ truth: CanaryData, _ corrupted: CanaryData, in window: BacktestWindow)
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
