import ForecastCore
import NumericKernels
import StatisticalModels
import Testing

/// `holt` and `damped` with `alpha: averaged`, their default.
@Suite("a trend averaged over its smoothing parameters by likelihood") struct TrendAverageTests {
    private struct Run {
        var errors: [Double] = []
        var level: Double
        var trend: Double
    }

    /// The recursion, word by word.
    private static func run(
        _ y: [Double], _ p: (alpha: Double, beta: Double, phi: Double), _ start: (Double, Double)
    )
        -> Run
    {
        var state = Run(level: start.0, trend: start.1)
        for value in y {
            let expected = state.level + p.phi * state.trend
            if value.isNaN {
                (state.level, state.trend) = (expected, p.phi * state.trend)
                continue
            }
            let e = value - expected
            state.errors.append(e)
            state.level = expected + p.alpha * e
            state.trend = p.phi * state.trend + p.alpha * p.beta * e
        }
        return state
    }

    /// Errors are linear in the start: three runs give the regression.
    private static func bestStart(_ y: [Double], _ p: (alpha: Double, beta: Double, phi: Double)) -> (
        Double, Double
    ) {
        let zero = run(y, p, (0, 0)).errors
        let u = zip(zero, run(y, p, (1, 0)).errors).map { $0 - $1 }
        let v = zip(zero, run(y, p, (0, 1)).errors).map { $0 - $1 }
        func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        let determinant = dot(u, u) * dot(v, v) - dot(u, v) * dot(u, v)
        return (
            (dot(zero, u) * dot(v, v) - dot(zero, v) * dot(u, v)) / determinant,
            (dot(zero, v) * dot(u, u) - dot(zero, u) * dot(u, v)) / determinant
        )
    }

    /// The mean of the forecasts of all sets, each weighing (SSE / least)^(-T / 2).
    private static func naive(
        _ y: [Double], phis: [Double], betas: [Double], isFromFirstValues: Bool, horizon: Int
    ) -> [Double] {
        var fits: [(sum: Double, means: [Double])] = []
        for phi in phis {
            for index in 0..<16 {
                let distance = Double(index) / 15
                for beta in betas {
                    let p = (alpha: 0.99 - 0.97 * distance * distance, beta: beta, phi: phi)
                    let slope = y[1] - y[0]
                    let start = isFromFirstValues ? (y[0] - phi * slope, slope) : bestStart(y, p)
                    var state = run(y, p, start)
                    let means = (0..<horizon).map { _ in
                        state.trend *= phi
                        state.level += state.trend
                        return state.level
                    }
                    fits.append((state.errors.reduce(0) { $0 + $1 * $1 }, means))
                }
            }
        }
        let least = fits.map(\.sum).min() ?? 0
        let count = y.count { !$0.isNaN }
        let weights = fits.map { fit in
            (0..<count).reduce(1.0) { product, _ in product * (least / fit.sum).squareRoot() }
        }
        let total = weights.reduce(0, +)
        return (0..<horizon).map { step in
            zip(weights, fits).reduce(0) { $0 + $1.0 * $1.1.means[step] } / total
        }
    }

    private static let betas = [1e-4, 0.01, 0.03, 0.08, 0.16, 0.3, 0.5, 0.8]
    private static let phis = [0.5, 0.65, 0.8, 0.89, 0.98]

    static let series: [[Double]] = {
        let noisy = Fixture.seasonalSeries(count: 33, noise: 30)
        let gaps = noisy.enumerated().map { [4, 5, 20].contains($0.offset) ? .nan : $0.element }
        return [noisy, gaps, Fixture.intermittentSeries(count: 40), [3, 9, 4, 8, 6, 5, 7]]
    }()

    @Test("the forecast is that of the definition, from either start, for both kinds")
    func definition() throws {
        for y in Self.series {
            for (kind, phis) in [("holt", [1.0]), ("damped", Self.phis)] {
                for word in ["least_squares", "first_values"] {
                    let model = try Fixture.model(kind, ["initialisation": .word(word)])
                    let expected = Self.naive(
                        y, phis: phis, betas: Self.betas, isFromFirstValues: word == "first_values",
                        horizon: 6)
                    for (ours, theirs) in zip(Fixture.points(model, y), expected) {
                        // The oracle's regression cancels where a set fits well, and powers of 40 amplify it.
                        #expect(isClose(ours, theirs, within: 1e-7), "\(kind) \(word) \(ours) \(theirs)")
                    }
                }
            }
        }
    }

    @Test("a number given for beta or phi is kept, and the rest averaged")
    func fixedParts() throws {
        let y = Self.series[0]
        let model = try Fixture.model("damped", ["beta": .number(0.2), "phi": .number(0.9)])
        let expected = Self.naive(y, phis: [0.9], betas: [0.2], isFromFirstValues: false, horizon: 6)
        for (ours, theirs) in zip(Fixture.points(model, y), expected) {
            #expect(isClose(ours, theirs, within: 1e-7))
        }
        let parameters = Fixture.run(model, y).outcome.parameters
        #expect(isClose(parameters[1], 0.2, within: 1e-12) && isClose(parameters[2], 0.9, within: 1e-12))
    }

    @Test("a line is continued exactly by Holt, and a perfect fit takes all")
    func line() throws {
        let y = (0..<30).map { 5 + 2 * Double($0) }
        for (step, point) in Fixture.points(try Fixture.model("holt"), y).enumerated() {
            #expect(isClose(point, 5 + 2 * Double(30 + step), within: 1e-9))
        }
    }

    @Test("parameters are means, inside the grid")
    func parameters() throws {
        for y in Self.series {
            let p = Fixture.run(try Fixture.model("damped"), y).outcome.parameters
            #expect(p.count == 3 && p[0] > 0.01 && p[0] < 1 && p[1] > 0 && p[1] < 1)
            #expect((0.5...0.98).contains(p[2]))
        }
    }

    /// SSE and forecasts of the Theta model at one alpha and its best theta, by the equations of the paper, from the best level or the first value.
    private static func theta(_ y: [Double], _ variant: String, _ alpha: Double, isFree: Bool) -> (
        sum: Double, points: [Double]
    ) {
        func level(_ omega: Double) -> Double {
            isFree ? ThetaTests.bestLevel(y, variant, alpha, 1 / (1 - omega)) : y[0]
        }
        // The sum of squares is a parabola in omega: three of its points give the lowest one in 0...1.
        func sum(_ omega: Double) -> Double {
            ThetaTests.errors(y, variant, alpha, 1 / (1 - omega), level(omega)).reduce(0) { $0 + $1 * $1 }
        }
        let (a, b, c) = (sum(0), sum(0.25), sum(0.5))
        let (curve, slope) = (8 * (a - 2 * b + c), 8 * b - 6 * a - 2 * c)
        let omega = max(0, min(1 - 1e-12, -slope / (2 * curve)))
        let found = ThetaTests.naive(y, alpha: alpha, omega: omega, start: level(omega), horizon: 6) {
            ThetaTests.line(variant == "dynamic" ? $0 : y)
        }
        return (sum(omega), found.points)
    }

    @Test(
        "theta averages the forecasts of 24 alphas, each with its own theta, from two starts",
        arguments: ["dynamic", "optimised"])
    func averagedTheta(variant: String) throws {
        for y in [Self.series[0], [3, 9, 4, 8, 6, 5, 7, 6, 9]] {
            let alphas = (0..<24).map { index in
                let distance = Double(index) / 23
                return 0.99 - 0.89 * distance * distance
            }
            var expected = [Double](repeating: 0, count: 6)
            for isFree in [true, false] {
                let fits = alphas.map { Self.theta(y, variant, $0, isFree: isFree) }
                let least = try #require(fits.map(\.sum).min())
                let weights = fits.map { fit in
                    (0..<y.count - 3).reduce(1.0) { product, _ in product * (least / fit.sum).squareRoot() }
                }
                let total = weights.reduce(0, +)
                for (weight, fit) in zip(weights, fits) {
                    for step in expected.indices { expected[step] += 0.5 * weight / total * fit.points[step] }
                }
            }
            let averaged = try Fixture.model(
                "theta",
                ["variant": .word(variant), "seasonal": .word("none"), "alpha": .word("averaged")])
            for (ours, theirs) in zip(Fixture.points(averaged, y), expected) {
                // The oracle's parabola cancels, and weights below a billionth are left out.
                #expect(isClose(ours, theirs, within: 1e-5), "\(variant) \(ours) \(theirs)")
            }
        }
    }
}
