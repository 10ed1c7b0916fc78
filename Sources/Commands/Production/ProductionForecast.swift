internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry

/// The forecasting half of production: the chosen model after the end of the data, by registered versions.
struct ProductionForecast {
    private let chosen: ChosenModel
    let futures: [TargetFuture]
    private let options: RunOptions
    /// `[target]`, by the model's name.
    private var versions: [[String: ModelVersion]] = []
    private var workers: [TaskWorker] = []
    private var done: [[String: GlobalForecastStage.Output]] = []

    init(_ chosen: ChosenModel, _ futures: [TargetFuture], _ options: RunOptions) {
        self.chosen = chosen
        self.futures = futures
        self.options = options
    }

    /// Looks up who is in office now: before anything is forecast.
    mutating func lookUpVersions() throws {
        let registered = try RegisteredModels(chosen.experiment)
        versions = try futures.map(registered.versions)
        workers = try zip(futures, versions).map { future, versions in
            future.worker(for: chosen.model.name, by: try registered.trained(versions))
        }
        done = futures.map { _ in [:] }
    }

    /// Has the models of a step forecast. Answers in words.
    mutating func perform(_ step: ProductionStep) throws -> String {
        let experiment = chosen.experiment
        let models = experiment.spec.models.filter {
            ProductionStep.of($0, in: experiment.catalogue) == step
        }
        guard !models.isEmpty else { return "not needed by \(chosen.model.name)" }
        let names = models.filter { !experiment.catalogue.isCombined($0) }.map(\.name)
        if !names.isEmpty {
            let (futures, versions) = (futures, versions)
            let outputs = try TargetsAtOnce(options).perform(
                futures.map { $0.tasks(of: names) }, by: workers
            ) { index, worker in
                try Prediction.refusing(versions[index]) { try futures[index].forecast(names, by: worker) }
            }
            for (index, output) in outputs.enumerated() { done[index].merge(output) { $1 } }
        }
        let combined = models.filter(experiment.catalogue.isCombined).map(\.name)
        let words =
            names.map { versionWords(of: $0) ?? "\($0), fitted now" }
            + combined.map { versionWords(of: $0) ?? $0 }
        return words.joined(separator: "; ")
    }

    /// Which versions a model forecasts by; nil where it has none.
    private func versionWords(of name: String) -> String? {
        let versions = Set(versions.compactMap { $0[name]?.name }).sorted()
        return versions.isEmpty ? nil : "\(name) by \(versions.joined(separator: ", "))"
    }

    /// What was forecast, and what had not been until now.
    /// - Parameter revenue: nil to forecast it directly.
    func predicted(revenue: RevenueChoice?, clock start: Double) throws -> PredictedFuture {
        let experiment = chosen.experiment
        let spec = experiment.spec
        let (futures, versions, done, model) = (futures, versions, done, chosen.model.name)
        var targets = try TargetsAtOnce(options).perform(
            zip(futures, done).map { $0.tasks(after: $1) }, by: workers
        ) { index, worker in
            let outputs = try Prediction.refusing(versions[index]) {
                try futures[index].forecast(by: worker, after: done[index])
            }
            return PredictedFuture.Target(
                futures[index], by: model, outputs, versions[index], wanted: nil,
                horizon: spec.backtest.horizon)
        }
        if let revenue, revenue.isProduct { price(&targets, revenue) }
        return PredictedFuture(
            experiment, model: chosen.model, championVersion: chosen.championVersion, targets: targets,
            plans: spec.production.plans,
            milliseconds: Int(((options.clock() - start) * 1000).rounded()))
    }

    /// Puts volume times price in the place of revenue's own forecast.
    private func price(_ targets: inout [PredictedFuture.Target], _ choice: RevenueChoice) {
        guard let volume = targets.first(where: { $0.name == PricedRevenue.volume }),
            let place = targets.firstIndex(where: { $0.name == PricedRevenue.revenue }),
            let priced = PricedRevenue(targets[place].history.panel)
        else { return }
        let target = targets[place]
        targets[place] = target.replacing(
            priced.product(of: volume.block, or: target.block, in: target.window),
            because: "by \(choice.words)")
    }
}
