package import LinearAlgebra
internal import NumericKernels

/// The numbers a network computes with: Float when it works, Double when its derivatives are tested.
///
/// Everything generic over it stays in this room, where the compiler makes a version for each of the two.
package protocol NetworkScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
    /// `c = op(a) * op(b)`, added to what c holds where `adds`; see `OpenBLAS.multiply`.
    ///
    /// The pointers reach as far as the shapes say.
    static func multiply(
        _ library: OpenBLAS, _ a: UnsafePointer<Self>, _ shapeA: MatrixShape, _ b: UnsafePointer<Self>,
        _ shapeB: MatrixShape, into c: UnsafeMutablePointer<Self>, _ shapeC: MatrixShape, adds: Bool)

    /// e^x in every lane. **Numerics** below 2 units in the last place; x is clamped to where e^x is normal.
    static func exponential(_ x: SIMD8<Self>) -> SIMD8<Self>

    /// The lanes below 0, else 0.
    static func negativePart(_ x: SIMD8<Self>) -> SIMD8<Self>
}

extension Float: NetworkScalar {
    package static func multiply(
        _ library: OpenBLAS, _ a: UnsafePointer<Float>, _ shapeA: MatrixShape, _ b: UnsafePointer<Float>,
        _ shapeB: MatrixShape, into c: UnsafeMutablePointer<Float>, _ shapeC: MatrixShape, adds: Bool
    ) {
        var target = UnsafeMutableBufferPointer(start: c, count: shapeC.extent).mutableSpan
        library.multiply(
            UnsafeBufferPointer(start: a, count: shapeA.extent).span, shapeA,
            UnsafeBufferPointer(start: b, count: shapeB.extent).span, shapeB, into: &target, shapeC,
            beta: adds ? 1 : 0)
    }

    /// **Source** the polynomial of Moshier's Cephes library, `expf`: reduction by n log 2 in two parts, then degree 6.
    /// Its own order of operations, so that neither a C library nor a compiler decides a bit.
    @inline(__always) package static func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
        let clamped = clamped(x)
        // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
        let magic = SIMD8<Float>(repeating: 12_582_912)
        let shifted = clamped * 1.442_695_04 + magic
        let whole = shifted - magic
        let bits =
            unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- unsafeBitCast(magic, to: SIMD8<Int32>.self)
        let r = (clamped - whole * 0.693_359_375) - whole * -2.121_944_4e-4
        var p = r * 1.987_569_15e-4 + 1.398_199_950_7e-3
        p = p * r + 8.333_451_907_3e-3
        p = p * r + 4.166_579_589_4e-2
        p = p * r + 1.666_666_545_9e-1
        p = p * r + 5.000_000_120_1e-1
        let value = (p * (r * r) + r) + 1
        let power = unsafeBitCast((bits &+ 127) &<< 23, to: SIMD8<Float>.self)
        return value * power
    }
}

// Comparisons and choices of vectors are made lane by lane by this compiler, signs and bits at once.
extension Float {
    /// All bits of the lanes whose sign is set.
    @inline(__always) private static func signs(_ x: SIMD8<Float>) -> SIMD8<UInt32> {
        unsafeBitCast(unsafeBitCast(x, to: SIMD8<Int32>.self) &>> 31, to: SIMD8<UInt32>.self)
    }

    @inline(__always) package static func negativePart(_ x: SIMD8<Float>) -> SIMD8<Float> {
        unsafeBitCast(unsafeBitCast(x, to: SIMD8<UInt32>.self) & signs(x), to: SIMD8<Float>.self)
    }

    /// Between -87 and 88, where e^x is a normal number: `88 + min(0, x - 88)` would round x.
    @inline(__always) private static func clamped(_ x: SIMD8<Float>) -> SIMD8<Float> {
        let upper = SIMD8<Float>(repeating: 88)
        let lower = SIMD8<Float>(repeating: -87)
        let below = chosen(x, else: upper, where: signs(x - upper))
        return chosen(lower, else: below, where: signs(below - lower))
    }

    @inline(__always)
    private static func chosen(_ a: SIMD8<Float>, else b: SIMD8<Float>, where mask: SIMD8<UInt32>) -> SIMD8<
        Float
    > {
        let first = unsafeBitCast(a, to: SIMD8<UInt32>.self) & mask
        let second = unsafeBitCast(b, to: SIMD8<UInt32>.self) & ~mask
        return unsafeBitCast(first | second, to: SIMD8<Float>.self)
    }
}

extension Double: NetworkScalar {
    package static func negativePart(_ x: SIMD8<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>()
        for lane in 0..<8 { result[lane] = min(0, x[lane]) }
        return result
    }

    package static func multiply(
        _ library: OpenBLAS, _ a: UnsafePointer<Double>, _ shapeA: MatrixShape, _ b: UnsafePointer<Double>,
        _ shapeB: MatrixShape, into c: UnsafeMutablePointer<Double>, _ shapeC: MatrixShape, adds: Bool
    ) {
        var target = UnsafeMutableBufferPointer(start: c, count: shapeC.extent).mutableSpan
        library.multiply(
            UnsafeBufferPointer(start: a, count: shapeA.extent).span, shapeA,
            UnsafeBufferPointer(start: b, count: shapeB.extent).span, shapeB, into: &target, shapeC,
            beta: adds ? 1 : 0)
    }

    package static func exponential(_ x: SIMD8<Double>) -> SIMD8<Double> {
        var result = SIMD8<Double>()
        for lane in 0..<8 { result[lane] = PortableMath.exp(x[lane]) }
        return result
    }
}

/// Functions of eight numbers at once.
@inline(__always) func sigmoid<T: NetworkScalar>(_ x: SIMD8<T>) -> SIMD8<T> {
    1 / (1 + T.exponential(0 - x))
}

/// **Numerics** by the logistic function: an absolute error of one unit in the last place of 1, which is what gates need.
@inline(__always) func hyperbolicTangent<T: NetworkScalar>(_ x: SIMD8<T>) -> SIMD8<T> {
    2 * sigmoid(x + x) - 1
}

/// Eight numbers from memory that need not be aligned.
@inline(__always) func load<T: NetworkScalar>(_ from: UnsafePointer<T>) -> SIMD8<T> {
    UnsafeRawPointer(from).loadUnaligned(as: SIMD8<T>.self)
}

@inline(__always) func store<T: NetworkScalar>(_ value: SIMD8<T>, to: UnsafeMutablePointer<T>) {
    UnsafeMutableRawPointer(to).storeBytes(of: value, as: SIMD8<T>.self)
}

/// The first `count` of eight numbers; the others are 0.
@inline(__always) func load<T: NetworkScalar>(_ from: UnsafePointer<T>, first count: Int) -> SIMD8<T> {
    var value = SIMD8<T>()
    for lane in 0..<count { value[lane] = from[lane] }
    return value
}

@inline(__always) func store<T: NetworkScalar>(
    _ value: SIMD8<T>, to: UnsafeMutablePointer<T>, first count: Int
) {
    for lane in 0..<count { to[lane] = value[lane] }
}
