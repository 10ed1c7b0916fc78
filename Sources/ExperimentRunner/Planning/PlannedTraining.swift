internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Reports

/// The trainings of one model on one target that a run would do, and what they take.
struct PlannedTraining: Encodable {
    let model, target: String
    /// How many of them the cache lacks.
    let trainings: Int
    /// Of the largest of them.
    let parameters, steps: Int
    let memory: Double
    /// Of all of them. **Units** 10^9 multiplications and additions; seconds.
    let work, seconds: Double

    enum CodingKeys: String, CodingKey {
        case model, target, trainings, parameters
        case steps = "steps_at_most"
        case memory = "memory_bytes"
        case work = "gflop"
        case seconds = "seconds_estimated"
    }

    /// Nil for kinds that do not tell what a training takes, and where nothing is to be trained.
    init?(_ declaration: ModelDeclaration, _ work: TargetWork, _ experiment: PreparedExperiment, jobs: Int) {
        let (spec, catalogue) = (experiment.spec, experiment.catalogue)
        guard let kind = catalogue.globalKind(of: declaration) else { return nil }
        let definition = catalogue.definition(of: declaration, in: spec)
        let costs = work.trainings(of: declaration.name).compactMap { training in
            kind.cost(
                of: definition,
                for: TrainingSize(
                    series: Double(training.series), periods: Double(training.periods),
                    horizon: spec.backtest.gap + spec.backtest.horizon, levels: spec.quantiles.count))
        }
        guard let first = costs.first else { return nil }
        model = declaration.name
        target = work.target
        trainings = costs.count
        parameters = first.parameters
        steps = costs.map(\.steps).max() ?? 0
        memory = costs.map(\.memory).max() ?? 0
        self.work = costs.reduce(0) { $0 + $1.work } / 1e9
        seconds = costs.reduce(0) { $0 + $1.seconds(jobs: jobs) }
    }
}

extension PlannedTraining {
    static let titles = ["model", "target", "trainings", "weights", "steps each", "memory", "time"]

    var cells: [String] {
        [
            model, target, NumberText.count(trainings), NumberText.count(parameters),
            "<= \(NumberText.count(steps))", WorkEstimate.shown(memory), "about \(Self.time(seconds))",
        ]
    }

    /// To two digits: `40 s`, `6 min`, `3.5 h`.
    static func time(_ seconds: Double) -> String {
        switch seconds {
        case ..<10: NumberText.fixed(max(1, seconds.rounded(.up)), decimals: 0) + " s"
        case ..<90: NumberText.fixed((seconds / 5).rounded(.up) * 5, decimals: 0) + " s"
        case ..<5400: NumberText.fixed((seconds / 60).rounded(.up), decimals: 0) + " min"
        default: NumberText.fixed(seconds / 3600, decimals: 1) + " h"
        }
    }
}
