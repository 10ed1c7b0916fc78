package import ArtefactStore
package import ExperimentSpec
package import ForecastCore
package import Workers

/// Performs the tasks of one target: what the store lacks is computed and put there.
package struct TaskWorker {
    private(set) var learning: LearningHistory
    let spec: ExperimentSpec
    let catalogue: ModelCatalogue
    /// See `GlobalModelContext.libraries`.
    let libraries: String
    /// See `GlobalModelContext.files`.
    let files: String
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    private(set) var progress: any RunProgress
    let shared: SharedWork
    let spent: TimeByModel
    /// Nothing is fitted of these.
    private(set) var trained = TrainedModels()
    /// The series that a local model is asked for, by its name, `[series]`; nil for all of them.
    private var wanted: [String: [Bool]] = [:]
    /// The levels above the series that are forecast as well.
    package internal(set) var levels: [LevelWork] = []

    package init(
        _ learning: LearningHistory, of spec: ExperimentSpec, _ catalogue: ModelCatalogue, libraries: String,
        files: String, store: ArtefactStore, ignoresCache: Bool, queue: WorkQueue,
        progress: any RunProgress, shared: SharedWork, spent: TimeByModel
    ) {
        self.learning = learning
        self.spec = spec
        self.catalogue = catalogue
        self.libraries = libraries
        self.files = files
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        self.shared = shared
        self.spent = spent
    }

    /// The windows of the backtest.
    package var history: TargetHistory { learning.backtest }

    /// The same worker, whose models among `trained` forecast as they are.
    package func using(_ trained: TrainedModels) -> TaskWorker {
        var copy = self
        copy.trained = trained
        copy.learning = learning.without(
            trained.names.filter { trained[$0]?.lesson != nil }, of: spec, catalogue)
        return copy
    }

    /// The same worker, asked for one model's forecasts of some series in the only window: local models forecast what
    /// that needs of them, and nothing else.
    /// - Parameter series: whether each is asked for, `[series]`.
    package func asked(for model: String, of series: [Bool]) -> TaskWorker {
        precondition(history.windows.count == 1, "\(history.windows.count) windows")
        let known = history.known(in: history.windows[0], classes: learning.classes[0])
        let all = series.map { _ in true }
        var copy = self
        copy.wanted = Dictionary(
            uniqueKeysWithValues: spec.models.map { ($0.name, series.map { _ in false }) })
        copy.wanted[model] = series
        // From those that others are made into, down to what they are made of.
        for whole in spec.models.filter(catalogue.isReconciling) + catalogue.combined(in: spec).reversed() {
            guard let own = copy.wanted[whole.name], own.contains(true) else { continue }
            let routes = catalogue.isReconciling(whole) ? nil : combiner(of: whole).routes(of: known)
            for (place, member) in catalogue.members(of: whole, in: spec).enumerated() {
                let needed = catalogue.isReconciling(whole) ? all : own
                for index in series.indices where needed[index] && (routes.map { $0[index] == place } ?? true)
                {
                    copy.wanted[member.name]?[index] = true
                }
            }
        }
        return copy
    }

    /// As it was taught before, where it was.
    private func combiner(of declaration: ModelDeclaration) -> any ForecastCombiner {
        let combiner = catalogue.combiner(declaration)
        return trained[declaration.name]?.lesson.map {
            combiner.taught(by: $0, series: history.panel.seriesIDs)
        } ?? combiner
    }

    /// The same worker, told of by another progress.
    package func reporting(to progress: any RunProgress) -> TaskWorker {
        var copy = self
        copy.progress = progress
        copy.levels = levels.map {
            LevelWork(
                $0.level, $0.worker.reporting(to: progress), models: $0.models, carriedShare: $0.carriedShare)
        }
        return copy
    }

    /// What this program is to the kinds of the task's models.
    /// - Throws: `UnfitTask` for a model that the spec lacks.
    package func code(for task: ForecastTask) throws(UnfitTask) -> String {
        CodeVersion.worker(of: try declarations(of: task).map(catalogue.kind))
    }

    /// Finds a task fit before anything of it is computed: what comes from outside may be anything.
    /// - Parameter first: the place of this worker's first series in the panel that the task counts in.
    /// - Throws: `UnfitTask`.
    package func check(_ whole: ForecastTask, panelFrom first: Int = 0) throws(UnfitTask) {
        guard whole.series.lowerBound >= first else {
            throw UnfitTask(
                reason: "its panel begins with series \(first), and the task with \(whole.series.lowerBound)")
        }
        let task = whole.onPanel(from: first)
        let declarations = try declarations(of: task)
        let count = history.panel.seriesCount
        guard task.windows == history.windows.count else {
            throw UnfitTask(
                reason: "the backtest has \(history.windows.count) windows, and the task \(task.windows)")
        }
        guard task.series.upperBound <= count else {
            throw UnfitTask(
                reason: "there are \(count) series, and the task ends at \(task.series.upperBound)")
        }
        let isPiece = task.step == .training || task.step == .prediction
        guard
            isPiece
                ? declarations.count == 1 && areRounds(task.rounds, of: declarations[0]) : task.rounds.isEmpty
        else { throw UnfitTask(reason: "its rounds are no windows of a model of its own") }
        let isWhole = [task.series.lowerBound, task.series.upperBound].allSatisfy {
            $0 == count || $0 % ForecastStage.chunkSize == 0
        }
        let fits: Bool =
            switch task.step {
            case .local:
                isWhole
                    && declarations.allSatisfy { !catalogue.isGlobal($0) && !catalogue.isCombined($0) }
            case .global: task.series == 0..<count && declarations.allSatisfy(catalogue.isGlobal)
            case .training, .prediction:
                task.series == 0..<count
                    && declarations.allSatisfy { catalogue.isDivisible($0, in: spec) }
            }
        guard fits else {
            throw UnfitTask(
                reason:
                    "local models take whole chunks of \(ForecastStage.chunkSize) series, global ones all series"
            )
        }
    }

    private func declarations(of task: ForecastTask) throws(UnfitTask) -> [ModelDeclaration] {
        try task.models.map { name throws(UnfitTask) in
            guard let declaration = spec.models.first(where: { $0.name == name }) else {
                throw UnfitTask(reason: "the spec has no model '\(name)'")
            }
            return declaration
        }
    }

    /// The forecasts of the task's series, by model.
    package func perform(_ task: ForecastTask) throws -> [String: GlobalForecastStage.Output] {
        let models = spec.models.filter { task.models.contains($0.name) }
        switch task.step {
        case .local: return try local(models, series: task.series)
        case .global:
            return try Dictionary(uniqueKeysWithValues: models.map { ($0.name, try global($0)) })
        case .training, .prediction:
            throw UnfitTask(reason: "it is a part of a task, which others put together")
        }
    }

    func local(
        _ models: [ModelDeclaration], series: Range<Int>
    ) throws -> [String: GlobalForecastStage.Output] {
        progress.begin(
            "forecasting \(history.target)",
            total: models.reduce(0) { $0 + forecastCount(of: $1, series) })
        let all = models.filter { learning.extensionOf($0) != nil && trained[$0.name] == nil }
        let others = models.filter { learning.extensionOf($0) == nil || trained[$0.name] != nil }
        var outputs: [String: GlobalForecastStage.Output] = [:]
        for (models, history) in [(all, learning.extended?.history), (others, history)] {
            guard let history, !models.isEmpty else { continue }
            for (model, blocks) in zip(models, try localStage(models, history, trained).run(series)) {
                outputs[model.name] = GlobalForecastStage.Output(blocks: blocks)
            }
        }
        for model in all { outputs[model.name] = outputs[model.name].map { ownPart($0, of: model) } }
        // What was trained later knows too much of earlier windows: those are forecast by fits of their own.
        let known = others.filter { learning.extensionOf($0) != nil }
        if !known.isEmpty, let extended = learning.extended {
            let earlier = extended.earlierAlone
            let blocks = try localStage(known, earlier.history, TrainedModels()).run(series)
            for (model, blocks) in zip(known, blocks) {
                outputs[model.name] = outputs[model.name]?.extended(
                    by: blocks, at: earlier.places, own: extended.schedule.own)
            }
        }
        return outputs
    }

    /// Those that what learns from earlier windows is made of are needed of every series.
    private func isNeededWhole(_ declaration: ModelDeclaration) -> Bool {
        learning.extensionOf(declaration) != nil
    }

    func forecastCount(of declaration: ModelDeclaration, _ series: Range<Int>) -> Int {
        guard let wanted = wanted[declaration.name], !isNeededWhole(declaration) else {
            return learning.forecastCount(of: declaration, series)
        }
        return series.count { wanted[$0] && history.participation[0][$0].isForecast }
    }

    private func localStage(
        _ models: [ModelDeclaration], _ history: TargetHistory, _ trained: TrainedModels
    ) -> ForecastStage {
        ForecastStage(
            experiment: spec, catalogue: catalogue, history: history, store: store,
            ignoresCache: ignoresCache, queue: queue, progress: progress, declarations: models, spent: spent,
            trained: trained,
            wanted: wanted.filter { name, _ in models.contains { $0.name == name && !isNeededWhole($0) } })
    }

    /// What of a model's output belongs to the backtest; the rest stays at hand for those that learn from it.
    private func ownPart(
        _ output: GlobalForecastStage.Output, of declaration: ModelDeclaration
    ) -> GlobalForecastStage.Output {
        learning.extensionOf(declaration).map { output.keeping($0.schedule.own) } ?? output
    }

    func global(_ declaration: ModelDeclaration) throws -> GlobalForecastStage.Output {
        let model = try globalModel(declaration)
        // A stage of its own: a fit takes much longer than a local model's, so one rate would tell nothing.
        let own = learning.history(of: declaration)
        progress.begin(
            "forecasting \(history.target): \(declaration.name)", total: own.forecastCount)
        return try spent.measure(declaration.name) {
            guard let extended = learning.extensionOf(declaration) else {
                return try globalStage.run(declaration, model)
            }
            guard trained[declaration.name] == nil else {
                let output = try globalStage.run(declaration, model)
                let earlier = extended.earlierAlone
                let blocks = try globalStage(earlier.history, earlier.classes, TrainedModels(), chain: [])
                    .run(declaration, model).blocks
                return output.extended(by: blocks, at: earlier.places, own: extended.schedule.own)
            }
            let output = try globalStage(of: extended).run(declaration, model)
            return ownPart(output, of: declaration)
        }
    }

    func globalModel(_ declaration: ModelDeclaration) throws -> any GlobalModel {
        try catalogue.globalModel(
            declaration, of: spec,
            in: GlobalModelContext(seed: spec.seed, libraries: libraries, files: files, shared: shared))
    }

    /// In the windows of the backtest.
    var globalStage: GlobalForecastStage { globalStage(history, learning.classes, trained) }

    /// In the extended windows.
    func globalStage(of extended: LearningHistory.Extended) -> GlobalForecastStage {
        globalStage(extended.history, extended.classes, TrainedModels(), chain: extended.schedule.own)
    }

    private func globalStage(
        _ history: TargetHistory, _ classes: [SeriesClasses], _ trained: TrainedModels, chain: [Int]? = nil
    ) -> GlobalForecastStage {
        GlobalForecastStage(
            experiment: spec, catalogue: catalogue, history: history, classes: classes, store: store,
            ignoresCache: ignoresCache, queue: queue, progress: progress, trained: trained, chain: chain)
    }

    /// All forecasts of the spec, `[model]`: those of `tasks`, and of what is made of them.
    /// - Parameter done: what was performed before, by the model's name.
    package func performAll(
        _ tasks: [ForecastTask], after done: [String: GlobalForecastStage.Output] = [:]
    ) throws -> [GlobalForecastStage.Output] {
        var outputs = done
        for task in tasks { outputs.merge(try perform(task)) { $1 } }
        combine(spec.models, &outputs)
        if !levels.isEmpty { try addLevels(to: &outputs) }
        return spec.models.compactMap { outputs[$0.name] }
    }

    /// Adds what combines others among `models`.
    func combine(_ models: [ModelDeclaration], _ outputs: inout [String: GlobalForecastStage.Output]) {
        let combined = catalogue.combined(in: spec).filter { one in
            models.contains { $0.name == one.name }
        }
        // What is known of every series is counted only where something asks for it.
        guard !combined.isEmpty else { return }
        let combining = CombinationStage(spec, catalogue, learning, trained)
        for declaration in combined {
            let members = catalogue.members(of: declaration, in: spec).compactMap { outputs[$0.name] }
            outputs[declaration.name] = spent.measure(declaration.name) {
                combining.run(declaration, members)
            }
        }
    }
}
