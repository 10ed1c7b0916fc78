internal import CLightGBM

/// Grows the trees of one model, as many at a time as the caller likes.
///
/// `BoostedModel.train` is the whole of it in one call; a search that drops the worst candidates early
/// advances several trainers in turns.
package final class BoosterTrainer {
    package let dataset: BinnedDataset
    package let validation: BinnedDataset?
    package let parameters: BoostingParameters
    /// The mean loss on the validation part after each round, weighted as it is.
    package private(set) var validationLosses: [Double] = []
    package private(set) var rounds = 0

    private let handle: LightGBMBooster
    private let threads: Int
    private var library: LightGBMLibrary { dataset.library }
    private var best: (round: Int, trees: Int32, loss: Double)?
    private var validationForecasts: [Double] = []

    /// - Parameters:
    ///   - validation: rows later than all of `dataset`, binned by reference to it.
    ///   - monotone: for each column +1 where forecasts must not fall as it rises, -1 where they must not
    ///     rise, else 0; empty for none at all.
    /// - Throws: `badInput`, `callFailed`.
    package init(
        on dataset: BinnedDataset, validation: BinnedDataset? = nil, parameters: BoostingParameters,
        monotone: [Int] = [], threads: Int
    ) throws(BoostedTreesError) {
        precondition(
            monotone.isEmpty || monotone.count == dataset.columnNames.count, "\(monotone.count) columns")
        if monotone.contains(where: { $0 != 0 }), !parameters.objective.allowsMonotoneConstraints {
            throw BoostedTreesError(
                .badInput, "train",
                "monotone constraints do not go with the objective \(parameters.objective.name)",
                fix: "leave them out, or train on l2, poisson or tweedie")
        }
        self.dataset = dataset
        self.validation = validation
        self.parameters = parameters
        self.threads = threads
        let text = parameters.boosterText(monotone: monotone, threads: threads)
        var created: LightGBMBooster?
        try dataset.library.call("train", threads: threads) {
            $0.boosterCreate(dataset.handle, text, &created)
        }
        guard let created else { throw BoostedTreesError(.callFailed, "train", "no booster came back") }
        handle = created
        guard let validation else { return }
        try library.call("validate", threads: threads) { $0.boosterAddValidation(handle, validation.handle) }
        validationForecasts = [Double](repeating: 0, count: validation.rowCount)
    }

    // Runs before the datasets are let go of: a booster keeps pointers to them.
    deinit { _ = dataset.library.functions.boosterFree(handle) }

    /// True when all rounds are done, or enough of them brought nothing.
    package var isFinished: Bool {
        if rounds >= parameters.rounds { return true }
        guard keepsBest, let best else { return false }
        return rounds - best.round >= parameters.earlyStoppingRounds
    }

    /// The round with the lowest validation loss when training may stop early, else the last.
    package var keptRound: Int {
        if keepsBest, let best { return best.round }
        return rounds
    }

    private var keepsBest: Bool { validation != nil && parameters.earlyStoppingRounds > 0 }

    /// Grows up to `count` more trees, fewer when training is finished before.
    /// - Throws: `cancelled` once `shouldStop` says so, which is asked before each round; `callFailed`.
    package func advance(
        rounds count: Int, shouldStop: (TrainingProgress) -> Bool = { _ in false }
    ) throws(BoostedTreesError) {
        for _ in 0..<max(0, count) where !isFinished {
            let progress = TrainingProgress(
                round: rounds, rounds: parameters.rounds, validationLoss: validationLosses.last)
            if shouldStop(progress) { throw BoostedTreesError(.cancelled, "train", "it was stopped") }
            // A round without a split is not the end where rows or columns are drawn anew.
            var hadNoSplit: Int32 = 0
            try library.call("train", threads: threads) { $0.boosterUpdate(handle, &hadNoSplit) }
            rounds += 1
            try validate()
        }
    }

    /// The model of the rounds up to `keptRound`.
    package func model() throws(BoostedTreesError) -> BoostedModel {
        try BoostedModel(try text(), library: library)
    }

    private func text() throws(BoostedTreesError) -> BoosterText {
        let trees = keepsBest ? best.map(\.trees) ?? -1 : -1
        // A guess that is seldom too small: LightGBM writes the whole text again for a second try.
        var buffer = [CChar](repeating: 0, count: 1 << 16 + rounds * parameters.leaves * 192)
        var needed: Int64 = 0
        func save() throws(BoostedTreesError) {
            try library.call("write a model", threads: threads) {
                $0.boosterSave(
                    handle, 0, trees, Int32(lightgbm_importance_split), Int64(buffer.count), &needed,
                    &buffer)
            }
        }
        try save()
        if needed > Int64(buffer.count) {
            buffer = [CChar](repeating: 0, count: Int(needed))
            try save()
        }
        return BoosterText(
            buffer.withUnsafeBytes { String(decoding: $0.prefix(Int(needed) - 1), as: UTF8.self) })
    }

    // LightGBM's own metric adds up in as many parts as it has threads; this one in the order of the
    // rows, so that the round training stops at does not depend on them.
    private func validate() throws(BoostedTreesError) {
        guard let validation else { return }
        var count: Int64 = 0
        try library.call("validate", threads: threads) {
            $0.boosterPredictions(handle, 1, &count, &validationForecasts)
        }
        let loss = meanLoss(on: validation)
        validationLosses.append(loss)
        guard loss < best?.loss ?? .infinity else { return }
        var trees: Int32 = 0
        try library.call("validate", threads: threads) { $0.boosterCurrentIteration(handle, &trees) }
        best = (rounds, trees, loss)
    }

    private func meanLoss(on validation: BinnedDataset) -> Double {
        let objective = parameters.objective
        var total = 0.0
        var totalWeight = 0.0
        for row in 0..<validation.rowCount {
            let weight = validation.weights.map { Double($0[row]) } ?? 1
            total +=
                weight * objective.loss(of: validationForecasts[row], label: Double(validation.labels[row]))
            totalWeight += weight
        }
        return totalWeight > 0 ? total / totalWeight : .infinity
    }
}

extension BoostedModel {
    /// Trains one model to its end; see `BoosterTrainer` for the parameters.
    /// - Throws: `badInput`, `callFailed`, `cancelled`.
    package static func train(
        on dataset: BinnedDataset, validation: BinnedDataset? = nil, parameters: BoostingParameters,
        monotone: [Int] = [], threads: Int, shouldStop: (TrainingProgress) -> Bool = { _ in false }
    ) throws(BoostedTreesError) -> BoostedModel {
        let trainer = try BoosterTrainer(
            on: dataset, validation: validation, parameters: parameters, monotone: monotone, threads: threads)
        try trainer.advance(rounds: parameters.rounds, shouldStop: shouldStop)
        return try trainer.model()
    }
}
