internal import NumericKernels

/// The observed sizes, each moved by chance, so that sizes never seen are possible.
///
/// **Source** Willemain, Smart & Schwarz 2004, equation 1: 1 + INT(X + Z sqrt(X)), X itself where that is not positive. With
/// INT cutting towards zero, its distribution given X is, for whole s from 1 on,
///
///     P(S <= s) = F((s - X)/sqrt(X)) - F((-1 - X)/sqrt(X)) + [X <= s] F((-1 - X)/sqrt(X)),     F the normal distribution
///
/// and that of all sizes its mean over them: what many draws tend to.
struct JitteredSizes {
    private let sizes: [(value: Double, weight: Double)]
    private let largest: Double

    init(_ counts: DiscountedCounts) {
        let some = counts.values.filter { $0.value > 0 }
        let total = some.reduce(0) { $0 + $1.weight }
        sizes = some.map { ($0.value, $0.weight / total) }
        largest = some.last?.value ?? 0
    }

    func probability(upTo s: Double) -> Double {
        sizes.reduce(0) { sum, size in
            let root = size.value.squareRoot()
            let refused = NormalDistribution.cdf((-1 - size.value) / root)
            let drawn = NormalDistribution.cdf((s - size.value) / root) - refused
            return sum + size.weight * (drawn + (size.value <= s ? refused : 0))
        }
    }

    /// The least size that is not exceeded with probability `level`.
    func quantile(_ level: Double) -> Double {
        // Nine deviations beyond the largest nothing is left.
        var (low, high) = (1.0, (largest + 9 * largest.squareRoot() + 2).rounded(.up))
        while low < high {
            let middle = ((low + high) / 2).rounded(.down)
            if probability(upTo: middle) >= level { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
