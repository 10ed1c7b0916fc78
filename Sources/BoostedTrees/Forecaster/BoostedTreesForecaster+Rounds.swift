internal import DemandFeatures
package import ForecastCore
internal import Workers

extension BoostedTreesForecaster: IncrementalGlobalModel {
    package func training(on known: KnownPanel, jobs: Int) throws -> any GlobalTraining {
        do {
            return try settled(on: known, jobs: jobs, shouldStop: { false }).begun(on: known, jobs: jobs)
        } catch is NothingToLearn {
            return NoTraining(model: self)
        }
    }

    private func begun(on known: KnownPanel, jobs: Int) throws -> BoostedTraining {
        let table = try table(of: known)
        let objectives = QuantileBooster.objectives(parameters, levels: known.levels, centre: centre)
        let ensembles = try plan(for: known.window).map { strategy in
            let data = try datasets(of: known, on: table, strategy, jobs: jobs)
            return try objectives.map { objective in
                var own = parameters
                own.objective = objective
                return try BoosterTrainer(
                    on: data.training, validation: data.validation, parameters: own,
                    monotone: monotone(of: data.training.columnNames), threads: jobs)
            }
        }
        return BoostedTraining(model: self, known: known, table: table, ensembles: ensembles)
    }
}

/// Training without an example.
private final class NoTraining: GlobalTraining {
    private let model: BoostedTreesForecaster

    init(model: BoostedTreesForecaster) { self.model = model }

    func advance(toRound rounds: Int, shouldStop: @escaping @Sendable () -> Bool) {}
    func fitted() -> any FittedGlobalModel { model.unlearned }
}

/// Trainers that wait for more rounds.
///
/// Unchecked: a trainer is not safe to share; whoever owns the training lets one thread at a time work on it.
private final class BoostedTraining: GlobalTraining, @unchecked Sendable {
    private let model: BoostedTreesForecaster
    private let known: KnownPanel
    private let table: FeatureTable
    /// `[entry of the model's plan][model of the ensemble]`.
    private let ensembles: [[BoosterTrainer]]

    init(
        model: BoostedTreesForecaster, known: KnownPanel, table: FeatureTable, ensembles: [[BoosterTrainer]]
    ) {
        self.model = model
        self.known = known
        self.table = table
        self.ensembles = ensembles
    }

    func advance(toRound rounds: Int, shouldStop: @escaping @Sendable () -> Bool) throws {
        for trainer in ensembles.joined() {
            do throws(BoostedTreesError) {
                try trainer.advance(rounds: rounds - trainer.rounds) { _ in shouldStop() }
            } catch {
                if error.kind == .cancelled { throw Interrupted() }
                throw error
            }
        }
    }

    func fitted() throws -> any FittedGlobalModel {
        var work = 0.0
        let parts = try zip(ensembles, model.plan(for: known.window)).map { trainers, strategy in
            let booster = QuantileBooster(
                levels: known.levels, models: try trainers.map { try $0.model() }, centre: model.centre)
            let calibration = try model.calibration(
                of: booster, stoppedEarly: trainers.contains { $0.validation != nil }, on: table, known,
                strategy, jobs: 1, shouldStop: { false })
            work += calibration.work
            return FittedBoostedTrees.Part(
                booster: booster,
                smearing: try model.smearing(
                    of: booster, on: table, known, strategy, jobs: 1, shouldStop: { false }),
                spread: calibration.spread)
        }
        work += ensembles.joined().reduce(0) {
            $0 + model.parameters.work(on: $1.dataset, trees: $1.rounds)
        }
        let isOfSample = model.plan(for: known.window).contains {
            model.taken(of: known, on: table, $0).isSample
        }
        return FittedBoostedTrees(
            model: model, parts: parts, codes: table.features.codes, isOfSample: isOfSample, work: work)
    }
}
