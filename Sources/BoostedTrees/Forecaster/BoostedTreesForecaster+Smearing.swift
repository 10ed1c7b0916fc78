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
        let all = table.trainingRows(for: strategy, scaling: scaling, targets: table.training)
        let kept = kept(of: all, strategy)
        let rows = SmearingRows(
            all, kept: kept, labels: labels,
            weights: weights.values(of: all, kept: kept, table: table, known: known))
        var totals = SmearingRows.Totals()
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

    private func centre(
        learnedFrom rows: SmearingRows, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> QuantileBooster {
        let data = try BinnedDataset(
            rows.matrix, labels: rows.labels, weights: rows.weights, parameters: parameters, threads: jobs,
            library: library)
        return try train(
            on: TrainingBins(training: data, validation: nil), levels: [], jobs: jobs,
            shouldStop: shouldStop)
    }
}

/// Examples in logarithms, with what leads back to the unit of the target.
private struct SmearingRows {
    let matrix: FeatureMatrix
    /// `[row]`: as the trees learn them.
    let labels: [Float]
    /// `[row]`: the target period.
    let periods: [Int32]
    /// `[row]`: of the row's series.
    let scales: [Double]
    /// `[row]`; nil where all are equal.
    let weights: [Float]?

    struct Totals {
        var sold = 0.0
        var said = 0.0

        var ratio: Double { sold > 0 && said > 0 ? sold / said : 1 }
    }

    init(_ all: FeatureRows, kept: [Int]?, labels form: LabelForm, weights: [Float]?) {
        let rows = kept ?? Array(all.labels.indices)
        let series = all.series
        let targets = all.targets
        matrix = all.matrix.selecting(rows: rows)
        scales = rows.map { all.scales[Int(series[$0])] }
        labels = zip(rows, scales).map { form.label(all.labels[$0], scale: $1) }
        periods = rows.map { targets[$0] }
        self.weights = weights
    }

    private init(_ all: SmearingRows, rows: [Int]) {
        matrix = all.matrix.selecting(rows: rows)
        labels = rows.map { all.labels[$0] }
        periods = rows.map { all.periods[$0] }
        scales = rows.map { all.scales[$0] }
        weights = all.weights.map { weights in rows.map { weights[$0] } }
    }

    /// `[row]`: whether its period lies in block `fold` of as many equal blocks of the training periods.
    func inFold(_ fold: Int, of count: Int) -> [Bool] {
        guard let first = periods.min(), let last = periods.max() else { return [] }
        let span = Int(last - first) + 1
        return periods.map { Int($0 - first) * count / span == fold }
    }

    func selecting(where isWanted: (Int) -> Bool) -> SmearingRows {
        SmearingRows(self, rows: labels.indices.filter(isWanted))
    }

    /// Adds 1 + y of every row, and exp of what trees `said`.
    func add(_ said: [Double], to totals: inout Totals) {
        for row in labels.indices {
            let unit = (1 + scales[row]) * (weights.map { Double($0[row]) } ?? 1)
            totals.sold += unit * PortableMath.exp(Double(labels[row]))
            totals.said += unit * PortableMath.exp(said[row])
        }
    }
}
