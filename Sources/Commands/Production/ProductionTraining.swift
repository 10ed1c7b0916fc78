internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry
internal import Reports

/// The training half of production: every model of the spec at the end of the data, as versions.
struct ProductionTraining {
    private let experiment: PreparedExperiment
    private let request: ProductionRequest
    private let options: RunOptions
    /// Of this training, in the order in which they were trained.
    private(set) var versions: [ModelVersion] = []

    init(_ experiment: PreparedExperiment, _ request: ProductionRequest, _ options: RunOptions) {
        self.experiment = experiment
        self.request = request
        self.options = options
    }

    private func registry() throws -> ModelRegistry {
        try ModelRegistry(folder: experiment.modelFolder(), readOnly: false)
    }

    /// Trains the models of a step. Answers in words.
    mutating func perform(_ step: ProductionStep, on futures: [TargetFuture]) throws -> String {
        let models = experiment.spec.models.filter {
            ProductionStep.of($0, in: experiment.catalogue) == step
        }
        guard !models.isEmpty else { return "no model of the kind" }
        let registry = try registry()
        var made: [String] = []
        for model in models {
            guard let file = experiment.catalogue.file(of: model) else { continue }
            for future in futures {
                guard let trained = try future.worker.train(model) else { continue }
                let version = try registry.register(
                    trained, of: training(of: model, file, on: future), now: request.now)
                versions.append(version)
                made.append(version.name)
            }
        }
        return made.isEmpty ? "nothing to learn" : "trained \(made.joined(separator: ", "))"
    }

    private func training(
        of model: ModelDeclaration, _ file: ModelFile, on future: TargetFuture
    ) -> ModelVersion.Training {
        ModelVersion.Training(
            experiment: experiment.spec.name, model: model.name, kind: model.kind, target: future.target,
            definition: experiment.catalogue.definition(of: model, in: experiment.spec).digest, file: file,
            cutoff: future.cutoff, snapshot: experiment.snapshotDigest,
            code: experiment.trainingCode(of: model), context: experiment.trainingContext)
    }

    /// Notes what the backtest says of each version, and puts the better ones in office.
    /// - Parameter futures: that they were trained on.
    func score(by report: ExperimentReport, on futures: [TargetFuture]) throws -> [OfficeDecision] {
        let registry = try registry()
        for version in versions {
            let scores = report.models.first { $0.name == version.training.model }?.scores
            let values = report.metrics.reduce(into: [String: Double]()) { values, metric in
                values[metric.id] = scores?.value(target: version.training.target, metric: metric.id)
            }
            try registry.note(values, of: version)
        }
        return try ModelOffices(
            experiment: experiment, registry: registry, report: report, request: request, options: options,
            steps: Dictionary(uniqueKeysWithValues: futures.map { ($0.target, $0.steps) })
        ).decide(on: versions)
    }

    /// Drops the files of old versions.
    func collect() throws -> [ModelVersion] {
        try ModelRetention(
            keep: experiment.spec.production.registry.keep, project: experiment.project
        ).collect(from: registry())
    }
}
