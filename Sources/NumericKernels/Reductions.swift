/// Sums whose order of additions is fixed, so that they have the same bits everywhere.
///
/// Eight running sums take the elements of index 0...7 modulo 8; they are folded as
/// ((0+4)+(2+6)) + ((1+5)+(3+7)); the tail of up to seven elements is added one by one. The compiler may use
/// whatever vector width it likes: the order stays. Rounding errors grow with n / 8.
///
/// An empty buffer has sum 0. NaN and infinity propagate. **Complexity** O(n).
package enum Reductions {
    package static func sum(_ values: [Double]) -> Double {
        values.withUnsafeBufferPointer { sum($0) }
    }

    package static func sum(_ values: UnsafeBufferPointer<Double>) -> Double {
        var lanes = SIMD8<Double>()
        let whole = values.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            lanes += load(values, start)
        }
        var total = folded(lanes)
        for index in whole..<values.count { total += values[index] }
        return total
    }

    /// The sum of products. - Precondition: equal lengths.
    package static func dot(_ left: [Double], _ right: [Double]) -> Double {
        left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { dot(left, $0) } }
    }

    package static func dot(_ left: UnsafeBufferPointer<Double>, _ right: UnsafeBufferPointer<Double>)
        -> Double
    {
        precondition(left.count == right.count, "dot of [\(left.count)] and [\(right.count)]")
        var lanes = SIMD8<Double>()
        let whole = left.count & ~7
        for start in stride(from: 0, to: whole, by: 8) {
            lanes += load(left, start) * load(right, start)
        }
        var total = folded(lanes)
        for index in whole..<left.count { total += left[index] * right[index] }
        return total
    }

    /// The arithmetic mean; NaN when empty.
    package static func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

    @inline(__always)
    private static func load(_ values: UnsafeBufferPointer<Double>, _ start: Int) -> SIMD8<Double> {
        UnsafeRawBufferPointer(values).loadUnaligned(
            fromByteOffset: start * MemoryLayout<Double>.stride, as: SIMD8<Double>.self)
    }

    @inline(__always)
    private static func folded(_ lanes: SIMD8<Double>) -> Double {
        let four = lanes.lowHalf + lanes.highHalf
        let two = four.lowHalf + four.highHalf
        return two[0] + two[1]
    }
}
