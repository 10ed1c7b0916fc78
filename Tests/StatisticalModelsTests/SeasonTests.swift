import ForecastCore
import NumericKernels
import StatisticalModels
import Testing

/// Seasons that are taken out before a model and given back to its forecast.
@Suite("seasons: STL and waves") struct SeasonTests {
    struct Golden: Decodable {
        struct Decomposition: Decodable {
            let y: [Double]
            let season: Int
            let trend: [Double]
            let seasonal: [Double]
        }
        struct Waves: Decodable {
            let y: [Double]
            let season: Int
            let kind: String
            let waves: Int
            let figure: [Double]
        }
        let stl: [Decomposition]
        let waves: [Waves]
    }

    private static func model(_ method: String, season: Int, kind: String = "ses") throws -> any LocalModel {
        try Fixture.model(
            kind, ["seasonal": .word(method), "season": .integer(season), "alpha": .number(0.3)])
    }

    /// A season of two waves around 50, times what `noise` says.
    private static func series(
        _ count: Int, season: Int = 12, amplitude: Double = 0.3, noise: Double, seed: UInt64
    ) -> [Double] {
        var stream = RandomPath(seed: seed, ["waves"]).stream
        return (0..<count).map { step in
            let angle = 2 * Double.pi * Double(step) / Double(season)
            let wave = amplitude * (PortableMath.sin(angle) + 0.4 * PortableMath.cos(2 * angle))
            return 50 * PortableMath.exp(wave + noise * NormalDistribution.quantile(stream.nextUniform()))
        }
    }

    @Test("the decomposition equals statsmodels' port of the authors' program")
    func decomposition() throws {
        let golden = try Fixture.golden("seasonal.json", as: Golden.self)
        #expect(golden.stl.count == 6)
        for example in golden.stl {
            let ours = SeasonalTrendDecomposition(example.y, season: example.season, seasonalWindow: 7)
            let size = example.y.reduce(0) { max($0, $1.magnitude) }
            for t in example.y.indices {
                // Sums in another order.
                #expect((ours.trend[t] - example.trend[t]).magnitude < 1e-10 * size)
                #expect((ours.season[t] - example.seasonal[t]).magnitude < 1e-10 * size)
                let sum = ours.trend[t] + ours.season[t] + ours.rest[t]
                #expect((sum - example.y[t]).magnitude < 1e-12 * size)
            }
        }
    }

    @Test("number and shape of the waves equal those of numpy's least squares, fitted one by one")
    func waves() throws {
        let golden = try Fixture.golden("seasonal.json", as: Golden.self)
        #expect(golden.waves.count == 24)
        for example in golden.waves {
            let points = Fixture.points(
                try Self.model("fourier", season: example.season), example.y, horizon: example.season)
            let plain = Fixture.points(
                try Self.model("none", season: example.season), example.y, horizon: example.season)
            guard example.waves > 0 else {
                #expect(points == plain, "\(example.kind)")
                continue
            }
            // SES forecasts one number: what differs between positions is the season.
            let mean = points.reduce(0, +) / Double(points.count)
            let isMultiplicative = example.y.allSatisfy { $0 >= 0 }
            for (step, point) in points.enumerated() {
                let expected = example.figure[(example.y.count + step) % example.season]
                let ours = isMultiplicative ? point / mean : point - mean
                // Both iterate, and stop at changes of 1e-8 or none.
                #expect(
                    isClose(ours, expected, within: 1e-6) || (ours - expected).magnitude < 1e-7,
                    "\(example.kind), \(example.season)")
            }
        }
    }

    @Test("a season under noise is found, and forecast better than without", arguments: ["stl", "fourier"])
    func findsSeason(method: String) throws {
        var (with, without) = (0.0, 0.0)
        for seed in 1...40 {
            let y = Self.series(48, noise: 0.15, seed: UInt64(seed))
            let truth = Self.series(60, noise: 0, seed: 1).suffix(12)
            for (name, error) in [(method, 0), ("none", 1)] {
                let points = Fixture.points(try Self.model(name, season: 12), Array(y), horizon: 12)
                let sum = zip(points, truth).reduce(0) { $0 + ($1.0 - $1.1).magnitude }
                if error == 0 { with += sum } else { without += sum }
            }
        }
        #expect(with < 0.6 * without, "\(with) \(without)")
    }

    @Test("noise has hardly a season: taking it out costs little", arguments: ["stl", "fourier"])
    func noSeason(method: String) throws {
        var (with, without) = (0.0, 0.0)
        for seed in 1...60 {
            let y = Self.series(36, amplitude: 0, noise: 0.3, seed: UInt64(seed))
            let points = Fixture.points(try Self.model(method, season: 12), y, horizon: 12)
            let plain = Fixture.points(try Self.model("none", season: 12), y, horizon: 12)
            with += points.reduce(0) { $0 + ($1 - 52) * ($1 - 52) }
            without += plain.reduce(0) { $0 + ($1 - 52) * ($1 - 52) }
        }
        // Three values a position: unshrunk, the season would add 0.09 / 3 to a level's 0.09 * 0.3 / 1.7.
        #expect(with < 1.6 * without, "\(with / without)")
    }

    @Test(
        "p10 to p90 holds four fifths of what comes, though the season was fitted",
        arguments: ["stl", "fourier"])
    func coverage(method: String) throws {
        let model = try Self.model(method, season: 12)
        var (inside, count) = (0.0, 0.0)
        // 7,200 values tell such a share to half a point.
        for seed in 1...600 {
            let y = Self.series(60, noise: 0.2, seed: UInt64(seed))
            let forecast = Fixture.run(model, Array(y.prefix(48)), horizon: 12)
            for step in 0..<12 {
                let actual = y[48 + step]
                if actual > forecast.values[6 * step + 1], actual < forecast.values[6 * step + 5] {
                    inside += 1
                }
                count += 1
            }
        }
        #expect((0.76...0.86).contains(inside / count), "\(inside / count)")
    }

    @Test("zeros stay zeros under waves; mostly zero demand has no STL season")
    func zeros() throws {
        var y = Self.series(60, noise: 0.1, seed: 3).map { $0.rounded() }
        for step in stride(from: 0, to: 60, by: 7) { y[step] = 0 }
        let model = try Fixture.model(
            "ses", ["seasonal": .word("fourier"), "season": .integer(12), "quantiles": .word("history")])
        let forecast = Fixture.run(model, y, horizon: 12)
        #expect(forecast.outcome.repairs.total == 0)
        // One week in seven sells nothing: p10 is 0 in every position.
        #expect((0..<12).allSatisfy { forecast.values[6 * $0 + 1] == 0 && forecast.values[6 * $0 + 2] > 0 })
        let sparse = Fixture.intermittentSeries(count: 60)
        #expect(
            Fixture.run(try Self.model("stl", season: 12), sparse)
                == Fixture.run(try Self.model("none", season: 12), sparse))
    }

    @Test("less than two seasons are no season", arguments: ["stl", "fourier"])
    func shortHistory(method: String) throws {
        let y = Self.series(23, noise: 0.1, seed: 4)
        #expect(
            Fixture.run(try Self.model(method, season: 12), y)
                == Fixture.run(try Self.model("none", season: 12), y))
    }

    @Test("any kind that has the parameter takes the season out, and gaps do no harm")
    func kinds() throws {
        var y = Self.series(60, noise: 0.02, seed: 5)
        for step in [3, 17, 18, 40] { y[step] = .nan }
        let truth = Self.series(72, noise: 0, seed: 1)[60..<66]
        let declared = StatisticalModels.kinds.filter { $0.parameters.contains { $0.domain == .seasons } }
        #expect(declared.count == 16)
        // Those of intermittent demand take a while to reach the level that this one has from the first step on.
        for kind in declared.map(\.name) where !["croston", "sba", "sbj", "tsb"].contains(kind) {
            for method in ["stl", "fourier"] {
                let model = try Fixture.model(kind, ["seasonal": .word(method), "season": .integer(12)])
                let points = Fixture.points(model, y)
                for (point, expected) in zip(points, truth) {
                    #expect(isClose(point, expected, within: 0.12), "\(kind) \(method) \(points)")
                }
            }
        }
    }

    /// Hours of a day in a week of six days, both seasons multiply: 48 steps.
    private static func twoSeasons(_ count: Int, noise: Double, seed: UInt64) -> [Double] {
        var stream = RandomPath(seed: seed, ["two seasons"]).stream
        let day = [0.6, 0.8, 1.1, 1.5, 1.2, 1, 0.9, 0.9]
        let week = [1.3, 1.0, 0.9, 0.8, 1.1, 0.9]
        return (0..<count).map { (step: Int) -> Double in
            200 * day[step % 8] * week[step / 8 % 6] * (1 + noise * (stream.nextUniform() - 0.5))
        }
    }

    @Test(
        "two seasons are taken out and given back, better than either alone",
        arguments: ["stl", "fourier", "classical"])
    func severalSeasons(method: String) throws {
        let y = Self.twoSeasons(240, noise: 0.1, seed: 6)
        let truth = Self.twoSeasons(288, noise: 0, seed: 6).suffix(48)
        func error(_ season: ParameterValue) throws -> Double {
            let model = try Fixture.model("ses", ["seasonal": .word(method), "season": season])
            return zip(Fixture.points(model, y, horizon: 48), truth).reduce(0) {
                $0 + ($1.0 - $1.1).magnitude
            }
                / truth.reduce(0, +)
        }
        let both = try error(.names(["8", "48"]))
        #expect(both < 0.04, "\(both)")
        #expect(try both < error(.integer(8)))
        // The longer season holds the shorter one; waves, of which there are ten at most, do not reach that far.
        if method == "fourier" { #expect(try both < error(.integer(48))) }
    }

    @Test("seasons of which one is not there are the one that is", arguments: ["stl", "fourier"])
    func needlessSeason(method: String) throws {
        let y = Self.series(100, noise: 0.1, seed: 8)
        let one = Fixture.points(try Self.model(method, season: 12), y)
        let two = Fixture.points(
            try Fixture.model("ses", ["seasonal": .word(method), "season": .names(["12", "51"])]), y)
        // 51 steps have no season of their own: two seasons of it are not even there to be found.
        for (a, b) in zip(one, two) { #expect(isClose(a, b, within: 0.05), "\(one) \(two)") }
    }

    @Test("values that add and sell below zero have seasons that add, all of them")
    func additiveSeasons() throws {
        let y = Self.twoSeasons(240, noise: 0.1, seed: 7).map { $0 - 230 }
        let truth = Self.twoSeasons(288, noise: 0, seed: 7).suffix(48).map { $0 - 230 }
        let model = try Fixture.model("ses", ["seasonal": .word("stl"), "season": .names(["8", "48"])])
        let points = Fixture.run(model, y, horizon: 48, levels: [], isNonNegative: false).values
        let error = zip(points, truth).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 48
        #expect(error < 10, "\(error)")
    }
}
