internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// The work for one target, and how much of it is cached.
struct TargetWork {
    let target: String
    /// `[model]`: forecasts of the series that take part, over all windows, and over the earlier ones that a combination
    /// of the model learns from.
    let total: [Int]
    /// `[model]`.
    let cached: [Int]
    /// The cutoffs of windows that are forecast for such combinations alone, ascending.
    let addedCutoffs: [String]
    /// By model, for those that are fitted to all series at once.
    private let trainings: [String: [Training]]

    /// What a training would learn from.
    struct Training {
        let series, periods: Int
    }

    func trainings(of model: String) -> [Training] { trainings[model] ?? [] }

    init(
        experiment: PreparedExperiment, history: TargetHistory, store: ArtefactStore?, queue: WorkQueue
    ) throws {
        let (spec, catalogue) = (experiment.spec, experiment.catalogue)
        target = history.target
        let classification = ClassStage(spec: spec, panel: history.panel)
        let learning = try LearningHistory(
            history, classes: history.windows.map(classification.classes), of: spec, catalogue, queue: queue)
        let total = spec.models.map { learning.history(of: $0).forecastCount }
        self.total = total
        addedCutoffs = learning.addedCutoffs
        guard let store else {
            cached = spec.models.map { _ in 0 }
            trainings = Dictionary(
                uniqueKeysWithValues: spec.models.filter(catalogue.isGlobal).map { declaration in
                    let own = learning.history(of: declaration)
                    let all = own.windows.filter { $0.fittedIn == $0.index }
                    return (declaration.name, Self.trainings(in: all, own))
                })
            return
        }
        trainings = Dictionary(
            uniqueKeysWithValues: spec.models.filter(catalogue.isGlobal).map { declaration in
                let own = learning.history(of: declaration)
                let stage = GlobalForecastStage(
                    experiment: spec, catalogue: catalogue, history: own,
                    classes: learning.classes(of: declaration), store: store, ignoresCache: false,
                    queue: queue, progress: SilentProgress(), chain: learning.chain(of: declaration))
                return (declaration.name, Self.trainings(in: stage.trainings(of: declaration), own))
            })
        let own = try queue.map(spec.models.count) { model in
            let declaration = spec.models[model]
            if catalogue.isCombined(declaration) { return 0 }
            let history = learning.history(of: declaration)
            guard catalogue.isGlobal(declaration) else {
                return try Self.cachedForecasts(
                    of: declaration, experiment: experiment, history: history, store: store)
            }
            return GlobalForecastStage(
                experiment: spec, catalogue: catalogue, history: history,
                classes: learning.classes(of: declaration), store: store, ignoresCache: false, queue: queue,
                progress: SilentProgress(), chain: learning.chain(of: declaration)
            ).cachedForecasts(of: declaration)
        }
        cached = Self.withCombinations(own, of: total, experiment)
    }

    private static func trainings(in windows: [BacktestWindow], _ history: TargetHistory) -> [Training] {
        windows.map { window in
            Training(series: history.forecastSeries(in: window).count, periods: window.training.count)
        }
    }

    /// A model that is made of others is at hand where all of them are.
    private static func withCombinations(
        _ cached: [Int], of total: [Int], _ experiment: PreparedExperiment
    ) -> [Int] {
        let models = experiment.spec.models
        return models.indices.map { model in
            guard experiment.catalogue.isCombined(models[model]) else { return cached[model] }
            let members = Set(
                experiment.catalogue.allMembers(of: models[model], in: experiment.spec)
                    .filter { !experiment.catalogue.isCombined($0) }.map(\.name))
            let lacking = models.indices.filter { members.contains(models[$0].name) }
                .map { total[$0] - cached[$0] }.max()
            return max(0, total[model] - (lacking ?? total[model]))
        }
    }

    private static func cachedForecasts(
        of declaration: ModelDeclaration, experiment: PreparedExperiment, history: TargetHistory,
        store: ArtefactStore
    ) throws -> Int {
        try history.windows.reduce(0) { sum, window in
            let keys = ForecastKeys(
                experiment: experiment.spec, catalogue: experiment.catalogue, declaration: declaration,
                history: history, window: window)
            var (found, others) = (0, [Digest]())
            for chunk in ForecastStage.chunks(of: history.panel.seriesCount) {
                let series = chunk.filter { history.participation[window.index][$0].isForecast }
                let seriesKeys = series.map(keys.key(ofSeries:))
                if store.contains(keys.chunk(of: seriesKeys)) {
                    found += series.count
                } else {
                    others += seriesKeys
                }
            }
            if !others.isEmpty { try store.indexSeries(of: keys.family) }
            return sum + found + store.locateSeries(others).count { $0 != nil }
        }
    }
}
