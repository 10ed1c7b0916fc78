/// By what the target of a series is divided before a global model sees it.
///
/// Labels and every feature in the target's unit are divided by one number per series, taken from the training
/// data; a forecast is multiplied by it again. Zero stays zero.
package enum SeriesScaling: String, Sendable, CaseIterable {
    case none
    /// The mean of |y| over the observed training periods.
    case mean
    /// The standard deviation (n - 1) of y over the observed training periods.
    case standardDeviation = "standard_deviation"

    /// The scale of one series; 1 where there is none: nothing observed, or all zero or constant. NaN where a value is
    /// beyond the largest Float: nothing can be learned from the series, nor said of it.
    ///
    /// **Numerics** rounded to Float, so that dividing and multiplying in Float and in Double use one number.
    func scale(of values: UnsafeBufferPointer<Float>) -> Double {
        if values.contains(where: \.isInfinite) { return .nan }
        let raw: Double =
            switch self {
            case .none: 1
            case .mean: Self.meanMagnitude(values)
            case .standardDeviation: Self.deviation(values)
            }
        let rounded = Double(Float(raw))
        return rounded.isFinite && rounded > 0 ? rounded : 1
    }

    private static func meanMagnitude(_ values: UnsafeBufferPointer<Float>) -> Double {
        var sum = 0.0
        var count = 0.0
        for value in values where !value.isNaN {
            sum += Double(value.magnitude)
            count += 1
        }
        return sum / count
    }

    /// **Numerics** of the differences from the first value, so that a constant series has exactly 0.
    private static func deviation(_ values: UnsafeBufferPointer<Float>) -> Double {
        let anchor = Double(values.first { !$0.isNaN } ?? 0)
        var sum = 0.0
        var count = 0.0
        for value in values where !value.isNaN {
            sum += Double(value) - anchor
            count += 1
        }
        let mean = sum / count
        var squares = 0.0
        for value in values where !value.isNaN {
            let difference = Double(value) - anchor - mean
            squares += difference * difference
        }
        return (squares / (count - 1)).squareRoot()
    }
}
