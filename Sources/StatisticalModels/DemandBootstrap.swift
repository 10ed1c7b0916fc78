internal import NumericKernels

/// Whether a step has demand, by whether the one before it had: a chain of two states.
///
/// **Source** Willemain, Smart & Schwarz 2004, section 3.2; transitions counted with the weights of the later step, and half a
/// transition more of each kind, so that none is impossible.
struct DemandChain {
    private let steady: Double
    private let memory: Double
    private let startsWithDemand: Bool

    init(_ demand: [Double], decay: Double) {
        // [before][after]
        var seen = [[0.5, 0.5], [0.5, 0.5]]
        var weight = 1.0
        for step in demand.indices.dropFirst().reversed() {
            seen[demand[step - 1] > 0 ? 1 : 0][demand[step] > 0 ? 1 : 0] += weight
            weight *= decay
        }
        let begins = seen[0][1] / (seen[0][0] + seen[0][1])
        let goesOn = seen[1][1] / (seen[1][0] + seen[1][1])
        memory = goesOn - begins
        steady = begins / (1 - memory)
        startsWithDemand = (demand.last ?? 0) > 0
    }

    /// Of demand so many steps after the last one.
    func probability(afterSteps steps: Int) -> Double {
        let power = (0..<steps).reduce(1.0) { product, _ in product * memory }
        return steady + power * ((startsWithDemand ? 1 : 0) - steady)
    }
}

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
