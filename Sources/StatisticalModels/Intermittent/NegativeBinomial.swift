internal import NumericKernels

/// The negative binomial distribution with the largest weighted likelihood.
///
///     P(k) = G(k + r) / (k! G(r)) (r / (r + mu))^r (mu / (r + mu))^k,     variance mu + mu^2 / r
///
/// mu is the weighted mean, whatever r is; r is found by Brent's method on its logarithm. Where counts vary no more than Poisson's
/// r runs to its upper bound, which is Poisson's distribution but for a thousandth of the variance.
///
/// **Numerics** Probabilities by their ratios from the mode outwards, so that none under- or overflows before it is negligible.
struct NegativeBinomial {
    let mean: Double
    let size: Double
    /// The count of the first entry of `cumulative`; those before it have a probability below 1e-18.
    private let first: Double
    private let cumulative: [Double]

    static let sizeBounds = 0.02...1e4

    init(_ counts: DiscountedCounts) {
        self.init(mean: counts.mean, size: Self.likeliestSize(counts))
    }

    init(mean: Double, size: Double) {
        self.mean = mean
        self.size = size
        guard mean > 0 else {
            (first, cumulative) = (0, [1])
            return
        }
        let share = mean / (size + mean)
        let mode = size > 1 ? ((size - 1) * mean / size).rounded(.down) : 0
        var below: [Double] = []
        var probability = 1.0
        var k = mode
        while k > 0, probability > 1e-18 {
            probability *= k / ((k - 1 + size) * share)
            k -= 1
            below.append(probability)
        }
        first = k
        var sums = Array(below.reversed()) + [1]
        probability = 1
        k = mode
        while probability > 1e-12 {
            probability *= (k + size) / (k + 1) * share
            k += 1
            sums.append(probability)
        }
        var total = 0.0
        for index in sums.indices {
            total += sums[index]
            sums[index] = total
        }
        cumulative = sums.map { $0 / total }
    }

    /// The least count that is not exceeded with probability `level`.
    func quantile(_ level: Double) -> Double {
        var (low, high) = (0, cumulative.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] >= level { high = middle } else { low = middle + 1 }
        }
        return first + Double(low)
    }

    private static func likeliestSize(_ counts: DiscountedCounts) -> Double {
        guard counts.mean > 0, counts.variance > counts.mean else { return sizeBounds.upperBound }
        let best = GridSearch.minimum(
            on: (-4...9).map { Double($0) }, tolerance: 1e-6
        ) { -logLikelihood(counts, size: PortableMath.exp($0)) }
        let size = PortableMath.exp(best ?? 0)
        return min(max(size, sizeBounds.lowerBound), sizeBounds.upperBound)
    }

    /// But for what does not depend on the size.
    static func logLikelihood(_ counts: DiscountedCounts, size: Double) -> Double {
        let own = PortableMath.lgamma(size)
        let none = -PortableMath.log1p(counts.mean / size)
        let some = PortableMath.log(counts.mean / (size + counts.mean))
        return counts.values.reduce(0) { sum, count in
            sum + count.weight
                * (PortableMath.lgamma(count.value + size) - own + size * none + count.value * some)
        }
    }
}
