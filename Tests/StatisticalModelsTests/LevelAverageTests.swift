import ForecastCore
import StatisticalModels
import Testing

/// `ses` with `alpha: averaged`, its default.
@Suite("a level averaged over alpha by likelihood") struct LevelAverageTests {
    /// The definition word by word: SES at every alpha with its own sum of squares, then the weighted mean.
    static func naive(_ y: [Double], fromFirstValue: Bool) throws -> Double {
        let observed = y.filter { !$0.isNaN }
        var fits: [(level: Double, sum: Double)] = []
        for index in 0..<32 {
            let sine = sineByPythagoras(index)
            let alpha = sine * sine
            var start = observed[0]
            if !fromFirstValue {
                // Errors are linear in the start: two runs give the regression.
                let zero = errors(observed, alpha, 0)
                let unit = zip(zero, errors(observed, alpha, 1)).map { $0 - $1 }
                start = zip(zero, unit).reduce(0) { $0 + $1.0 * $1.1 } / unit.reduce(0) { $0 + $1 * $1 }
            }
            let e = errors(observed, alpha, start)
            var level = start
            for value in observed { level = alpha * value + (1 - alpha) * level }
            fits.append((level, e.reduce(0) { $0 + $1 * $1 }))
        }
        let least = try #require(fits.map(\.sum).min())
        let weights = fits.map { fit in
            // (SSE / least)^(-T / 2), multiplied out: no logarithm.
            (0..<observed.count).reduce(1.0) { product, _ in product * (least / fit.sum).squareRoot() }
        }
        return zip(weights, fits).reduce(0) { $0 + $1.0 * $1.1.level } / weights.reduce(0, +)
    }

    private static func errors(_ y: [Double], _ alpha: Double, _ start: Double) -> [Double] {
        var level = start
        return y.map { value in
            let e = value - level
            level = alpha * value + (1 - alpha) * level
            return e
        }
    }

    /// sin of (index + 1/2) pi / 64, from half-angle formulas alone.
    private static func sineByPythagoras(_ index: Int) -> Double {
        // The angle pi / 128 by halving pi / 4 five times, then rotations.
        var cosine = 0.5.squareRoot()
        for _ in 0..<5 { cosine = ((1 + cosine) / 2).squareRoot() }
        let sine = (1 - cosine * cosine).squareRoot()
        var (s, c) = (sine, cosine)
        for _ in 0..<2 * index { (s, c) = (s * cosine + c * sine, c * cosine - s * sine) }
        return s
    }

    static let series: [[Double]] = {
        let seasonal = Fixture.seasonalSeries(count: 33, noise: 30)
        let gaps = seasonal.enumerated().map { [4, 5, 20].contains($0.offset) ? .nan : $0.element }
        return [seasonal, gaps, Fixture.intermittentSeries(count: 40), [3, 9, 4, 8, 6, 5, 7], [1, 2, 4]]
    }()

    @Test("alpha: held is the best one from 0.1 to 0.3, the nearer end where a better one lies beyond")
    func held() throws {
        let wandering = (0..<40).map { (step: Int) -> Double in
            50 + Double(step * step % 17) + 3 * Double(step)
        }
        let steady = (0..<40).map { (step: Int) -> Double in step == 0 ? 50 : step % 2 == 0 ? 40 : 60 }
        for (y, expected) in [(wandering, 0.3), (steady, 0.1), (Self.series[0], nil)] {
            let fixed: [String: ParameterValue] = [
                "initialisation": .word("first_values"), "alpha": .word("held"),
            ]
            let alpha = try #require(Fixture.run(try Fixture.model("ses", fixed), y).outcome.parameters.first)
            if let expected { #expect(alpha == expected) }
            func loss(_ alpha: Double) -> Double {
                Self.errors(y, alpha, y[0]).reduce(0) { $0 + $1 * $1 }
            }
            for step in 0...200 { #expect(loss(alpha) <= loss(0.1 + 0.001 * Double(step)) * (1 + 1e-9)) }
        }
    }

    @Test("the level is that of the definition, from either start and from both")
    func definition() throws {
        for y in Self.series {
            let first = try Self.naive(y, fromFirstValue: true)
            let least = try Self.naive(y, fromFirstValue: false)
            for (word, expected) in [
                ("first_values", first), ("least_squares", least), ("auto", (first + least) / 2),
            ] {
                let point = Fixture.points(
                    try Fixture.model("ses", ["initialisation": .word(word)]), y, horizon: 1)[0]
                // The naive sums of squares cancel where least squares fit well, and powers of 40 amplify it.
                #expect(isClose(point, expected, within: 1e-9), "\(word): \(point) for \(expected)")
            }
        }
    }

    @Test("where one alpha is sure the average is its level: a random walk's last value, a constant's mean")
    func sureAlpha() throws {
        var stream = RandomPath(seed: 5, ["walk"]).stream
        var level = 100.0
        let walk = (0..<3000).map { (_: Int) -> Double in
            level += stream.nextUniform() - 0.5
            return level
        }
        let points = Fixture.points(try Fixture.model("ses"), walk, horizon: 1)
        #expect((points[0] - level).magnitude < 0.02)
        let noise = (0..<3000).map { (_: Int) in 10 + stream.nextUniform() }
        #expect((Fixture.points(try Fixture.model("ses"), noise, horizon: 1)[0] - 10.5).magnitude < 0.05)
    }

    @Test("the parameter is the mean alpha, between the bounds, and a fixed or optimised one is no average")
    func parameter() throws {
        for y in Self.series {
            let averaged = Fixture.run(try Fixture.model("ses"), y).outcome.parameters
            #expect(averaged.count == 1 && averaged[0] > 0 && averaged[0] < 1)
            let fixed = try Fixture.model("ses", ["alpha": .number(0.3)])
            let least = try Fixture.model(
                "ses", ["alpha": .number(0.3), "initialisation": .word("least_squares")])
            #expect(Fixture.run(fixed, y) == Fixture.run(least, y))
            #expect(Fixture.run(fixed, y).outcome.parameters == [0.3])
        }
    }

    @Test("values at the ends of the numbers, and a perfect fit, still give a level")
    func extremes() throws {
        for scale in [1e300, 1e-300, 1] {
            let points = Fixture.points(try Fixture.model("ses"), [0, 0, 0, 0, 1, 1, 1].map { $0 * scale })
            #expect(points.allSatisfy { $0.isFinite && $0 >= 0 && $0 <= scale })
        }
    }
}
