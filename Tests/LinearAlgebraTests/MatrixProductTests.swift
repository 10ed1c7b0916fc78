import LinearAlgebra
import Testing

enum Library {
    static let isThere = (try? OpenBLAS.load()) != nil
}

@Suite(
    "a product of matrices",
    .enabled(if: Library.isThere, "OpenBLAS is not there: run `make deps`"))
struct MatrixProductTests {
    private let blas: OpenBLAS

    init() throws { blas = try OpenBLAS.load() }

    // MARK: - By hand

    @Test("of two small ones is what the hand computes, with and without what was there before")
    func byHand() {
        // | 1 2 3 |   | 7 10 |   |  50  68 |
        // | 4 5 6 | * | 8 11 | = | 122 167 |
        //             | 9 12 |
        let a: [Double] = [1, 2, 3, 4, 5, 6]
        let b: [Double] = [7, 10, 8, 11, 9, 12]
        #expect(product(a, .init(2, 3), b, .init(3, 2), .init(2, 2)) == [50, 68, 122, 167])
        #expect(
            product(a, .init(2, 3), b, .init(3, 2), .init(2, 2), into: [1, 2, 3, 4], alpha: 2, beta: 10)
                == [110, 156, 274, 374])
        // a' is 3 x 2, b' is 2 x 3.
        #expect(
            product(a, .init(2, 3, transposed: true), b, .init(3, 2, transposed: true), .init(3, 3))
                == [47, 52, 57, 64, 71, 78, 81, 90, 99])
        #expect(product([3], .init(1, 1), [-2.5], .init(1, 1), .init(1, 1)) == [-7.5])
    }

    @Test("with a vector is what the hand computes")
    func vectorByHand() {
        let a: [Double] = [1, 2, 3, 4, 5, 6]
        #expect(product(a, .init(2, 3), vector: [1, 0, -1], into: [9, 9]) == [-2, -2])
        #expect(
            product(a, .init(2, 3, transposed: true), vector: [1, 10], into: [1, 1, 1], beta: 2) == [
                43, 54, 65,
            ])
    }

    // MARK: - Against three loops

    static let sizes = [
        (1, 1, 1), (2, 3, 4), (7, 5, 3), (16, 16, 16), (33, 65, 17), (4, 260, 9), (130, 31, 70),
    ]

    /// A sum of k products of values below 1 is wrong by at most about k units in its last place, whatever the order.
    @Test(
        "agrees with three loops in every shape, transposed or not, with gaps between the rows",
        arguments: sizes)
    func oracle(m: Int, k: Int, n: Int) {
        var values = SeededValues(seed: UInt64(m * 10_000 + k * 100 + n))
        for flags in 0..<16 {
            let gap = flags & 4 == 0 ? 0 : 3
            let beta: Double = flags & 8 == 0 ? 0 : -0.5
            let shapeA = shape(m, k, gap: gap, transposed: flags & 1 != 0)
            let shapeB = shape(k, n, gap: gap * 2, transposed: flags & 2 != 0)
            let shapeC = shape(m, n, gap: gap, transposed: false)
            let a = values.doubles(shapeA.extent)
            let b = values.doubles(shapeB.extent)
            let c = values.doubles(shapeC.extent)
            let found = product(a, shapeA, b, shapeB, shapeC, into: c, alpha: 1.25, beta: beta)
            let wanted = naiveProduct(a, shapeA, b, shapeB, into: c, shapeC, alpha: 1.25, beta: beta)
            #expect(farthest(found, wanted) < Double(k + 2) * 0x1p-51, "\(flags)")
            let (a4, b4, c4) = (a.map(Float.init), b.map(Float.init), c.map(Float.init))
            let found4 = product(a4, shapeA, b4, shapeB, shapeC, into: c4, alpha: 1.25, beta: Float(beta))
            let wanted4 = naiveProduct(
                a4, shapeA, b4, shapeB, into: c4, shapeC, alpha: 1.25, beta: Float(beta))
            #expect(
                farthest(found4.map(Double.init), wanted4.map(Double.init)) < Double(k + 2) * 0x1p-22,
                "\(flags)")
        }
    }

    @Test("of a matrix and a vector agrees with three loops", arguments: sizes)
    func vectorOracle(m: Int, k: Int, gap: Int) {
        var values = SeededValues(seed: UInt64(m + k))
        for transposed in [false, true] {
            let matrix = shape(m, k, gap: gap, transposed: transposed)
            let a = values.doubles(matrix.extent)
            let x = values.doubles(k)
            let y = values.doubles(m)
            let wanted = naiveProduct(a, matrix, x, .init(k, 1), into: y, .init(m, 1), alpha: -2, beta: 0.25)
            let found = product(a, matrix, vector: x, into: y, alpha: -2, beta: 0.25)
            #expect(farthest(found, wanted) < Double(k + 2) * 0x1p-50)
            let found4 = product(
                a.map(Float.init), matrix, vector: x.map(Float.init), into: y.map(Float.init), alpha: -2,
                beta: 0.25)
            #expect(farthest(found4.map(Double.init), wanted) < Double(k + 2) * 0x1p-21)
        }
    }

    private func shape(_ height: Int, _ width: Int, gap: Int, transposed: Bool) -> MatrixShape {
        let (rows, columns) = transposed ? (width, height) : (height, width)
        return MatrixShape(rows, columns, stride: columns + gap, transposed: transposed)
    }

    // MARK: - Edges

    @Test("leaves what lies in the gaps between the rows alone")
    func gaps() {
        let found = product(
            [1, 2], .init(2, 1), [3, 4], .init(1, 2), .init(2, 2, stride: 4),
            into: [0, 0, -7, -8, 0, 0], beta: 0)
        #expect(found == [3, 4, -7, -8, 6, 8])
    }

    @Test("without rows, columns or inner elements is empty, or only scaled")
    func empty() {
        let none: [Double] = []
        #expect(product([], .init(0, 3), [1, 2, 3], .init(3, 1), .init(0, 1)).isEmpty)
        #expect(product([1, 2, 3], .init(1, 3), [], .init(3, 0), .init(1, 0)).isEmpty)
        #expect(product([], .init(0, 0), [], .init(0, 0), .init(0, 0)).isEmpty)
        #expect(product([], .init(2, 0), [], .init(0, 1), .init(2, 1), into: [3, .nan], beta: 0) == [0, 0])
        #expect(product([], .init(2, 0), [], .init(0, 1), .init(2, 1), into: [3, 4], beta: 2) == [6, 8])
        #expect(product(none, .init(0, 3), vector: [1, 2, 3], into: none).isEmpty)
        #expect(product(none, .init(2, 0), vector: none, into: [.nan, 4]) == [0, 0])
        #expect(product(none, .init(0, 2, transposed: true), vector: none, into: [3, 4], beta: 2) == [6, 8])
    }

    @Test("forgets what was in the output when it is multiplied by 0, be it NaN")
    func overwritten() {
        for size in [1, 3, 40] {
            var values = SeededValues(seed: 5)
            let a = values.doubles(size * size)
            let b = values.doubles(size * size)
            let square = MatrixShape(size, size)
            let clean = product(a, square, b, square, square)
            let nan = [Double](repeating: .nan, count: size * size)
            #expect(product(a, square, b, square, square, into: nan) == clean)
            #expect(clean.allSatisfy { $0.isFinite })
            let nan4 = nan.map(Float.init)
            let product4 = product(a.map(Float.init), square, b.map(Float.init), square, square, into: nan4)
            #expect(product4.allSatisfy { $0.isFinite })
            let x = Array(b.prefix(size))
            #expect(
                product(a, square, vector: x, into: Array(nan.prefix(size)))
                    == product(a, square, vector: x, into: Array(a.prefix(size))))
        }
    }

    @Test("carries NaN and infinity into exactly the elements that depend on them, 0 times NaN included")
    func nonFinite() {
        for size in [2, 5, 48] {
            let square = MatrixShape(size, size)
            var a = [Double](repeating: 1, count: size * size)
            a[size + 1] = .nan
            let zeros = [Double](repeating: 0, count: size * size)
            let found = product(a, square, zeros, square, square)
            for (place, value) in found.enumerated() {
                #expect(place / size == 1 ? value.isNaN : value == 0, "\(size): \(place)")
            }
            let vector = product(
                a, square, vector: Array(zeros.prefix(size)), into: Array(zeros.prefix(size)))
            #expect(vector[1].isNaN && vector[0] == 0)
            a[size + 1] = .infinity
            let ones = [Double](repeating: 1, count: size * size)
            #expect(product(a, square, ones, square, square)[size] == .infinity)
        }
    }

    @Test("of huge values is huge, or infinite where IEEE 754 says so")
    func huge() {
        let huge = Double.greatestFiniteMagnitude
        #expect(product([huge, 0], .init(1, 2), [1, huge], .init(2, 1), .init(1, 1)) == [huge])
        #expect(product([huge], .init(1, 1), [2], .init(1, 1), .init(1, 1)) == [.infinity])
        #expect(product([0x1p-1074], .init(1, 1), [1], .init(1, 1), .init(1, 1)) == [0x1p-1074])
    }

    // MARK: - Properties

    @Test("has the same bits wherever its buffers lie, and on any thread")
    func placeAndThread() async {
        let (m, k, n) = (37, 129, 23)
        var values = SeededValues(seed: 11)
        let a = values.doubles(m * k)
        let b = values.doubles(k * n)
        let golden = product(a, .init(m, k), b, .init(k, n), .init(m, n))
        let x = Array(b.prefix(k))
        let goldenVector = product(a, .init(m, k), vector: x, into: [Double](repeating: 0, count: m))
        await withTaskGroup(of: Bool.self) { group in
            for offset in 0..<8 {
                group.addTask { [self] in
                    let movedA = [Double](repeating: .nan, count: offset) + a
                    let movedB = [Double](repeating: .nan, count: 7 - offset) + b
                    var c = [Double](repeating: .nan, count: m * n + offset)
                    var y = [Double](repeating: .nan, count: m + offset)
                    var span = c.mutableSpan
                    var slice = span._mutatingExtracting(offset..<(m * n + offset))
                    blas.multiply(
                        movedA.span.extracting(offset..<movedA.count), .init(m, k),
                        movedB.span.extracting((7 - offset)..<movedB.count), .init(k, n), into: &slice,
                        .init(m, n))
                    var spanY = y.mutableSpan
                    var sliceY = spanY._mutatingExtracting(offset..<(m + offset))
                    blas.multiply(
                        movedA.span.extracting(offset..<movedA.count), .init(m, k),
                        vector: movedB.span.extracting((7 - offset)..<(7 - offset + k)), into: &sliceY)
                    return Array(c[offset...]) == golden && Array(y[offset...]) == goldenVector
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    // MARK: - Calls with arrays

    private func product(
        _ a: [Double], _ shapeA: MatrixShape, _ b: [Double], _ shapeB: MatrixShape, _ shapeC: MatrixShape,
        into c: [Double]? = nil, alpha: Double = 1, beta: Double = 0
    ) -> [Double] {
        var result = c ?? [Double](repeating: -99, count: shapeC.extent)
        var span = result.mutableSpan
        blas.multiply(a.span, shapeA, b.span, shapeB, into: &span, shapeC, alpha: alpha, beta: beta)
        return result
    }

    private func product(
        _ a: [Float], _ shapeA: MatrixShape, _ b: [Float], _ shapeB: MatrixShape, _ shapeC: MatrixShape,
        into c: [Float], alpha: Float = 1, beta: Float = 0
    ) -> [Float] {
        var result = c
        var span = result.mutableSpan
        blas.multiply(a.span, shapeA, b.span, shapeB, into: &span, shapeC, alpha: alpha, beta: beta)
        return result
    }

    private func product(
        _ a: [Double], _ shape: MatrixShape, vector x: [Double], into y: [Double], alpha: Double = 1,
        beta: Double = 0
    ) -> [Double] {
        var result = y
        var span = result.mutableSpan
        blas.multiply(a.span, shape, vector: x.span, into: &span, alpha: alpha, beta: beta)
        return result
    }

    private func product(
        _ a: [Float], _ shape: MatrixShape, vector x: [Float], into y: [Float], alpha: Float = 1,
        beta: Float = 0
    ) -> [Float] {
        var result = y
        var span = result.mutableSpan
        blas.multiply(a.span, shape, vector: x.span, into: &span, alpha: alpha, beta: beta)
        return result
    }

    private func farthest(_ found: [Double], _ wanted: [Double]) -> Double {
        zip(found, wanted).map { abs($0 - $1) }.max() ?? 0
    }
}
