internal import ArtefactStore
internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// What a run would do, found out without fitting anything.
package struct ExperimentPlan: CommandAnswer {
    struct Data: Encodable {
        let dataset: String
        let series, periods: Int
        let firstPeriod, lastPeriod: String
        let targets: [String]
        let step: String

        enum CodingKeys: String, CodingKey {
            case dataset, series, periods, targets
            case firstPeriod = "first_period"
            case lastPeriod = "last_period"
        }
    }

    /// A range of dates and how many periods it holds.
    struct Span: Encodable {
        let first, last: String
        let periods: Int

        init(_ range: Range<Int>, on grid: TimeGrid) {
            first = grid.label(of: range.lowerBound)
            last = grid.label(of: range.upperBound - 1)
            periods = range.count
        }
    }

    /// Series are those of the first target.
    struct Window: Encodable {
        let window: Int
        let train, test: Span
        let gap, fittedIn: Int
        let series, short, notLaunched: Int

        enum CodingKeys: String, CodingKey {
            case window, train, test, gap, series, short
            case fittedIn = "fitted_in"
            case notLaunched = "not_launched"
        }
    }

    /// One model on one target, in forecasts: a series in a window.
    package struct Work: Encodable {
        package let model, kind, target: String
        package let forecasts, cached: Int
    }

    /// A level of the hierarchy.
    struct Level: Encodable {
        let level: String
        let nodes: Int
    }

    struct Search: Encodable {
        let name: String
        let candidates: Int
        let metric: String
        let validation: Span
        let minRounds, keep: Int

        enum CodingKeys: String, CodingKey {
            case name, candidates, metric, validation, keep
            case minRounds = "min_rounds"
        }
    }

    let experiment, run: String
    let data: Data
    let windows: [Window]
    package let work: [Work]
    /// That are forecast beside the series; null where none is.
    let levels: [Level]?
    let trainings: [PlannedTraining]
    /// Who of their candidates is backtested is not known before, so they are no part of `work`.
    let searches: [Search]
    /// At most, in bytes.
    let memory: Double
    package let isFinished: Bool
    /// What to know of the data and of what models are told ahead.
    let remarks: [String]
    let words: Words

    enum CodingKeys: String, CodingKey {
        case experiment, run, data, windows, work, levels, trainings, searches, remarks
        case memory = "memory_bytes"
        case isFinished = "is_finished"
    }

    /// - Throws: as `Pipeline.run`, short of the work itself.
    package init(_ experiment: PreparedExperiment, jobs: Int, memoryLimit: MemoryLimit = .none) throws {
        let estimate = WorkEstimate(experiment)
        try estimate.refuse(over: memoryLimit)
        let spec = experiment.spec
        let panel = try experiment.loadPanel()
        let grid = panel.grid
        let windows = try experiment.windows(on: grid)
        let queue = WorkQueue(jobs: jobs)
        let histories = try spec.data.targets.map { target in
            try TargetHistory(
                target: target, panel: panel, windows: windows, backtest: spec.backtest, queue: queue)
        }
        let store = try Self.existingStore(experiment)
        let wanted = experiment.wantedLevels(scored: true)
        let hierarchy = Hierarchy(wanted.map(\.name), of: panel)
        levels =
            wanted.isEmpty
            ? nil : hierarchy.levels.map { Level(level: $0.name, nodes: $0.nodes.count) }
        searches = try spec.halvings.map { halving in
            try Self.search(halving, experiment, on: grid, first: windows[0])
        }
        // Who of the candidates is backtested is not known before the search.
        let certain = experiment.dropping(spec.candidates)
        let targets = try histories.map { history in
            try TargetWork(experiment: certain, history: history, store: store, queue: queue)
        }
        trainings = targets.flatMap { target in
            certain.spec.models.compactMap { PlannedTraining($0, target, certain, jobs: jobs) }
        }
        let summed = try histories.map { history in
            try hierarchy.levels.map { level in
                try TargetWork(
                    experiment: certain,
                    history: TargetHistory(
                        target: history.target, panel: SummedPanel(of: level, in: panel).panel,
                        windows: windows, backtest: spec.backtest, queue: queue),
                    store: store, queue: queue)
            }
        }
        work = zip(targets, summed).flatMap { target, summed in
            certain.spec.models.indices.map { model in
                let declaration = certain.spec.models[model]
                let own =
                    [target]
                    + zip(wanted, summed).filter {
                        $0.0.models.contains(declaration.name) || certain.catalogue.isReconciling(declaration)
                    }.map(\.1)
                return Work(
                    model: declaration.name, kind: declaration.kind, target: target.target,
                    forecasts: own.reduce(0) { $0 + $1.total[model] },
                    cached: own.reduce(0) { $0 + $1.cached[model] })
            }
        }
        self.experiment = spec.name
        run = experiment.runName
        data = Data(
            dataset: spec.data.dataset, series: panel.seriesCount, periods: grid.count,
            firstPeriod: grid.label(of: 0), lastPeriod: grid.label(of: grid.count - 1),
            targets: spec.data.targets, step: grid.frequency.stepNoun(grid.count))
        self.windows = windows.map { Self.window($0, history: histories[0], on: grid) }
        memory = estimate.peak
        isFinished = store?.run(experiment.key.digest) != nil
        remarks =
            panel.remarks + experiment.knowledgeNotes(panel, windows)
            + certain.lessons(series: panel.seriesCount)
            + Self.learningRemarks(certain, targets[0].addedCutoffs)
        words = Words(
            backtest: spec.backtest, evaluation: spec.evaluation, classes: spec.classes,
            memory: estimate.line,
            threads: NumberText.count(jobs, "thread", "threads"))
    }

    /// What combinations ask of their members beside the backtest.
    private static func learningRemarks(_ experiment: PreparedExperiment, _ cutoffs: [String]) -> [String] {
        let learners = experiment.catalogue.learners(in: experiment.spec).map(\.name)
        guard !learners.isEmpty else { return [] }
        return [
            "\(learners.joined(separator: ", ")) \(learners.count == 1 ? "learns" : "learn") from windows that ended before each cutoff: "
                + (cutoffs.isEmpty
                    ? "all of them are windows of the backtest"
                    : "members forecast from \(NumberText.count(cutoffs.count, "more cutoff", "more cutoffs")) (\(cutoffs.joined(separator: ", ")))")
        ]
    }

    /// A plan writes nothing, so it does not make a store either.
    private static func existingStore(_ experiment: PreparedExperiment) throws -> ArtefactStore? {
        guard Project.isFolder(experiment.project.store) else { return nil }
        var options = StoreOptions()
        options.isReadOnly = true
        return try ArtefactStore.open(folder: experiment.project.store, options: options)
    }

    private static func window(_ window: BacktestWindow, history: TargetHistory, on grid: TimeGrid) -> Window
    {
        let participation = history.participation[window.index]
        return Window(
            window: window.index + 1, train: Span(window.training, on: grid),
            test: Span(window.test, on: grid),
            gap: window.gap, fittedIn: window.fittedIn + 1, series: participation.count { $0.isForecast },
            short: participation.count { $0 == .short || $0 == .skipped },
            notLaunched: participation.count { $0 == .notLaunched })
    }

    private static func search(
        _ halving: HalvingDeclaration, _ experiment: PreparedExperiment, on grid: TimeGrid,
        first: BacktestWindow
    ) throws -> Search {
        let windows: [BacktestWindow]
        do {
            windows = try HalvingValidation.windows(
                halving, experiment.spec.backtest, before: first, on: grid)
        } catch {
            throw experiment.placed(error)
        }
        let scored = windows[0].test.lowerBound..<windows[windows.count - 1].test.upperBound
        return Search(
            name: halving.name, candidates: halving.candidates.count, metric: halving.metric.rawValue,
            validation: Span(scored, on: grid), minRounds: halving.minRounds, keep: halving.keep)
    }
}
