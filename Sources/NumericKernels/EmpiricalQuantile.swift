/// Quantiles of a sample.
package enum EmpiricalQuantile {
    /// The quantile of an ascending sample: linear between the order statistics around position
    /// (n - 1) p, counted from 0.
    ///
    /// **Source** Hyndman & Fan 1996, type 7 (the default of R and NumPy).
    /// - Precondition: a non-empty sample, 0 <= probability <= 1.
    package static func ofSorted(_ sample: [Double], probability: Double) -> Double {
        sample.withUnsafeBufferPointer { ofSorted($0, probability: probability) }
    }

    package static func ofSorted(_ sample: UnsafeBufferPointer<Double>, probability: Double) -> Double {
        precondition(!sample.isEmpty, "a quantile of nothing")
        precondition(probability >= 0 && probability <= 1, "probability \(probability)")
        let position = Double(sample.count - 1) * probability
        let below = Int(position)
        guard below + 1 < sample.count else { return sample[sample.count - 1] }
        let weight = position - Double(below)
        let low = sample[below], high = sample[below + 1]
        // Exact where both ends are equal, and monotone in the weight.
        return low == high ? low : low + weight * (high - low)
    }
}
