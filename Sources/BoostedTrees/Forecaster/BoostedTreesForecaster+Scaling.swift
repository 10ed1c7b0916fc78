internal import DemandFeatures
package import ForecastCore

extension BoostedTreesForecaster {
    /// In the place of a scaling: it is chosen.
    static let chosenScaling = "auto"
    /// The first among equals.
    static let scalingChoices: [SeriesScaling] = [.mean, .none]
    /// Blocks of neighbouring training periods, each forecast by trees of the others: no single peak decides.
    private static let scalingFolds = 3

    /// The model with a scaling: its own, or where it is to choose that whose trees forecast best, by the sum of absolute errors in
    /// the unit of the target, what they had not seen of the training periods. Nothing after the cutoff is read.
    ///
    /// Series of very different size want to be divided by it, where size alone tells them apart it must stay: either way may
    /// cost 7 % of the error, and neither is safe.
    /// **Complexity** about as many trainings of the point forecast as choices times folds.
    package func settled(
        on known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> BoostedTreesForecaster {
        guard choosesScaling else { return self }
        let table = try table(of: known)
        // One of several strategies speaks for all.
        guard let strategy = plan(for: known.window).first else { return self }
        var best: (model: BoostedTreesForecaster, error: Double)?
        for choice in Self.scalingChoices {
            let model = with(choice)
            let error = try model.unseenError(
                of: known, on: table, strategy, jobs: jobs, shouldStop: shouldStop)
            if error < best?.error ?? .infinity { best = (model, error) }
        }
        return best?.model ?? self
    }

    func with(_ scaling: SeriesScaling) -> BoostedTreesForecaster {
        var model = self
        model.scaling = scaling
        return model
    }

    private func unseenError(
        of known: KnownPanel, on table: FeatureTable, _ strategy: ForecastStrategy, jobs: Int,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws -> Double {
        let all = learnedRows(of: known, on: table, strategy, targets: table.training)
        let rows = LearnedExamples(
            all, labels: labels, weights: weights.values(of: all, table: table, known: known))
        var error = 0.0
        for fold in 0..<Self.scalingFolds {
            let heldOut = rows.inFold(fold, of: Self.scalingFolds)
            let learned = rows.selecting { !heldOut[$0] }
            let asked = rows.selecting { heldOut[$0] }
            if learned.labels.isEmpty || asked.labels.isEmpty { continue }
            let trees = try centre(learnedFrom: learned, jobs: jobs, shouldStop: shouldStop)
            error += asked.absoluteError(of: try trees.mean.predict(asked.matrix, threads: jobs))
        }
        return error
    }
}
