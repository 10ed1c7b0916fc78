internal import DemandFeatures
internal import ForecastCore
internal import NumericKernels

extension BoostedTreesForecaster {
    static let smearingFolds = "smearing_folds"

    /// What exp makes of a forecast is multiplied by this where trees learned the mean of logarithms, which exp turns
    /// into about a median; 1 elsewhere.
    ///
    /// The ratio of the totals of 1 + y and of what trees say of it that grew without it: the training periods are cut into
    /// blocks of neighbours, and each is forecast by trees of the others. Trees follow their own rows too closely, so their
    /// residuals would promise too little. Nothing after the cutoff is read.
    /// **Source** Duan 1983, "Smearing estimate: a nonparametric retransformation method", with a ratio of totals in the place of a
    /// mean of ratios, so that a series counts by what it sells.
    /// **Complexity** about as many trainings of the point forecast as there are folds.
    func smearing(
        of booster: QuantileBooster, on table: FeatureTable, _ known: KnownPanel,
        _ strategy: ForecastStrategy,
        jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> Double {
        guard labels == .log, centre == .objective, case .l2 = parameters.objective else { return 1 }
        let all = learnedRows(of: known, on: table, strategy, targets: table.training)
        let rows = LearnedExamples(
            all, labels: labels, weights: weights.values(of: all, table: table, known: known))
        var totals = LearnedExamples.Totals()
        guard foldCount > 1 else {
            rows.add(try booster.mean.predict(rows.matrix, threads: jobs), to: &totals)
            return totals.ratio
        }
        for fold in 0..<foldCount {
            let heldOut = rows.inFold(fold, of: foldCount)
            let learned = rows.selecting { !heldOut[$0] }
            let asked = rows.selecting { heldOut[$0] }
            if learned.labels.isEmpty || asked.labels.isEmpty { continue }
            let trees = try centre(learnedFrom: learned, jobs: jobs, shouldStop: shouldStop)
            asked.add(try trees.mean.predict(asked.matrix, threads: jobs), to: &totals)
        }
        return totals.ratio
    }

    func centre(
        learnedFrom rows: LearnedExamples, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> QuantileBooster {
        let data = try BinnedDataset(
            rows.matrix, labels: rows.labels, weights: rows.weights, parameters: parameters, threads: jobs,
            library: library)
        return try train(
            on: TrainingBins(training: data, validation: nil), levels: [], jobs: jobs,
            shouldStop: shouldStop)
    }
}
