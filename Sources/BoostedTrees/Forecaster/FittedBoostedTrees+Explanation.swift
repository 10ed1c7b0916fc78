internal import DemandFeatures
package import ForecastCore

extension FittedBoostedTrees {
    /// Contributions are the mean over about so many forecast rows: those of every row would cost as much as training.
    static let explainedRows = 500

    /// Gains and splits of the centre model, summed over the ensembles of a strategy, and its contributions to the
    /// forecasts of evenly spaced series: to every step of them, or, with the recursive strategy, to the first one,
    /// before its own forecasts become features.
    package func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
        let table = try model.table(of: known, codes: codes)
        let series = explainedSeries(known)
        var sums = Sums()
        for (part, strategy) in zip(parts, model.plan(for: known.window)) {
            let steps = strategy == .recursive ? [1] : strategy.steps
            let rows = table.predictionRows(
                for: strategy, steps: steps, scaling: model.scaling, series: series)
            try sums.add(part.booster.mean, rows.matrix, jobs: jobs)
        }
        return sums.explanation
    }

    /// Series that were launched by the cutoff, evenly spaced in the order of the panel.
    private func explainedSeries(_ known: KnownPanel) -> [Int] {
        let launched = known.panel.firstStep.indices.filter {
            known.panel.firstStep[$0] <= known.window.cutoff
        }
        let steps = model.strategy == .recursive ? 1 : known.window.horizon
        let count = min(launched.count, max(1, Self.explainedRows / steps))
        return (0..<count).map { launched[$0 * launched.count / count] }
    }

    /// What the models of a strategy add up to.
    private struct Sums {
        var features: [String] = []
        var gains: [Double] = []
        var splits: [Double] = []
        var contributions: [Double] = []
        var rows = 0

        /// **Shape** contributions come as `[row, columns + 1]`; the last of a row is no feature's.
        mutating func add(_ booster: BoostedModel, _ matrix: FeatureMatrix, jobs: Int) throws {
            let columns = matrix.columnCount
            if features.isEmpty {
                features = matrix.columnNames
                gains = Array(repeating: 0, count: columns)
                splits = gains
                contributions = gains
            }
            let gain = try booster.importance(.gain)
            let split = try booster.importance(.splits)
            let values = try booster.contributions(matrix, threads: jobs)
            for column in 0..<columns {
                gains[column] += gain[column]
                splits[column] += split[column]
                for row in 0..<matrix.rowCount {
                    contributions[column] += values[row * (columns + 1) + column].magnitude
                }
            }
            rows += matrix.rowCount
        }

        var explanation: Explanation {
            Explanation(
                features: features,
                measures: [
                    .init(.gain, gains), .init(.splits, splits),
                    .init(.contribution, contributions.map { rows > 0 ? $0 / Double(rows) : 0 }),
                ], rows: rows)
        }
    }
}
