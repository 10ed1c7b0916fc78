package import ForecastCore

/// A forecast with its uncertainty: one model per quantile level and one for the mean, all grown on
/// the same binned data.
package struct QuantileBooster: Sendable {
    /// What stands in the column of the mean.
    package enum Centre: Sendable {
        /// A model of its own, trained on the objective of the parameters.
        case objective
        /// The median: robust, but below the mean where demand is skewed.
        case median
    }

    /// Ascending.
    package let levels: [QuantileLevel]
    package let mean: BoostedModel
    /// One per level.
    package let quantiles: [BoostedModel]
    /// The level whose model is the mean too.
    private let meanLevel: Int?

    /// An ensemble out of its models, such as they come from a cache.
    ///
    /// - Parameters:
    ///   - models: the mean's first, unless it is the model of `levels[meanLevel]`, then one per level.
    package init(levels: [QuantileLevel], models: [BoostedModel], centre: Centre) {
        meanLevel = Self.meanLevel(levels, centre)
        let own = meanLevel == nil ? 1 : 0
        precondition(models.count == levels.count + own, "\(models.count) models for \(levels.count) levels")
        self.levels = levels
        quantiles = Array(models.dropFirst(own))
        mean = models[meanLevel ?? 0]
    }

    /// Every model once, in the order that `init` takes.
    package var models: [BoostedModel] { meanLevel == nil ? [mean] + quantiles : quantiles }

    /// What each of the models minimises, in the order of `models`.
    package static func objectives(
        _ parameters: BoostingParameters, levels: [QuantileLevel], centre: Centre
    ) -> [BoostingObjective] {
        let own: [BoostingObjective] =
            switch centre {
            case .objective: [parameters.objective]
            case .median: meanLevel(levels, centre) == nil ? [.l1] : []
            }
        return own + levels.map { .quantile($0) }
    }

    private static func meanLevel(_ levels: [QuantileLevel], _ centre: Centre) -> Int? {
        centre == .median ? levels.firstIndex { $0.value == 0.5 } : nil
    }
}

// MARK: - Training

extension QuantileBooster {
    /// Trains every model, several at a time.
    ///
    /// A model on one thread next to a model on another is faster than both on two threads, one after
    /// the other; only when there are more jobs than models does a model get more than one thread.
    ///
    /// - Parameters:
    ///   - levels: ascending; may be empty.
    ///   - jobs: how many threads may work in all; changes no bit of the result.
    ///   - shouldStop: asked before each round of each model, from several threads.
    /// - Throws: `badInput`, `callFailed`, `cancelled`.
    package static func train(
        on dataset: BinnedDataset, validation: BinnedDataset? = nil, parameters: BoostingParameters,
        levels: [QuantileLevel], centre: Centre = .objective, jobs: Int,
        shouldStop: @Sendable (TrainingProgress) -> Bool = { _ in false }
    ) throws(BoostedTreesError) -> QuantileBooster {
        let objectives = objectives(parameters, levels: levels, centre: centre)
        let threads = max(1, jobs / max(1, objectives.count))
        let models = try ModelQueue.map(objectives.count, jobs: jobs) { (model) throws(BoostedTreesError) in
            var own = parameters
            own.objective = objectives[model]
            return try BoostedModel.train(
                on: dataset, validation: validation, parameters: own, threads: threads, shouldStop: shouldStop
            )
        }
        return QuantileBooster(levels: levels, models: models, centre: centre)
    }
}

// MARK: - Prediction

extension QuantileBooster {
    /// Forecasts whose quantiles are in order.
    package struct Prediction: Sendable, Equatable {
        /// **Shape** `[row, 1 + levels]`, row-major: the mean, then the quantiles.
        package var values: [Double]
        /// How many quantiles moved when they were sorted.
        package var repairs: Int
    }

    /// The mean and the quantiles of each row.
    ///
    /// Levels are trained apart, so they may cross; sorting them never raises the pinball loss
    /// (Chernozhukov, Fernández-Val & Galichon 2010).
    package func predict(_ matrix: FeatureMatrix, jobs: Int) throws(BoostedTreesError) -> Prediction {
        let models = models
        let threads = max(1, jobs / max(1, models.count))
        let columns = try ModelQueue.map(models.count, jobs: jobs) { (model) throws(BoostedTreesError) in
            try models[model].predict(matrix, threads: threads)
        }
        return assemble(columns, rows: matrix.rowCount)
    }

    private func assemble(_ columns: [[Double]], rows: Int) -> Prediction {
        let width = 1 + levels.count
        let own = columns.count - levels.count
        var prediction = Prediction(values: [Double](repeating: 0, count: rows * width), repairs: 0)
        for row in 0..<rows {
            let start = row * width
            for level in 0..<levels.count { prediction.values[start + 1 + level] = columns[own + level][row] }
            prediction.repairs += Self.sort(&prediction.values, from: start + 1, count: levels.count)
            prediction.values[start] =
                meanLevel.map { prediction.values[start + 1 + $0] } ?? columns[0][row]
        }
        return prediction
    }

    /// Sorts one row; seldom has anything to do. Returns how many values moved.
    private static func sort(_ values: inout [Double], from start: Int, count: Int) -> Int {
        guard count > 1, (start + 1..<start + count).contains(where: { values[$0] < values[$0 - 1] }) else {
            return 0
        }
        let before = values[start..<start + count]
        values[start..<start + count].sort()
        return before.indices.count { before[$0] != values[$0] }
    }
}
