/// Quantiles of a sample: linear between the two order statistics around a position.
///
/// **Source** Hyndman & Fan 1996, "Sample quantiles in statistical packages".
package enum EmpiricalQuantile {
    /// Where the quantile of probability p lies among n order statistics, counted from 0; positions outside
    /// 0...n-1 are moved to the end.
    package enum Definition: Sendable {
        /// n p - 1/2 (Hazen): for a stratified sample, whose k-th member stands for the middle of the k-th n-th.
        case type5
        /// (n + 1) p - 1 (Weibull): a new observation from the same source lies below it with probability p.
        case type6
        /// (n - 1) p: the default of R and NumPy.
        case type7

        @inline(__always)
        func position(_ p: Double, _ n: Double) -> Double {
            switch self {
            case .type5: n * p - 0.5
            case .type6: (n + 1) * p - 1
            case .type7: (n - 1) * p
            }
        }
    }

    /// The quantile of an ascending sample.
    /// - Precondition: a non-empty sample, 0 <= probability <= 1.
    package static func ofSorted(
        _ sample: [Double], probability: Double, definition: Definition = .type7
    ) -> Double {
        sample.withUnsafeBufferPointer { ofSorted($0, probability: probability, definition: definition) }
    }

    package static func ofSorted(
        _ sample: UnsafeBufferPointer<Double>, probability: Double, definition: Definition = .type7
    ) -> Double {
        let (below, weight) = place(probability, count: sample.count, definition)
        guard weight > 0 else { return sample[below] }
        let low = sample[below]
        let high = sample[below + 1]
        // Exact where both ends are equal, and monotone in the weight.
        return low == high ? low : low + weight * (high - low)
    }

    /// The rank below the quantile, and how far it lies towards the next.
    static func place(_ probability: Double, count: Int, _ definition: Definition) -> (
        below: Int, weight: Double
    ) {
        precondition(count > 0, "a quantile of nothing")
        precondition(probability >= 0 && probability <= 1, "probability \(probability)")
        let position = max(0, min(definition.position(probability, Double(count)), Double(count - 1)))
        let below = Int(position)
        return (below, position - Double(below))
    }
}
