package import ForecastCore
internal import Workers

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

    /// How many models an ensemble has.
    package static func modelCount(levels: [QuantileLevel], centre: Centre) -> Int {
        levels.count + (meanLevel(levels, centre) == nil ? 1 : 0)
    }

    /// Every model once, in the order that `init` takes.
    package var models: [BoostedModel] { meanLevel == nil ? [mean] + quantiles : quantiles }

    /// Of all models.
    package var treeCount: Int { models.reduce(0) { $0 + $1.treeCount } }

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
    ///   - monotone: as `BoosterTrainer` takes it; LightGBM has none for quantiles, so only without levels.
    ///   - jobs: how many threads may work in all; changes no bit of the result.
    ///   - shouldStop: asked before each round of each model, from several threads.
    /// - Throws: `badInput`, `callFailed`, `cancelled`.
    package static func train(
        on dataset: BinnedDataset, validation: BinnedDataset? = nil, parameters: BoostingParameters,
        levels: [QuantileLevel], centre: Centre = .objective, monotone: [Int] = [], jobs: Int,
        shouldStop: @Sendable (TrainingProgress) -> Bool = { _ in false }
    ) throws(BoostedTreesError) -> QuantileBooster {
        let objectives = objectives(parameters, levels: levels, centre: centre)
        let threads = max(1, jobs / max(1, objectives.count))
        let models = try WorkQueue.map(objectives.count, jobs: jobs) { (model) throws(BoostedTreesError) in
            var own = parameters
            own.objective = objectives[model]
            return try BoostedModel.train(
                on: dataset, validation: validation, parameters: own, monotone: monotone, threads: threads,
                shouldStop: shouldStop)
        }
        return QuantileBooster(levels: levels, models: models, centre: centre)
    }
}

// MARK: - Prediction

extension QuantileBooster {
    /// The mean and the quantiles of each row, **shape** `[row, 1 + levels]`, row-major.
    ///
    /// Levels are trained apart, so they may cross. They are left as the models say: whoever asks sorts them, and
    /// counts what moved (`ForecastRepair`). The median as the centre is that of the sorted levels.
    package func predict(_ matrix: FeatureMatrix, jobs: Int) throws(BoostedTreesError) -> [Double] {
        let models = models
        let threads = max(1, jobs / max(1, models.count))
        let columns = try WorkQueue.map(models.count, jobs: jobs) { (model) throws(BoostedTreesError) in
            try models[model].predict(matrix, threads: threads)
        }
        return assemble(columns, rows: matrix.rowCount)
    }

    private func assemble(_ columns: [[Double]], rows: Int) -> [Double] {
        let width = 1 + levels.count
        let own = columns.count - levels.count
        var values = [Double](repeating: 0, count: rows * width)
        for row in 0..<rows {
            let start = row * width
            for level in 0..<levels.count { values[start + 1 + level] = columns[own + level][row] }
            values[start] = meanLevel.map { median(values[start + 1..<start + width], $0) } ?? columns[0][row]
        }
        return values
    }

    /// The value at place `level` once the quantiles of a row are in order, which they nearly always are.
    private func median(_ quantiles: ArraySlice<Double>, _ level: Int) -> Double {
        let isOrdered = zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 }
        return isOrdered ? quantiles[quantiles.startIndex + level] : quantiles.sorted()[level]
    }
}
