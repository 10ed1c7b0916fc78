package import ArtefactStore
package import ExperimentSpec
package import ForecastCore
package import Workers

/// Performs the tasks of one target: what the store lacks is computed and put there.
package struct TaskWorker {
    package let history: TargetHistory
    let spec: ExperimentSpec
    let catalogue: ModelCatalogue
    /// See `GlobalModelContext.libraries`.
    let libraries: String
    /// See `GlobalModelContext.files`.
    let files: String
    /// `[window]`.
    let classes: [SeriesClasses]
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    private(set) var progress: any RunProgress
    let shared: SharedWork
    let spent: TimeByModel
    /// Nothing is fitted of these.
    var trained = TrainedModels()

    package init(
        _ history: TargetHistory, of spec: ExperimentSpec, _ catalogue: ModelCatalogue, libraries: String,
        files: String,
        classes: [SeriesClasses], store: ArtefactStore, ignoresCache: Bool, queue: WorkQueue,
        progress: any RunProgress, shared: SharedWork, spent: TimeByModel
    ) {
        self.history = history
        self.spec = spec
        self.catalogue = catalogue
        self.libraries = libraries
        self.files = files
        self.classes = classes
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        self.shared = shared
        self.spent = spent
    }

    /// The same worker, told of by another progress.
    package func reporting(to progress: any RunProgress) -> TaskWorker {
        var copy = self
        copy.progress = progress
        return copy
    }

    /// What this program is to the kinds of the task's models.
    /// - Throws: `UnfitTask` for a model that the spec lacks.
    package func code(for task: ForecastTask) throws(UnfitTask) -> String {
        CodeVersion.worker(of: try declarations(of: task).map(catalogue.kind))
    }

    /// Finds a task fit before anything of it is computed: what comes from outside may be anything.
    /// - Throws: `UnfitTask`.
    package func check(_ task: ForecastTask) throws(UnfitTask) {
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
        let isWhole = [task.series.lowerBound, task.series.upperBound].allSatisfy {
            $0 == count || $0 % ForecastStage.chunkSize == 0
        }
        let fits: Bool =
            switch task.step {
            case .local:
                isWhole
                    && declarations.allSatisfy { !catalogue.isGlobal($0) && !catalogue.isCombined($0) }
            case .global: task.series == 0..<count && declarations.allSatisfy(catalogue.isGlobal)
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
        }
    }

    private func local(
        _ models: [ModelDeclaration], series: Range<Int>
    ) throws -> [String: GlobalForecastStage.Output] {
        progress.begin(
            "forecasting \(history.target)", total: history.forecastCount(of: series) * models.count)
        let blocks = try ForecastStage(
            experiment: spec, catalogue: catalogue, history: history, store: store,
            ignoresCache: ignoresCache, queue: queue, progress: progress, declarations: models, spent: spent,
            trained: trained
        ).run(series)
        return Dictionary(
            uniqueKeysWithValues: zip(
                models.map(\.name), blocks.map { GlobalForecastStage.Output(blocks: $0) }))
    }

    private func global(_ declaration: ModelDeclaration) throws -> GlobalForecastStage.Output {
        let model = try globalModel(declaration)
        // A stage of its own: a fit takes much longer than a local model's, so one rate would tell nothing.
        progress.begin(
            "forecasting \(history.target): \(declaration.name)", total: history.forecastCount)
        return try spent.measure(declaration.name) { try globalStage.run(declaration, model) }
    }

    func globalModel(_ declaration: ModelDeclaration) throws -> any GlobalModel {
        try catalogue.globalModel(
            declaration, of: spec,
            in: GlobalModelContext(seed: spec.seed, libraries: libraries, files: files, shared: shared))
    }

    var globalStage: GlobalForecastStage {
        GlobalForecastStage(
            experiment: spec, catalogue: catalogue, history: history, classes: classes, store: store,
            ignoresCache: ignoresCache, queue: queue, progress: progress, trained: trained)
    }

    /// All forecasts of the spec, `[model]`: those of `tasks`, and of what is made of them.
    /// - Parameter done: what was performed before, by the model's name.
    package func performAll(
        _ tasks: [ForecastTask], after done: [String: GlobalForecastStage.Output] = [:]
    ) throws -> [GlobalForecastStage.Output] {
        var outputs = done
        for task in tasks { outputs.merge(try perform(task)) { $1 } }
        let combined = catalogue.combined(in: spec)
        // What is known of every series is counted only where something asks for it.
        guard !combined.isEmpty else { return spec.models.compactMap { outputs[$0.name] } }
        let combining = CombinationStage(catalogue: catalogue, history: history, classes: classes)
        for declaration in combined {
            let members = catalogue.members(of: declaration, in: spec)
            outputs[declaration.name] = spent.measure(declaration.name) {
                combining.run(declaration, members.compactMap { outputs[$0.name]?.blocks })
            }
        }
        return spec.models.compactMap { outputs[$0.name] }
    }
}
