internal import ArtefactStore
internal import Champions
internal import DataSnapshots
internal import Decisions
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry
internal import Workers

/// The forecast of the periods after the data, by one model: what a backtest would have said at that cutoff.
package struct Prediction {
    private let experiment: PreparedExperiment
    private let model: ModelDeclaration
    /// `3` for the third champion of the experiment; nil for a model that was named.
    private let championVersion: Int?
    private let request: PredictionRequest
    private let options: RunOptions

    /// - Throws: `DiagnosticsError`, `DecisionUnavailable`.
    package init(_ experiment: PreparedExperiment, _ request: PredictionRequest, options: RunOptions) throws {
        let chosen = try ChosenModel(of: experiment, named: request.model)
        self.experiment = chosen.experiment
        model = chosen.model
        championVersion = chosen.championVersion
        self.request = request
        self.options = options
    }

    /// - Throws: `DiagnosticsError`, `Interrupted`, `StoreError`.
    package func run() throws -> PredictedFuture {
        let start = options.clock()
        try UnsuitableProcessor.check()
        try WorkEstimate(experiment).refuse(over: options.memoryLimit)
        options.progress.begin("reading \(experiment.spec.data.dataset)", total: 0)
        let spec = experiment.spec
        let targets = try targets()
        let horizon = try horizon()
        let whole = try experiment.loadPanel()
        let rows = try SeriesChoice(whole.seriesIDs, of: "the data set").rows(of: request.series)
        // What learns from one series at a time needs no other.
        let needsAll = experiment.catalogue.learnsTogether(in: spec)
        let panel = rows.isEmpty || needsAll ? whole : whole.selecting(series: rows.sorted())
        let wanted = rows.isEmpty ? nil : Set(request.series)
        let store = try ArtefactStore.open(folder: experiment.project.store)
        defer { for event in store.takeEvents() { options.progress.warn(event.message) } }
        let registered = try RegisteredModels(experiment)
        let atOnce = TargetsAtOnce(options)
        let futures = try atOnce.map(targets.count) {
            try TargetFuture(
                targets[$0], of: panel, in: experiment, plans: request.plans, store: store, options: options)
        }
        let versions = try futures.map(registered.versions)
        let trained = try versions.map(registered.trained)
        let workers = try atOnce.map(futures.count) {
            futures[$0].worker(for: model.name, of: wanted, by: trained[$0])
        }
        let predicted = try atOnce.perform(futures.map { $0.tasks() }, by: workers) { index, worker in
            try predict(futures[index], by: worker, versions[index], wanted, horizon: horizon)
        }
        return PredictedFuture(
            experiment, model: model, championVersion: championVersion, targets: predicted,
            plans: request.plans,
            milliseconds: Int(((options.clock() - start) * 1000).rounded()))
    }

    private func predict(
        _ future: TargetFuture, by worker: TaskWorker, _ versions: [String: ModelVersion],
        _ wanted: Set<String>?, horizon: Int
    ) throws -> PredictedFuture.Target {
        let outputs = try Self.refusing(versions) { try future.forecast(by: worker) }
        return PredictedFuture.Target(
            future, by: model.name, outputs, versions, wanted: wanted, horizon: horizon)
    }

    /// What `body` gives, which forecasts by `versions`; where they cannot, that is said of them.
    static func refusing<Output>(_ versions: [String: ModelVersion], _ body: () throws -> Output) throws
        -> Output
    {
        do { return try body() } catch { throw refusal(error, versions) ?? error }
    }

    /// A spec may ask for more than its models were trained to say, and a version may be of a program that kept less of
    /// its models. Nil for any other error.
    private static func refusal(_ error: any Error, _ versions: [String: ModelVersion]) -> DiagnosticsError? {
        let names = versions.values.map(\.name).sorted().joined(separator: ", ")
        let (what, fix): (String, String)
        switch error {
        case let error as UnfittedScope:
            what = "cannot say what the spec asks for: \(error.description)"
            fix = "train them for it"
        case let error as UnreadableArtefact:
            what = "cannot be used: \(error.reason)"
            fix = "train them again"
        default: return nil
        }
        return DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E233", "the trained models (\(names)) \(what)",
                    fix: "\(fix): forecast pipeline SPEC --train")
            ])
    }

    // MARK: - What is asked for

    private func targets() throws -> [String] {
        let all = experiment.spec.data.targets
        for name in request.targets where !all.contains(name) {
            throw OptionProblem("--target", name).unknown("target", among: all)
        }
        return request.targets.isEmpty ? all : all.filter(request.targets.contains)
    }

    private func horizon() throws -> Int {
        let most = experiment.spec.backtest.horizon
        guard let horizon = request.horizon else { return most }
        guard (1...most).contains(horizon) else {
            throw OptionProblem("--horizon", String(horizon)).error(
                "the spec forecasts \(most) periods, and \(horizon) are asked for",
                fix:
                    "ask for 1 to \(most), or change the spec for this time: --set backtest.horizon=\(max(1, horizon))"
            )
        }
        return horizon
    }
}
