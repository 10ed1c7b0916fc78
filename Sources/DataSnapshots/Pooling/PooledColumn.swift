/// What the rows of each cell (a series and a period) come to in one column, gathered row by row.
///
/// **Numerics** Sums carry their rounding error along (Neumaier, 1974), so that the order of the rows moves a sum of prices
/// by no more than its last bit, and sums of whole numbers not at all.
///
/// **Missing values** A sum with a missing part is missing; so is a mean. The other rules look at the values that are there.
struct PooledColumn {
    let rule: Aggregation.Rule
    /// **Shape** `[cells]`: the sum, the count, or the value chosen so far.
    private var totals: [Double] = []
    private var carries: [Double] = []
    private var counts: [Int32] = []
    /// Weighted: the sum of weights, and of values times weights.
    private var weights: [Double] = []
    private var weighted: [Double] = []
    /// The label of the row that the chosen value is from.
    private var labels: [Int32] = []

    init(_ rule: Aggregation.Rule) { self.rule = rule }

    /// Makes room for one more cell.
    mutating func addCell() {
        switch rule {
        case .sum, .mean, .count, .meanBy:
            totals.append(0)
            if rule != .count { carries.append(0) }
            if rule != .sum, rule != .count { counts.append(0) }
        case .min, .max, .any: totals.append(.nan)
        case .first, .last:
            totals.append(.nan)
            labels.append(0)
        }
        if case .meanBy = rule {
            weights.append(0)
            weighted.append(0)
        }
    }

    /// - Parameters:
    ///   - weight: of the value, where the rule weighs.
    ///   - label: when within the period the row is.
    mutating func take(_ value: Double, cell: Int, weight: Double, label: Int32) {
        switch rule {
        case .sum: add(value, cell)
        case .mean:
            add(value, cell)
            counts[cell] += 1
        case .meanBy:
            // A row without a value tells nothing of the price; one without a weight tells it, but weighs nothing.
            guard !value.isNaN else { return }
            add(value, cell)
            counts[cell] += 1
            guard weight > 0 else { return }
            weights[cell] += weight
            weighted[cell] += weight * value
        case .count: totals[cell] += value.isNaN ? 0 : 1
        case .min: if !value.isNaN, !(totals[cell] <= value) { totals[cell] = value }
        case .max: if !value.isNaN, !(totals[cell] >= value) { totals[cell] = value }
        case .any: if totals[cell].isNaN { totals[cell] = value }
        case .first: choose(value, cell, label) { $0 < $1 }
        case .last: choose(value, cell, label) { $0 >= $1 }
        }
    }

    private mutating func choose(
        _ value: Double, _ cell: Int, _ label: Int32, _ isBetter: (Int32, Int32) -> Bool
    ) {
        guard !value.isNaN, totals[cell].isNaN || isBetter(label, labels[cell]) else { return }
        totals[cell] = value
        labels[cell] = label
    }

    private mutating func add(_ value: Double, _ cell: Int) {
        let total = totals[cell]
        let sum = total + value
        carries[cell] += abs(total) >= abs(value) ? (total - sum) + value : (value - sum) + total
        totals[cell] = sum
    }

    /// What a cell came to.
    func value(_ cell: Int) -> Double {
        switch rule {
        case .sum: return compensated(cell)
        case .mean: return counts[cell] == 0 ? .nan : compensated(cell) / Double(counts[cell])
        case .meanBy:
            if weights[cell] > 0 { return weighted[cell] / weights[cell] }
            return counts[cell] == 0 ? .nan : compensated(cell) / Double(counts[cell])
        case .count, .min, .max, .first, .last, .any: return totals[cell]
        }
    }

    /// A sum that went beyond all numbers has no error to carry.
    private func compensated(_ cell: Int) -> Double {
        totals[cell].isFinite ? totals[cell] + carries[cell] : totals[cell]
    }
}
