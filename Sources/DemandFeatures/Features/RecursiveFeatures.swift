package import ForecastCore

/// The rows of a recursive forecast: one per series, one step after the other.
///
///     var rows = RecursiveFeatures(table, scaling: .mean)
///     for _ in 1...(gap + horizon) { rows.append(model.predict(rows.matrix())) }
///
/// After a prediction the features of the target (lags, rolling statistics, time since the last demand) move on
/// as if it had been observed, with the same bits as a table built from it. Features of columns that are not known
/// ahead stay what they were at the cutoff; those that are known ahead, and the calendar, are read at their period.
package struct RecursiveFeatures: Sendable {
    private let table: FeatureTable
    private let series: [Int]
    /// The step that `matrix()` is about, from 1.
    package private(set) var step = 1
    /// `[series of the panel]`: multiply a prediction by it.
    package let scales: [Double]
    /// The last periods of the target up to the moving origin, `[series, reach]`.
    private var history: [Double]
    /// Blocks of the target at the moving origin, `[block, series]`; unused for blocks of other columns.
    private var current: [Float]

    private var reach: Int { table.plan.reach }

    /// - Parameter series: takes only these, in this order; all by default.
    package init(_ table: FeatureTable, scaling: SeriesScaling = .none, series: [Int]? = nil) {
        self.table = table
        self.series = series ?? Array(0..<table.seriesCount)
        scales = table.scales(scaling)
        history = self.series.flatMap { index in
            table.tail[index * table.plan.reach..<(index + 1) * table.plan.reach]
        }
        current = []
        for block in table.plan.blocks.indices {
            current += self.series.map { table.value(ofBlock: block, series: $0, at: table.cutoff) }
        }
    }

    /// The rows of the current step, in the order of the series.
    package func matrix() -> FeatureMatrix {
        let features = table.features.features
        let rows = series.count
        let origin = table.cutoff + step - 1
        precondition(origin < table.through, "step \(step) of a table through \(table.through)")
        let values = [Float](unsafeUninitializedCapacity: rows * features.count) { buffer, count in
            count = rows * features.count
            for (index, source) in table.plan.sources.enumerated() {
                for row in 0..<rows {
                    let raw = value(source, row, origin)
                    let scale = Float(scales[series[row]])
                    buffer[index * rows + row] = features[index].isScaled && scale != 1 ? raw / scale : raw
                }
            }
        }
        return FeatureMatrix(
            columnNames: features.map(\.name), isCategorical: features.map(\.isCategorical), rowCount: rows,
            values: values)
    }

    /// Takes the current step's predictions as observed and moves on.
    ///
    /// - Parameter predictions: `[series]`, in the unit of the target: multiplied by the scale again.
    package mutating func append(_ predictions: [Double]) {
        precondition(
            predictions.count == series.count, "predictions [\(predictions.count)] for [\(series.count)]")
        let bench = RollingBench(capacity: reach, longest: table.plan.longestWindow)
        let moving = table.plan.blocks.indices.filter { table.plan.blocks[$0].column == table.plan.target }
        let reach = reach
        let rows = series.count
        let blocks = table.plan.blocks
        current.withUnsafeMutableBufferPointer { current in
            history.withUnsafeMutableBufferPointer { history in
                for row in 0..<rows {
                    let periods = UnsafeMutableBufferPointer(
                        rebasing: history[row * reach..<(row + 1) * reach])
                    for index in 1..<reach { periods[index - 1] = periods[index] }
                    periods[reach - 1] = predictions[row] + 0  // never -0
                    bench.load(UnsafeBufferPointer(periods))
                    for block in moving {
                        guard let place = current.baseAddress.map({ $0 + block * rows + row }) else {
                            continue
                        }
                        Self.move(blocks[block], prediction: predictions[row], bench, reach: reach, place)
                    }
                }
            }
        }
        step += 1
    }

    private static func move(
        _ block: FeatureBlock, prediction: Double, _ bench: borrowing RollingBench, reach: Int,
        _ place: UnsafeMutablePointer<Float>
    ) {
        switch block {
        case .rolling(let statistic, let window, _):
            bench.write(statistic, window: window, positions: reach - 1..<reach, to: place)
        case .timeSinceDemand:
            place.pointee = prediction.isNaN || prediction == 0 ? place.pointee + 1 : 0
        case .lastKnown:
            place.pointee = prediction.isNaN ? place.pointee : Float(prediction)
        case .value:
            place.pointee = prediction.isNaN ? .nan : Float(prediction)
        case .change, .runningMean, .relativeToGroup, .groupMean, .rival:
            break
        }
    }

    private func value(_ source: FeatureSource, _ row: Int, _ origin: Int) -> Float {
        switch source {
        case .lag(let lag), .seasonalLag(let lag):
            let value = history[row * reach + reach - lag]
            return value.isNaN ? .nan : Float(value + 0)
        case .block(let block, let when): return blockValue(block, row, origin, when)
        case .ratio(let over, let when, let under):
            return FeatureGather.ratio(
                blockValue(over, row, origin, when), blockValue(under, row, origin, .origin))
        case .calendar(let fact):
            return table.calendar[fact * table.length + origin + 1 - table.training.lowerBound]
        case .constant(let constant): return table.constants[constant * table.seriesCount + series[row]]
        case .timeSinceLaunch:
            let age = origin - table.firstStep[series[row]]
            return age < 0 ? .nan : Float(age)
        }
    }

    private func blockValue(_ block: Int, _ row: Int, _ origin: Int, _ when: FeatureFormula.When) -> Float {
        guard table.isAhead[block] else { return current[block * series.count + row] }
        return table.value(ofBlock: block, series: series[row], at: when == .origin ? origin : origin + 1)
    }
}
