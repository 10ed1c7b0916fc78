internal import ArtefactStore
internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore

/// What a run would do, found out without fitting anything.
package struct ExperimentPlan: Sendable, CustomStringConvertible {
    package let description: String

    /// - Throws: as `Pipeline.run`, short of the work itself.
    package init(_ experiment: PreparedExperiment, jobs: Int, memoryLimit: MemoryLimit = .none) throws {
        let estimate = WorkEstimate(experiment)
        try estimate.refuse(over: memoryLimit)
        let panel = try experiment.loadPanel()
        let windows = try experiment.windows(on: panel.grid)
        let queue = WorkQueue(jobs: jobs)
        let histories = try experiment.spec.data.targets.map { target in
            try TargetHistory(
                target: target, panel: panel, windows: windows, backtest: experiment.spec.backtest,
                queue: queue)
        }
        let store = try Self.existingStore(experiment)
        let searches = try experiment.spec.halvings.map { halving in
            try Self.search(halving, experiment, panel: panel, first: windows[0])
        }
        // Who of the candidates is backtested is not known before the search.
        let certain = experiment.dropping(experiment.spec.candidates).spec
        let work = try histories.map { history in
            try TargetWork(experiment: certain, history: history, store: store, queue: queue)
        }
        var lines = Self.heading(experiment, panel) + [estimate.line]
        lines += [""] + Self.windowTable(windows, panel: panel, history: histories[0])
        lines += [""] + Self.workTable(work, models: certain.models)
        if !searches.isEmpty { lines += [""] + searches }
        if store?.run(experiment.key.digest) != nil {
            lines += [
                "",
                "This very run is finished: `forecast run` answers from results/\(experiment.spec.name)/\(experiment.runName).",
            ]
        }
        description = lines.joined(separator: "\n")
    }

    /// A plan writes nothing, so it does not make a store either.
    private static func existingStore(_ experiment: PreparedExperiment) throws -> ArtefactStore? {
        guard Project.isFolder(experiment.project.store) else { return nil }
        var options = StoreOptions()
        options.isReadOnly = true
        return try ArtefactStore.open(folder: experiment.project.store, options: options)
    }

    private static func heading(_ experiment: PreparedExperiment, _ panel: Panel) -> [String] {
        let spec = experiment.spec
        let grid = panel.grid
        return [
            "experiment  \(spec.name)   run \(experiment.runName)",
            "data        \(spec.data.dataset), \(panel.seriesCount) series, \(grid.count) \(grid.frequency.stepNoun(grid.count)) "
                + "(\(grid.label(of: 0)) to \(grid.label(of: grid.count - 1))), targets \(spec.data.targets.joined(separator: ", "))",
            "backtest    horizon \(spec.backtest.horizon), refit every \(NumberText.count(spec.backtest.refit, "window", "windows")), "
                + (spec.evaluation.steps.isEmpty
                    ? "all steps scored"
                    : "scored steps \(spec.evaluation.steps.map(String.init).joined(separator: ", "))"),
            "classes     ADI \(spec.classes.adiCut), CV2 \(spec.classes.cv2Cut), ABC \(spec.classes.abcCuts), XYZ \(spec.classes.xyzCuts)",
        ]
    }

    /// What a search will try, in one line.
    private static func search(
        _ halving: HalvingDeclaration, _ experiment: PreparedExperiment, panel: Panel, first: BacktestWindow
    ) throws -> String {
        let windows: [BacktestWindow]
        do {
            windows = try HalvingValidation.windows(
                halving, experiment.spec.backtest, before: first, on: panel.grid)
        } catch {
            throw experiment.placed(error)
        }
        let scored = windows[0].test.lowerBound..<windows[windows.count - 1].test.upperBound
        return
            "search \(halving.name): \(halving.candidates.count) candidates compete by \(halving.metric.rawValue) on "
            + "\(panel.grid.label(of: scored.lowerBound)) to \(panel.grid.label(of: scored.upperBound - 1)), from "
            + "\(halving.minRounds) rounds on; the best \(halving.keep) will be backtested, which adds "
            + "\(NumberText.count(halving.keep, "model", "models")) to the work above"
    }

    private static func windowTable(_ windows: [BacktestWindow], panel: Panel, history: TargetHistory)
        -> [String]
    {
        var rows = [
            [
                "window", "train", "", "periods", "test", "", "periods", "gap", "fitted in", "series",
                "short", "not launched",
            ]
        ]
        for window in windows {
            let participation = history.participation[window.index]
            rows.append([
                String(window.index + 1), panel.grid.label(of: window.training.lowerBound),
                panel.grid.label(of: window.training.upperBound - 1), String(window.training.count),
                panel.grid.label(of: window.test.lowerBound),
                panel.grid.label(of: window.test.upperBound - 1),
                String(window.test.count), String(window.gap), String(window.fittedIn + 1),
                String(participation.count { $0.isForecast }),
                String(participation.count { $0 == .short || $0 == .skipped }),
                String(participation.count { $0 == .notLaunched }),
            ])
        }
        return PlainColumns.render(rows)
    }

    private static func workTable(_ work: [TargetWork], models: [ModelDeclaration]) -> [String] {
        var rows = [["model", "kind", "target", "forecasts", "cached", "to do"]]
        for target in work {
            for (model, declaration) in models.enumerated() {
                let total = target.total
                let cached = target.cached[model]
                rows.append([
                    declaration.name, declaration.kind, target.target, String(total), String(cached),
                    String(total - cached),
                ])
            }
        }
        let total = work.reduce(0) { $0 + $1.total * models.count }
        let cached = work.reduce(0) { $0 + $1.cached.reduce(0, +) }
        rows.append(["all", "", "", String(total), String(cached), String(total - cached)])
        return PlainColumns.render(rows)
    }
}

/// The work for one target, and how much of it is cached.
private struct TargetWork {
    let target: String
    /// Forecasts per model: the series that take part, over all windows.
    let total: Int
    /// `[model]`.
    let cached: [Int]

    init(experiment: ExperimentSpec, history: TargetHistory, store: ArtefactStore?, queue: WorkQueue) throws {
        target = history.target
        total = history.forecastCount
        guard let store else {
            cached = experiment.models.map { _ in 0 }
            return
        }
        let classification = ClassStage(spec: experiment, panel: history.panel)
        let global = GlobalForecastStage(
            experiment: experiment, history: history, classes: history.windows.map(classification.classes),
            store: store, ignoresCache: false, queue: queue, progress: SilentProgress())
        cached = try queue.map(experiment.models.count) { model in
            let declaration = experiment.models[model]
            return ModelCatalogue.localModel(declaration) == nil
                ? global.cachedForecasts(of: declaration)
                : Self.cachedForecasts(
                    of: declaration, experiment: experiment, history: history, store: store)
        }
    }

    private static func cachedForecasts(
        of declaration: ModelDeclaration, experiment: ExperimentSpec, history: TargetHistory,
        store: ArtefactStore
    ) -> Int {
        history.windows.reduce(0) { sum, window in
            let keys = ForecastKeys(
                experiment: experiment, declaration: declaration, history: history, window: window)
            let wanted = history.forecastSeries(in: window).map(keys.key(ofSeries:))
            return sum + store.locateSeries(wanted).count { $0 != nil }
        }
    }
}
