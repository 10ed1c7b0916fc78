import Glibc
import NumericKernels
import Testing

@Suite("PortableMath") struct PortableMathTests {
    /// The error budgets: the largest error in ulp of the exact value that each function may show; measured over the
    /// golden points and rounded up to a hundredth. 0.5 would be correctly rounded. docs/determinism.md shows them.
    static let bounds: [(name: String, ulp: Double)] = [
        ("exp", 0.77), ("expm1", 0.67), ("log", 0.7), ("log1p", 0.65), ("pow", 0.72), ("sin", 0.61),
        ("cos", 0.65), ("tanh", 1.58),
        ("erf", 2.47), ("erfc", 4.25), ("quantile", 4.49), ("cdf", 68.3),
    ]

    @Test("stays within its budget in ulp of the exact value", arguments: bounds)
    func accuracy(name: String, bound: Double) throws {
        let points = try GoldenMath.points(of: name)
        #expect(points.count > 100)
        var worst = 0.0
        var worstAt: [Double] = []
        for point in points {
            // The difference of two neighbours is exact.
            let error =
                abs(Self.value(of: name, point.arguments) - point.value - point.rest) / point.value.ulp
            if !(error <= worst) { (worst, worstAt) = (error, point.arguments) }
        }
        #expect(worst <= bound, "\(name): \(worst) ulp at \(worstAt)")
    }

    @Test("lgamma is within its budget in ulp of the larger of its value and the Stirling terms")
    func lgammaAccuracy() throws {
        var worst = 0.0
        for point in try GoldenMath.points(of: "lgamma") {
            // (12 - 1/2) (log 12 - 1) = 17.1 is cancelled by the recurrence below 12.
            let unit = max(point.value.magnitude, 17.1).ulp
            worst = max(worst, abs(PortableMath.lgamma(point.arguments[0]) - point.value - point.rest) / unit)
        }
        #expect(worst <= 1.8, "\(worst)")
    }

    static func value(of name: String, _ x: [Double]) -> Double {
        switch name {
        case "exp": PortableMath.exp(x[0])
        case "expm1": PortableMath.expm1(x[0])
        case "log": PortableMath.log(x[0])
        case "log1p": PortableMath.log1p(x[0])
        case "pow": PortableMath.pow(x[0], x[1])
        case "sin": PortableMath.sin(x[0])
        case "cos": PortableMath.cos(x[0])
        case "tanh": PortableMath.tanh(x[0])
        case "erf": PortableMath.erf(x[0])
        case "erfc": PortableMath.erfc(x[0])
        case "quantile": NormalDistribution.quantile(x[0])
        case "cdf": NormalDistribution.cdf(x[0])
        default: .nan
        }
    }

    @Test("NaN in, NaN out")
    func notANumber() {
        let functions: [(Double) -> Double] = [
            PortableMath.exp, PortableMath.expm1, PortableMath.log, PortableMath.log1p, PortableMath.sin,
            PortableMath.cos, PortableMath.tanh, PortableMath.erf, PortableMath.erfc, PortableMath.lgamma,
            NormalDistribution.cdf, NormalDistribution.quantile,
        ]
        for function in functions { #expect(function(.nan).isNaN) }
        #expect(PortableMath.pow(.nan, 1).isNaN && PortableMath.pow(2, .nan).isNaN)
    }

    @Test("limits at infinity, zero and the edges of the range")
    func limits() {
        let tiny = Double.leastNonzeroMagnitude
        #expect(PortableMath.exp(.infinity) == .infinity && PortableMath.exp(-.infinity) == 0)
        #expect(PortableMath.exp(710) == .infinity && PortableMath.exp(-746) == 0 && PortableMath.exp(0) == 1)
        #expect(PortableMath.exp(-745) == tiny && PortableMath.exp(-740) == 85 * tiny)
        #expect(PortableMath.expm1(-.infinity) == -1 && PortableMath.expm1(.infinity) == .infinity)
        #expect(PortableMath.expm1(tiny) == tiny)
        #expect(PortableMath.log(0) == -.infinity && PortableMath.log(-1).isNaN && PortableMath.log(1) == 0)
        #expect(PortableMath.log(.infinity) == .infinity)
        #expect(
            PortableMath.log1p(-1) == -.infinity && PortableMath.log1p(-2).isNaN && PortableMath.log1p(0) == 0
        )
        #expect(PortableMath.sin(.infinity).isNaN && PortableMath.cos(-.infinity).isNaN)
        #expect(PortableMath.sin(0) == 0 && PortableMath.cos(0) == 1)
        #expect(PortableMath.tanh(.infinity) == 1 && PortableMath.tanh(-.infinity) == -1)
        #expect(
            PortableMath.erf(.infinity) == 1 && PortableMath.erfc(.infinity) == 0
                && PortableMath.erfc(-.infinity) == 2)
        #expect(PortableMath.lgamma(0) == .infinity && PortableMath.lgamma(-1).isNaN)
        #expect(PortableMath.lgamma(1) == 0 && PortableMath.lgamma(2) == 0)
        #expect(NormalDistribution.quantile(0) == -.infinity && NormalDistribution.quantile(1) == .infinity)
        #expect(NormalDistribution.quantile(0.5) == 0 && NormalDistribution.quantile(1.5).isNaN)
        #expect(NormalDistribution.cdf(0) == 0.5 && NormalDistribution.cdf(-.infinity) == 0)
    }

    @Test(
        "the special cases of pow are those of C99",
        arguments: [
            (2.0, 10.0, 1024.0), (-2, 3, -8), (-2, 2, 4), (0, 0, 1), (1, .nan, 1), (.nan, 0, 1), (0, 3, 0),
            (0, -3, .infinity),
            (-.infinity, 3, -.infinity), (-.infinity, -2, 0), (2, .infinity, .infinity), (0.5, .infinity, 0),
            (-1, .infinity, 1), (2, 1024, .infinity), (2, 1023, 0x1p1023), (2, -1074, .leastNonzeroMagnitude),
            (2, -1075, 0),
            (1e300, 1e300, .infinity), (0.99, 1e300, 0), (9, 0.5, 3), (10, 2, 100), (10, -2, 0.01),
        ])
    func powSpecialCases(x: Double, y: Double, expected: Double) {
        #expect(PortableMath.pow(x, y) == expected)
    }

    @Test("pow of a negative base and a fraction is NaN")
    func powOfNegative() {
        #expect(PortableMath.pow(-2, 0.5).isNaN)
        #expect(PortableMath.pow(-0.0, -3) == -.infinity)
    }

    @Test("a hash of many values is what it was when it was written")
    func pinnedBits() {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ value: Double) { hash = (hash ^ value.bitPattern) &* 0x0000_0100_0000_01B3 }
        for i in 0..<10_000 {
            let x = Double(i) * 0.0137 + 0.001
            add(PortableMath.exp(x))
            add(PortableMath.expm1(-x))
            add(PortableMath.log(x))
            add(PortableMath.log1p(x))
            add(PortableMath.pow(x, 1.7))
            add(PortableMath.sin(x * 1e4))
            add(PortableMath.cos(x))
            add(PortableMath.tanh(x))
            add(PortableMath.erf(x * 0.03))
            add(PortableMath.erfc(x * 0.1))
            add(PortableMath.lgamma(x))
            add(NormalDistribution.quantile((Double(i) + 0.5) / 10_000))
            add(NormalDistribution.cdf(x - 5))
        }
        #expect(hash == Self.pinnedHash, "0x\(String(hash, radix: 16))")
    }

    static let pinnedHash: UInt64 = 0xf44d_996f_4c8c_3366
}

/// The golden files in `Tests/Golden/NumericKernels`.
enum GoldenMath {
    struct Point {
        let arguments: [Double]
        /// Rounded to the nearest double.
        let value: Double
        /// The exact value less the rounded one.
        let rest: Double
    }

    static func points(of name: String) throws -> [Point] {
        try lines(of: "portable_math.txt").compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.first == name[...] else { return nil }
            let numbers = try fields.dropFirst().map {
                Double(bitPattern: try #require(UInt64($0, radix: 16)))
            }
            try #require(numbers.count >= 3)
            return Point(
                arguments: Array(numbers.dropLast(2)), value: numbers[numbers.count - 2],
                rest: numbers[numbers.count - 1])
        }
    }

    static func lines(of name: String, file: String = #filePath) throws -> [Substring] {
        let tests = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(
            separator: "/")
        let path = tests + "/Golden/NumericKernels/" + name
        let handle = try #require(fopen(path, "r"), "no golden file \(path)")
        defer { fclose(handle) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&chunk, 1, chunk.count, handle), count > 0 { bytes += chunk[..<count] }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }
}
