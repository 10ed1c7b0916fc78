/// Order statistics of a buffer without sorting all of it.
package enum OrderStatistics {
    /// Writes the quantiles of `sample` (see `EmpiricalQuantile`) to `quantiles`, one for each of the ascending
    /// `probabilities`; reorders `sample`.
    ///
    /// - Precondition: a non-empty sample without NaN.
    /// - Complexity: O(n log k) on average for k probabilities, against O(n log n) of a sort.
    package static func quantiles(
        of sample: UnsafeMutableBufferPointer<Double>, probabilities: [Double],
        definition: EmpiricalQuantile.Definition = .type7, into quantiles: inout [Double]
    ) {
        precondition(
            !sample.isEmpty && quantiles.count == probabilities.count, "quantiles [\(quantiles.count)]")
        var settled = 0
        for (index, probability) in probabilities.enumerated() {
            let rank = EmpiricalQuantile.place(probability, count: sample.count, definition).below
            // Everything before `settled` is in place and not greater than what follows.
            let start = min(settled, rank)
            place(rank, in: sample, from: start)
            if rank + 1 < sample.count { place(rank + 1, in: sample, from: rank + 1) }
            settled = max(settled, rank + 1)
            quantiles[index] = EmpiricalQuantile.ofSorted(
                UnsafeBufferPointer(sample), probability: probability, definition: definition)
        }
    }

    /// Puts the element of this rank where a sort would put it; no smaller one after it, no greater before.
    /// - Precondition: the elements before `start` are not greater than those from it on.
    ///
    /// **Source** Hoare 1961, algorithm 65 (FIND), with the median of three as pivot. The parts are made by swaps that happen
    /// whether or not they change anything: no branch depends on the sample, which processors guess wrong every third time.
    private static func place(_ rank: Int, in x: UnsafeMutableBufferPointer<Double>, from start: Int) {
        var low = start
        var high = x.count - 1
        while high - low > 12 {
            let pivot = medianOfThree(x[low], x[low + (high - low) / 2], x[high])
            let less = part(x, low, high) { $0 .< SIMD2(repeating: pivot) }
            if rank < less {
                high = less - 1
                continue
            }
            // Where nothing is less, those that equal the pivot come out, so that many equal ones are one step.
            let equal = less == low ? part(x, low, high) { $0 .<= SIMD2(repeating: pivot) } : less
            // Nothing equals a pivot that is no number, and nothing can be put in order then.
            guard rank >= equal, equal > low else { return }
            low = equal
        }
        insertionSort(x, low, high)
    }

    /// Puts those that belong to the front there. Returns where the others begin.
    /// - Parameter belongsToFront: of vectors, whose answer is a number, where that of a number would be a branch.
    @inline(__always)
    private static func part(
        _ x: UnsafeMutableBufferPointer<Double>, _ low: Int, _ high: Int,
        _ belongsToFront: (SIMD2<Double>) -> SIMDMask<SIMD2<Int64>>
    ) -> Int {
        var end = low
        for index in low...high {
            let value = x[index]
            x[index] = x[end]
            x[end] = value
            // All bits where it holds, which is -1.
            end &-= Int(unsafeBitCast(belongsToFront(SIMD2(repeating: value)), to: SIMD2<Int64>.self)[0])
        }
        return end
    }

    private static func medianOfThree(_ a: Double, _ b: Double, _ c: Double) -> Double {
        max(min(a, b), min(max(a, b), c))
    }

    private static func insertionSort(_ x: UnsafeMutableBufferPointer<Double>, _ low: Int, _ high: Int) {
        guard low < high else { return }
        for index in low + 1...high {
            let value = x[index]
            var place = index
            while place > low, x[place - 1] > value {
                x[place] = x[place - 1]
                place -= 1
            }
            x[place] = value
        }
    }
}
