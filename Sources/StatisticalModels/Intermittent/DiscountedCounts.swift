internal import ForecastCore
internal import NumericKernels

/// How often each count was seen, the newer the more.
struct DiscountedCounts {
    /// Ascending by value; weights sum to 1.
    let values: [(value: Double, weight: Double)]
    let mean: Double

    init(_ demand: [Double], decay: Double) {
        var weight = 1.0
        var all: [(value: Double, weight: Double)] = []
        for value in demand.reversed() {
            all.append((value, weight))
            weight *= decay
        }
        self.init(all)
    }

    init(_ weighted: [(value: Double, weight: Double)]) {
        var merged: [(value: Double, weight: Double)] = []
        let total = weighted.reduce(0) { $0 + $1.weight }
        for (value, weight) in weighted.sorted(by: { $0.value < $1.value }) {
            if merged.last?.value == value {
                merged[merged.count - 1].weight += weight / total
            } else {
                merged.append((value, weight / total))
            }
        }
        values = merged
        mean = merged.reduce(0) { $0 + $1.value * $1.weight }
    }

    var variance: Double { values.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) * $1.weight } }

    /// Of those that are some.
    var meanSize: Double {
        let some = values.reduce(0) { $0 + ($1.value > 0 ? $1.weight : 0) }
        return some > 0 ? mean / some : 0
    }

    /// Steps with demand apart from those without.
    struct Sizes {
        let probability: Double
        /// What sizes are beyond 1.
        let beyondOne: DiscountedCounts

        init(_ counts: DiscountedCounts) {
            let some = counts.values.filter { $0.value > 0 }
            self.init(
                probability: min(1, some.reduce(0) { $0 + $1.weight }),
                DiscountedCounts(some.map { ($0.value - 1, $0.weight) }))
        }

        init(probability: Double, _ beyondOne: DiscountedCounts) {
            self.probability = probability
            self.beyondOne = beyondOne
        }

        /// 0 up to the probability of no demand, then a quantile of the sizes.
        func quantile(_ level: Double, _ ofSize: (Double) -> Double) -> Double {
            let beyond = level - (1 - probability)
            return beyond > 0 ? ofSize(min(1, beyond / probability)) : 0
        }
    }
}
