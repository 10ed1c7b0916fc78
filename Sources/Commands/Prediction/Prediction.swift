internal import ArtefactStore
internal import Champions
internal import DataSnapshots
internal import Decisions
internal import DemandFeatures
package import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
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
        let chosen = try Self.choice(experiment, request)
        let kept = Set([chosen.model] + chosen.experiment.parts(ofModelNamed: chosen.model))
        self.experiment = chosen.experiment.dropping(
            Set(chosen.experiment.spec.models.map(\.name)).subtracting(kept))
        guard let model = self.experiment.spec.models.first(where: { $0.name == chosen.model }) else {
            preconditionFailure("the model was chosen among those of the spec")
        }
        self.model = model
        championVersion = chosen.version
        self.request = request
        self.options = options
    }

    private static func choice(
        _ experiment: PreparedExperiment, _ request: PredictionRequest
    ) throws -> (experiment: PreparedExperiment, model: String, version: Int?) {
        let names = experiment.spec.models.map(\.name)
        if let name = request.model {
            guard names.contains(name) else {
                throw OptionProblem("--model", name).unknown("model", among: names)
            }
            return (experiment, name, nil)
        }
        if let champion = experiment.registry.champion(of: experiment.spec.name) {
            let (included, name) = try experiment.including(champion: champion)
            return (included, name, champion.version)
        }
        guard case .model(let name)? = experiment.spec.promotion?.champion else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E217",
                        "'\(experiment.spec.name)' has no champion, neither registered nor in its spec",
                        fix:
                            "name a model with --model (\(names.joined(separator: ", "))), or put one in office: forecast promote"
                    )
                ])
        }
        return (experiment, name, nil)
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
        let learnsTogether = spec.models.contains(where: experiment.catalogue.isGlobal)
        let panel = rows.isEmpty || learnsTogether ? whole : whole.selecting(series: rows.sorted())
        let wanted = rows.isEmpty ? nil : Set(request.series)
        let store = try ArtefactStore.open(folder: experiment.project.store)
        defer { for event in store.takeEvents() { options.progress.warn(event.message) } }
        let predicted = try targets.map { try predict($0, of: panel, wanted, horizon: horizon, store: store) }
        return PredictedFuture(
            experiment: spec.name, model: model, championVersion: championVersion,
            snapshot: experiment.snapshotDigest,
            definition: experiment.catalogue.definition(of: model, in: spec),
            levels: spec.quantiles, targets: predicted, plans: request.plans,
            milliseconds: Int(((options.clock() - start) * 1000).rounded()))
    }

    private func predict(
        _ target: String, of panel: Panel, _ wanted: Set<String>?, horizon: Int, store: ArtefactStore
    ) throws -> PredictedFuture.Target {
        let spec = experiment.spec
        guard let end = BacktestSchedule.end(of: panel, target: target, backtest: spec.backtest) else {
            throw DiagnosticsError(
                .data, [Diagnostic(code: "D305", "no series has an observation of \(target)")])
        }
        let future = try PlannedFuture(
            end.panel, columns: experiment.columnsRead, window: end.window, policy: request.plans)
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)
        let history = try TargetHistory(
            target: target, panel: future.panel, windows: [end.window], backtest: spec.backtest, queue: queue)
        let classes = [ClassStage(spec: spec, panel: future.panel).classes(in: end.window)]
        let worker = experiment.worker(
            history, classes: classes, store: store, ignoresCache: options.force, queue: queue,
            progress: options.progress,
            shared: SharedWork(of: history, classes: classes, levels: spec.quantiles, clock: options.clock),
            spent: TimeByModel(jobs: options.jobs, clock: options.clock))
        let outputs = try worker.performAll(
            experiment.taskList.tasks(on: target, series: panel.seriesCount, windows: 1))
        guard let index = spec.models.firstIndex(where: { $0.name == model.name }) else {
            preconditionFailure("the model is one of the spec's")
        }
        let block = outputs[index].blocks[0]
        let kept = panel.seriesIDs.indices.filter { index in
            !block.outcomes[index].isAbsent && wanted?.contains(panel.seriesIDs[index]) != false
        }
        return PredictedFuture.Target(
            name: target, history: history, window: end.window, series: kept, block: block, horizon: horizon,
            notes: future.notes + [outputs[index].note].compactMap(\.self))
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
