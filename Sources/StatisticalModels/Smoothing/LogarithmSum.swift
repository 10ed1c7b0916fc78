internal import NumericKernels

/// The sum of the logarithms of positive numbers, eight of them to a logarithm.
///
/// - Precondition: they are ratios to the series' own size, so that products of eight stay in range.
struct LogarithmSum {
    private var logs = 0.0
    private var product = 1.0
    private var factors = 0
    /// Whether all numbers were positive.
    private(set) var isDefined = true

    var value: Double { logs + PortableMath.log(product) }

    @inline(__always)
    mutating func add(_ factor: Double) {
        isDefined = isDefined && factor > 0
        product *= factor
        factors += 1
        guard factors == 8 else { return }
        logs += PortableMath.log(product)
        (product, factors) = (1, 0)
    }
}
