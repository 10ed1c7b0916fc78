internal import ForecastCore
internal import NumericKernels

/// The errors of one step for all paths: a stratified sample of the residuals, in random order.
///
/// Path k of n gets the residuals' quantile at (k + 1/2) / n, and the paths are shuffled anew for every step: a
/// Latin hypercube over the steps. The spread of every single step is exact; what is left to chance is only how
/// the steps combine. Against independent draws it takes a quarter of the paths for the same precision.
///
/// **Source** McKay, Beckman & Conover 1979, "A comparison of three methods for selecting values of input
/// variables".
struct StratifiedErrors {
    private(set) var values: [Double]
    private var stream: RandomStream

    init(_ residuals: [Double], count: Int, _ random: RandomPath) {
        stream = random.appending("paths").stream
        let sorted = residuals.sorted()
        values = (0..<count).map { path in
            guard !sorted.isEmpty else { return 0 }
            let probability = (Double(path) + 0.5) / Double(count)
            return EmpiricalQuantile.ofSorted(sorted, probability: probability, definition: .type6)
        }
    }

    /// Fisher-Yates from the back; `RandomStream.shuffle` for one type (measured 5 times faster than generic).
    mutating func shuffle() {
        values.withUnsafeMutableBufferPointer { values in
            for last in stride(from: values.count - 1, to: 0, by: -1) {
                let other = stream.nextIndex(below: last + 1)
                (values[last], values[other]) = (values[other], values[last])
            }
        }
    }
}
