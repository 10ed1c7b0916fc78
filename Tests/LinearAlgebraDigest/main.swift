// Multiplies a few matrices and prints a digest of the bits, then what the process's environment says of OpenBLAS
// afterwards: what `LinearAlgebraDigestTests` compares between environments and processors.
import Glibc
import LinearAlgebra

/// Values between -1 and 1 with full mantissas (SplitMix64), and FNV-1a over the bits of what comes out.
struct Products {
    let blas: OpenBLAS
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    private var state: UInt64 = 7

    init(by blas: OpenBLAS) { self.blas = blas }

    /// Of an `[m, k]` with a `[k, n]` matrix and with a vector, in both precisions.
    mutating func add(_ m: Int, _ k: Int, _ n: Int, transposed: Bool) {
        let shape = transposed ? MatrixShape(k, m, transposed: true) : MatrixShape(m, k)
        let a = (0..<m * k).map { _ in next() }
        let b = (0..<k * n).map { _ in next() }
        addDoubles(a, shape, b, m, k, n)
        addFloats(a.map(Float.init), shape, b.map(Float.init), m, k, n)
    }

    private mutating func addDoubles(
        _ a: [Double], _ shape: MatrixShape, _ b: [Double], _ m: Int, _ k: Int, _ n: Int
    ) {
        var c = [Double](repeating: .nan, count: m * n)
        var y = [Double](repeating: .nan, count: m)
        var matrix = c.mutableSpan
        blas.multiply(a.span, shape, b.span, .init(k, n), into: &matrix, .init(m, n), alpha: 0.7)
        var vector = y.mutableSpan
        blas.multiply(a.span, shape, vector: b.span.extracting(0..<k), into: &vector)
        for value in c + y { mix(value.bitPattern) }
    }

    private mutating func addFloats(
        _ a: [Float], _ shape: MatrixShape, _ b: [Float], _ m: Int, _ k: Int, _ n: Int
    ) {
        var c = [Float](repeating: .nan, count: m * n)
        var y = [Float](repeating: .nan, count: m)
        var matrix = c.mutableSpan
        blas.multiply(a.span, shape, b.span, .init(k, n), into: &matrix, .init(m, n), alpha: 0.7)
        var vector = y.mutableSpan
        blas.multiply(a.span, shape, vector: b.span.extracting(0..<k), into: &vector)
        for value in c + y { mix(UInt64(value.bitPattern)) }
    }

    private mutating func mix(_ bits: UInt64) { hash = (hash ^ bits) &* 0x100_0000_01B3 }

    private mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double(Int64(bitPattern: z ^ (z >> 31)) >> 11) * 0x1p-52
    }
}

do {
    let blas = try OpenBLAS.load()
    var products = Products(by: blas)
    for (m, k, n) in [(1, 1, 1), (3, 5, 7), (32, 33, 34), (64, 700, 96), (300, 257, 129)] {
        for transposed in [false, true] { products.add(m, k, n, transposed: transposed) }
    }
    print(blas.profile, String(products.hash, radix: 16))
    for name in ["OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OPENBLAS_BLOCK_FACTOR"] {
        print(name, getenv(name).map { String(cString: $0) } ?? "unset")
    }
} catch {
    print(error)
    exit(4)
}
