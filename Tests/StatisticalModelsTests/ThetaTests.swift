import ForecastCore
import StatisticalModels
import Testing

@Suite("Theta") struct ThetaTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let variant: String
            let y: [Double]
            let alpha: Double
            let theta: Double
            let level: Double
            let sum: Double?
            let forecast: [Double]
        }
        struct Figure: Decodable {
            let y: [Double]
            let season: Int
            let kind: String
            let figure: [Double]
        }
        let fixed: [Case]
        let optimised: [Case]
        let figures: [Figure]
    }

    private static func model(_ variant: String, _ changes: [String: ParameterValue] = [:]) throws
        -> any LocalModel
    {
        try Fixture.model(
            "theta",
            changes.merging(["variant": .word(variant), "seasonal": .word("none")]) { mine, _ in mine })
    }

    /// The errors from the fourth on, by the equations of the paper one after the other, lines by regression.
    static func errors(_ y: [Double], _ variant: String, _ alpha: Double, _ theta: Double, _ start: Double)
        -> [Double]
    {
        var level = start
        var errors: [Double] = []
        for t in y.indices {
            let (a, b) = variant == "dynamic" ? line(Array(y[..<t])) : line(y)
            var decay = 1.0
            for _ in 0..<t { decay *= 1 - alpha }
            if t >= 3 {
                errors.append(
                    y[t] - level - (1 - 1 / theta) * (decay * a + (1 - decay * (1 - alpha)) / alpha * b))
            }
            level = alpha * y[t] + (1 - alpha) * level
        }
        return errors
    }

    /// The errors are linear in the initial level: two runs give the regression.
    static func bestLevel(_ y: [Double], _ variant: String, _ alpha: Double, _ theta: Double) -> Double {
        let zero = errors(y, variant, alpha, theta, 0)
        let unit = zip(zero, errors(y, variant, alpha, theta, 1)).map { $0 - $1 }
        return zip(zero, unit).reduce(0) { $0 + $1.0 * $1.1 } / unit.reduce(0) { $0 + $1 * $1 }
    }

    /// Intercept and slope by the normal equations, t from 1.
    static func line(_ y: [Double]) -> (Double, Double) {
        guard y.count > 1 else { return (y.first ?? 0, 0) }
        let n = Double(y.count)
        let times = y.indices.map { Double($0 + 1) }
        let (st, sy) = (times.reduce(0, +), y.reduce(0, +))
        let stt = times.reduce(0) { $0 + $1 * $1 }
        let sty = zip(times, y).reduce(0) { $0 + $1.0 * $1.1 }
        let slope = (n * sty - st * sy) / (n * stt - st * st)
        return ((sy - slope * st) / n, slope)
    }

    @Test("point forecasts with given alpha and theta equal statsforecast's")
    func equalStatsforecast() throws {
        let golden = try Fixture.golden("theta.json", as: Golden.self)
        #expect(golden.fixed.count == 96)
        for example in golden.fixed {
            let model = try Self.model(
                example.variant,
                ["alpha": .number(example.alpha), "theta": .number(example.theta)])
            let points = Fixture.points(model, example.y, horizon: 8)
            for (ours, theirs) in zip(points, example.forecast) {
                // Both solve a regression for the initial level, in different orders of operation.
                #expect(
                    isClose(ours, theirs, within: 1e-9), "\(example.variant) \(points) \(example.forecast)")
            }
        }
    }

    @Test("the search ends at or below statsforecast's sum of squares, by the paper's own equations")
    func optimum() throws {
        let golden = try Fixture.golden("theta.json", as: Golden.self)
        #expect(golden.optimised.count == 24)
        for example in golden.optimised {
            let optimised = try Self.model(example.variant, ["alpha": .word("optimised")])
            let p = Fixture.run(optimised, example.y).outcome.parameters
            #expect((0.1...0.99).contains(p[0]) && p[1] >= 1)
            let level = Self.bestLevel(example.y, example.variant, p[0], p[1])
            let ours = Self.errors(example.y, example.variant, p[0], p[1], level).reduce(0) { $0 + $1 * $1 }
            let theirs = try #require(example.sum)
            let recomputed = Self.errors(
                example.y, example.variant, example.alpha, example.theta, example.level
            ).reduce(0) { $0 + $1 * $1 }
            #expect(isClose(recomputed, theirs, within: 1e-9), "the oracle itself")
            #expect(ours <= theirs * (1 + 1e-9), "\(example.variant) \(p): \(ours) for \(theirs)")
        }
    }

    /// Intercept and slope by weighted normal equations, t from 1: a value weighs discount^age.
    static func discountedLine(_ y: [Double], _ discount: Double) -> (Double, Double) {
        guard y.count > 1 else { return (y.first ?? 0, 0) }
        var (sw, st, sy, stt, sty) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for (index, value) in y.enumerated() {
            let w = (0..<y.count - 1 - index).reduce(1.0) { product, _ in product * discount }
            let t = Double(index + 1)
            sw += w
            st += w * t
            sy += w * value
            stt += w * t * t
            sty += w * t * value
        }
        let slope = (sw * sty - st * sy) / (sw * stt - st * st)
        return ((sy - slope * st) / sw, slope)
    }

    /// The errors from the fourth on, then the forecasts, each of which counts as a value for the next; `line` is that of the values known.
    static func naive(
        _ y: [Double], alpha: Double, omega: Double, start: Double, horizon: Int,
        line: ([Double]) -> (Double, Double)
    ) -> (errors: [Double], points: [Double]) {
        var (level, decay, known) = (start, 1.0, y)
        var (errors, points) = ([Double](), [Double]())
        for t in 0..<y.count + horizon {
            let (a, b) = line(Array(known[..<t]))
            let expected = level + omega * (decay * a + (1 - decay * (1 - alpha)) / alpha * b)
            if t >= y.count {
                known.append(expected)
                points.append(expected)
            } else if t >= 3 {
                errors.append(y[t] - expected)
            }
            level += alpha * (known[t] - level)
            decay *= 1 - alpha
        }
        return (errors, points)
    }

    /// With theta 2, from the initial level that has the least squares: the errors are linear in it.
    private static func best(
        _ y: [Double], _ alpha: Double, _ line: ([Double]) -> (Double, Double)
    ) -> (errors: [Double], points: [Double]) {
        func from(_ start: Double) -> (errors: [Double], points: [Double]) {
            naive(y, alpha: alpha, omega: 0.5, start: start, horizon: 6, line: line)
        }
        let zero = from(0).errors
        let unit = zip(zero, from(1).errors).map { $0 - $1 }
        return from(zip(zero, unit).reduce(0) { $0 + $1.0 * $1.1 } / unit.reduce(0) { $0 + $1 * $1 })
    }

    @Test("recent follows the discounted line of what is known, found anew at every step", arguments: [1, 4])
    func recent(season: Int) throws {
        // 0.88 a season.
        let discount = season == 1 ? 0.88 : 0.88.squareRoot().squareRoot()
        let model = try Self.model(
            "recent", ["alpha": .number(0.4), "theta": .number(2), "season": .integer(season)])
        for y in [Fixture.seasonalSeries(count: 40), (0..<25).map { 9 + 0.1 * Double($0 * $0) }] {
            let expected = Self.best(y, 0.4) { Self.discountedLine($0, discount) }.points
            for (point, naive) in zip(Fixture.points(model, y), expected) {
                #expect(isClose(point, naive, within: 1e-9), "\(season)")
            }
        }
    }

    @Test("averaged weighs the standard, the dynamic and the recent model by their likelihood")
    func averaged() throws {
        let fixed: [String: ParameterValue] = [
            "alpha": .number(0.3), "theta": .number(2), "season": .integer(1),
        ]
        let y = Fixture.seasonalSeries(count: 37, noise: 3).enumerated().map {
            $0.element + 0.4 * Double($0.offset)
        }
        let lines: [([Double]) -> (Double, Double)] = [
            { _ in Self.line(y) }, { Self.discountedLine($0, 1) }, { Self.discountedLine($0, 0.88) },
        ]
        let found = lines.map { Self.best(y, 0.3, $0) }
        let points = found.map(\.points)
        let weights = found.map { one in
            // exp(-n/2 log SSE) of 34 errors, in a unit that keeps it a number.
            let sum = one.errors.reduce(0) { $0 + $1 * $1 } / 1000
            return (0..<17).reduce(1.0) { product, _ in product / sum }
        }
        let total = weights.reduce(0, +)
        #expect(weights.allSatisfy { $0 > 0.01 * total }, "a test of one weight only: \(weights)")
        for (step, point) in Fixture.points(try Self.model("averaged", fixed), y).enumerated() {
            let expected = zip(weights, points).reduce(0) { $0 + $1.0 / total * $1.1[step] }
            #expect(isClose(point, expected, within: 1e-9))
        }
    }

    @Test("the standard method is half the trend of the line, drawn from the smoothed level")
    func standardIsHalfTheSlope() throws {
        let y = Fixture.seasonalSeries(count: 60)
        let points = Fixture.points(try Self.model("standard", ["alpha": .number(0.4)]), y, horizon: 6)
        let slope = Self.line(y).1
        for (a, b) in zip(points, points.dropFirst()) { #expect(isClose(b - a, slope / 2, within: 1e-9)) }
    }

    @Test("gaps count no errors; a line is a line with and without them, and goes on at the end")
    func gaps() throws {
        var y = (0..<40).map { 5 + 2 * Double($0) }
        for place in [4, 5, 20, 39, 38] { y[place] = .nan }
        let dynamic = Fixture.points(try Self.model("dynamic", ["theta": .number(1000)]), y, horizon: 3)
        for (step, point) in dynamic.enumerated() {
            #expect(isClose(point, 5 + 2 * Double(40 + step), within: 1e-2), "\(dynamic)")
        }
    }

    @Test("a season is found, taken out, and given back; where there is none nothing changes")
    func season() throws {
        let seasonal = Fixture.seasonalSeries(count: 60, noise: 1)
        let truth = Fixture.seasonalSeries(count: 66, noise: 0).suffix(6)
        for kind in ["theta", "ses", "holt", "damped"] {
            let adjusted = try Fixture.model(kind, ["seasonal": .word("classical")])
            let plain = try Fixture.model(kind, ["seasonal": .word("none")])
            for (point, expected) in zip(Fixture.points(adjusted, seasonal), truth) {
                #expect(isClose(point, expected, within: 0.06), "\(kind)")
            }
            for y in [Fixture.seasonalSeries(count: 11), Fixture.intermittentSeries(count: 50)] {
                #expect(Fixture.run(adjusted, y) == Fixture.run(plain, y), "\(kind)")
            }
        }
    }

    @Test("the seasonal figure equals statsmodels': a seasonal line minus or over its trend gives it back")
    func figures() throws {
        let golden = try Fixture.golden("theta.json", as: Golden.self)
        #expect(golden.figures.count == 8)
        for example in golden.figures
        where example.kind == "multiplicative" && example.y.count >= 3 * example.season {
            // SES with alpha near 0 forecasts one number: what is left between positions is the figure.
            let model = try Fixture.model(
                "ses",
                ["alpha": .number(0.5), "seasonal": .word("classical"), "season": .integer(example.season)])
            let points = Fixture.points(model, example.y, horizon: example.season)
            let mean = points.reduce(0, +) / Double(points.count)
            for (step, point) in points.enumerated() {
                let expected = example.figure[(example.y.count + step) % example.season]
                #expect(isClose(point / mean, expected, within: 1e-9), "season \(example.season)")
            }
        }
    }
}
