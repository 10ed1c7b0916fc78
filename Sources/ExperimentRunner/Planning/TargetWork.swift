internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

/// The work for one target, and how much of it is cached.
struct TargetWork {
    let target: String
    /// Forecasts per model: the series that take part, over all windows.
    let total: Int
    /// `[model]`.
    let cached: [Int]
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
        total = history.forecastCount
        guard let store else {
            cached = spec.models.map { _ in 0 }
            let all = history.windows.filter { $0.fittedIn == $0.index }
            trainings = Dictionary(
                uniqueKeysWithValues: spec.models.filter(catalogue.isGlobal).map {
                    ($0.name, Self.trainings(in: all, history))
                })
            return
        }
        let classification = ClassStage(spec: spec, panel: history.panel)
        let global = GlobalForecastStage(
            experiment: spec, catalogue: catalogue, history: history,
            classes: history.windows.map(classification.classes), store: store, ignoresCache: false,
            queue: queue, progress: SilentProgress())
        trainings = Dictionary(
            uniqueKeysWithValues: spec.models.filter(catalogue.isGlobal).map {
                ($0.name, Self.trainings(in: global.trainings(of: $0), history))
            })
        let own = try queue.map(spec.models.count) { model in
            let declaration = spec.models[model]
            if catalogue.isCombined(declaration) { return 0 }
            return catalogue.isGlobal(declaration)
                ? global.cachedForecasts(of: declaration)
                : Self.cachedForecasts(
                    of: declaration, experiment: experiment, history: history, store: store)
        }
        cached = Self.withCombinations(own, experiment)
    }

    private static func trainings(in windows: [BacktestWindow], _ history: TargetHistory) -> [Training] {
        windows.map { window in
            Training(series: history.forecastSeries(in: window).count, periods: window.training.count)
        }
    }

    /// A model that is made of others is at hand where all of them are.
    private static func withCombinations(_ cached: [Int], _ experiment: PreparedExperiment) -> [Int] {
        let models = experiment.spec.models
        return zip(models, cached).map { model, own in
            guard experiment.catalogue.isCombined(model) else { return own }
            let members = Set(
                experiment.catalogue.allMembers(of: model, in: experiment.spec)
                    .filter { !experiment.catalogue.isCombined($0) }.map(\.name))
            return zip(models, cached).filter { members.contains($0.0.name) }.map(\.1).min() ?? 0
        }
    }

    private static func cachedForecasts(
        of declaration: ModelDeclaration, experiment: PreparedExperiment, history: TargetHistory,
        store: ArtefactStore
    ) -> Int {
        history.windows.reduce(0) { sum, window in
            let keys = ForecastKeys(
                experiment: experiment.spec, catalogue: experiment.catalogue, declaration: declaration,
                history: history, window: window)
            let wanted = history.forecastSeries(in: window).map(keys.key(ofSeries:))
            return sum + store.locateSeries(wanted).count { $0 != nil }
        }
    }
}
