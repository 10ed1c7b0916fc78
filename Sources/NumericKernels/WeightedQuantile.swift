/// Quantiles of a sample whose members count more or less.
///
/// Each member stands at the middle of its own weight, (w_1 + ... + w_k - w_k / 2) / W in ascending order, and the
/// quantile is linear between the two members around
///
///     p' = ((n + 1) p - 1/2) / n,   n = W^2 / (w_1^2 + w_2^2 + ...)
///
/// with n the effective sample size (Kish 1965): so a small sample has wide tails. With equal weights this is type 6
/// of Hyndman & Fan 1996, by which a new member falls below the p-quantile with probability p.
package struct WeightedQuantile {
    private let values: [Double]
    /// Where each value stands in 0...1.
    private let places: [Double]
    private let effectiveCount: Double

    /// - Parameters:
    ///   - sample: values without NaN, in any order.
    ///   - weights: not negative, in the order of `sample`; at least one positive.
    ///   - parts: how many members of the sample each observation was cut into, which counts once.
    /// - Complexity: O(n log n).
    package init(_ sample: [Double], weights: [Double], parts: Int = 1) {
        precondition(
            !sample.isEmpty && sample.count == weights.count,
            "sample [\(sample.count)], weights [\(weights.count)]")
        // Ties by weight, so that the order of the sample does not matter.
        let order = sample.indices.sorted { (sample[$0], weights[$0]) < (sample[$1], weights[$1]) }
        let total = Reductions.sum(weights)
        var before = 0.0
        values = order.map { sample[$0] }
        places = order.map { index in
            let place = (before + weights[index] / 2) / total
            before += weights[index]
            return place
        }
        effectiveCount = total * total / Reductions.dot(weights, weights) / Double(parts)
    }

    /// The quantile of probability `p`. **Complexity** O(log n).
    package func callAsFunction(_ p: Double) -> Double {
        let place = max(0, min(1, ((effectiveCount + 1) * p - 0.5) / effectiveCount))
        let above = firstIndex(notBelow: place)
        guard above > 0 else { return values[0] }
        guard above < values.count else { return values[values.count - 1] }
        let (low, high) = (values[above - 1], values[above])
        let share = (place - places[above - 1]) / (places[above] - places[above - 1])
        // Exact where both ends are equal.
        return low == high ? low : low + share * (high - low)
    }

    /// The index of the first place not below `place`, by halving; the count when there is none.
    private func firstIndex(notBelow place: Double) -> Int {
        var low = 0
        var high = places.count
        while low < high {
            let middle = low + (high - low) / 2
            if places[middle] < place { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
