import LinearAlgebra

/// The oracle: three loops in the order of the definition.
func naiveProduct<Number: BinaryFloatingPoint>(
    _ a: [Number], _ shapeA: MatrixShape, _ b: [Number], _ shapeB: MatrixShape, into c: [Number],
    _ shapeC: MatrixShape, alpha: Number = 1, beta: Number = 0
) -> [Number] {
    func element(_ matrix: [Number], _ shape: MatrixShape, _ row: Int, _ column: Int) -> Number {
        shape.isTransposed ? matrix[column * shape.stride + row] : matrix[row * shape.stride + column]
    }
    var result = c
    let inner = shapeA.isTransposed ? shapeA.rows : shapeA.columns
    for row in 0..<shapeC.rows {
        for column in 0..<shapeC.columns {
            var sum: Number = 0
            for index in 0..<inner {
                sum += element(a, shapeA, row, index) * element(b, shapeB, index, column)
            }
            let place = row * shapeC.stride + column
            result[place] = alpha * sum + (beta == 0 ? 0 : beta * c[place])
        }
    }
    return result
}

/// Values between -1 and 1 with full mantissas, the same in every run (SplitMix64, Steele, Lea & Flood 2014).
struct SeededValues {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double(Int64(bitPattern: z ^ (z >> 31)) >> 11) * 0x1p-52
    }

    mutating func doubles(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
    mutating func floats(_ count: Int) -> [Float] { (0..<count).map { _ in Float(next()) } }
}
