internal import ForecastCore

/// A model as far as its training has come: fitting it goes on from there.
struct ContinuedModel: GlobalModel {
    let model: any IncrementalGlobalModel
    let state: TrainingState
    let rounds: Int
    let trains: Bool

    func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        guard trains else { throw HalvingStage.NotCached() }
        let training = try state.training { try model.training(on: known, jobs: jobs) }
        try training.advance(toRound: rounds, shouldStop: shouldStop)
        return try training.fitted()
    }

    func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel {
        try model.restore(artefact, levels: levels)
    }
}
