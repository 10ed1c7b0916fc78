import ForecastCore
import StatisticalModels
import Testing

@Suite("SES, Holt, damped Holt and Holt-Winters") struct ExponentialSmoothingTests {
    struct Golden: Decodable {
        struct Case: Decodable {
            let kind: String
            let y: [Double]
            let alpha: Double
            let beta: Double?
            let gamma: Double?
            let phi: Double?
            let season: Int?
            let seasonal: String?
            let initialisation: String?
            let forecast: [Double]
        }
        let cases: [Case]
    }

    @Test("point forecasts with fixed parameters equal statsmodels'")
    func equalStatsmodels() throws {
        let golden = try Fixture.golden("exponential_smoothing.json", as: Golden.self)
        #expect(golden.cases.count == 64)
        for example in golden.cases {
            var changes: [String: ParameterValue] = ["alpha": .number(example.alpha)]
            changes["beta"] = example.beta.map(ParameterValue.number)
            changes["gamma"] = example.gamma.map(ParameterValue.number)
            changes["phi"] = example.phi.map(ParameterValue.number)
            changes["season"] = example.season.map(ParameterValue.integer)
            changes["seasonal"] = example.seasonal.map(ParameterValue.word)
            changes["initialisation"] = example.initialisation.map(ParameterValue.word)
            if example.kind == "holt_winters" { changes["damped"] = .boolean(example.phi != nil) }
            let points = Fixture.points(try Fixture.model(example.kind, changes), example.y)
            for (ours, theirs) in zip(points, example.forecast) {
                // The initial regressions are solved in different orders of operation: 1e-9 holds all the same.
                #expect(isClose(ours, theirs, within: 1e-9), "\(example.kind) \(points) \(example.forecast)")
            }
        }
    }

    @Test("SES by hand: 10, 12, 11 with alpha 0.5 from the first value")
    func sesByHand() throws {
        let model = try Fixture.model(
            "ses", ["alpha": .number(0.5), "initialisation": .word("first_values")])
        // l: 10, 10, 11, 11.
        #expect(Fixture.points(model, [10, 12, 11], horizon: 2) == [11, 11])
    }

    @Test("Holt continues a line exactly, gaps or not")
    func holtOnALine() throws {
        var y = (0..<30).map { 5 + 2 * Double($0) }
        for place in [3, 4, 5, 17, 29] { y[place] = .nan }
        for kind in ["holt", "damped"] {
            let fixed: [String: ParameterValue] = kind == "holt" ? [:] : ["phi": .number(0.999999999)]
            let points = Fixture.points(try Fixture.model(kind, fixed), y, horizon: 3)
            for (step, point) in points.enumerated() {
                #expect(isClose(point, 5 + 2 * Double(30 + step), within: 1e-6), "\(kind) \(points)")
            }
        }
    }

    @Test("additive Holt-Winters continues a line with a season exactly, gaps or not")
    func holtWintersOnItsOwnModel() throws {
        var y = Fixture.seasonalSeries(count: 40, noise: 0)
        let expected = Fixture.seasonalSeries(count: 48, noise: 0).suffix(8)
        for place in [6, 7, 8, 21, 38, 39] { y[place] = .nan }
        let points = Fixture.points(try Fixture.model("holt_winters"), y, horizon: 8)
        for (point, truth) in zip(points, expected) { #expect(isClose(point, truth, within: 1e-9)) }
    }

    @Test("an unobserved week advances the level without an error")
    func missingWeeks() throws {
        let ses = try Fixture.model("ses", ["alpha": .number(0.5), "initialisation": .word("first_values")])
        #expect(
            Fixture.points(ses, [10, 12, .nan, 11], horizon: 1)
                == Fixture.points(ses, [10, 12, 11], horizon: 1))
        // Holt: l(0) = 9, b(0) = 1, then level and trend advance through the gaps: 10, 11, (12), 13.
        let holt = try Fixture.model(
            "holt", ["alpha": .number(0.5), "beta": .number(0.5), "initialisation": .word("first_values")])
        #expect(Fixture.points(holt, [10, 11, .nan, 13, .nan, 15, 16], horizon: 2) == [17, 18])
    }

    @Test("the least-squares start is no worse in sample than any other start")
    func leastSquaresIsLeast() throws {
        // With alpha near 0 and no trend the best level is the mean.
        let y: [Double] = [3, 9, 4, 8, 6, 5, 7]
        let model = try Fixture.model("ses", ["alpha": .number(1e-12)])
        #expect(isClose(Fixture.points(model, y, horizon: 1)[0], 6, within: 1e-9))
        // With alpha and beta near 0, Holt is the regression line.
        let holt = try Fixture.model("holt", ["alpha": .number(1e-12), "beta": .number(1e-12)])
        let line: [Double] = [1, 2, 6, 7, 9]
        // Mean 5 at t = 3, slope sum((t-3)(y-5)) / 10 = (8 + 3 + 0 + 2 + 8) / 10 = 2.1.
        let points = Fixture.points(holt, line, horizon: 2)
        #expect(
            isClose(points[0], 5 + 3 * 2.1, within: 1e-9) && isClose(points[1], 5 + 4 * 2.1, within: 1e-9))
    }

    @Test("series that cannot be fitted fall back with their reason")
    func fallbacks() throws {
        for kind in ["ses", "holt", "damped", "holt_winters"] {
            let model = try Fixture.model(kind)
            #expect(Fixture.run(model, [.nan]).outcome.fallback == Fallback(.noObservations))
            #expect(Fixture.run(model, [0, 0, 0, 0, 0, 0, 0, 0, 0]).outcome.fallback == Fallback(.allZero))
            let constant = Fixture.run(model, [7, 7, 7, .nan, 7, 7, 7, 7, 7, 7, 7])
            #expect(
                constant.outcome.fallback == Fallback(.constant) && constant.values.allSatisfy { $0 == 7 })
            #expect(constant.outcome.parameters.isEmpty)
            #expect(Fixture.run(model, [1, 2]).outcome.fallback == Fallback(.tooShort))
        }
        let multiplicative = try Fixture.model("holt_winters", ["seasonal": .word("multiplicative")])
        var y = Fixture.seasonalSeries(count: 20)
        #expect(Fixture.run(multiplicative, y).outcome.fallback == nil)
        y[5] = 0
        #expect(Fixture.run(multiplicative, y).outcome.fallback == Fallback(.notPositive))
        let yearly = try Fixture.model("holt_winters", ["season": .integer(12)])
        #expect(Fixture.run(yearly, y).outcome.fallback == Fallback(.tooShort))
    }

    @Test("a fixed parameter stays fixed while the others are optimised")
    func partlyFixed() throws {
        let y = Fixture.seasonalSeries(count: 60)
        let holt = Fixture.run(try Fixture.model("holt", ["alpha": .number(0.3)]), y).outcome.parameters
        #expect(holt.count == 2 && holt[0] == 0.3 && holt[1] != 0.5)
        let fixed: [String: ParameterValue] = ["beta": .number(0.2), "gamma": .number(0.1)]
        let seasonal = Fixture.run(try Fixture.model("holt_winters", fixed), y).outcome.parameters
        #expect(seasonal.count == 3 && seasonal[1] == 0.2 && seasonal[2] == 0.1)
    }

    @Test("fitted parameters lie within the bounds of FPP3, and gamma below 1 - alpha")
    func parameterBounds() throws {
        for seed in 0..<20 {
            let y = Fixture.seasonalSeries(count: 60, noise: 20, seed: UInt64(seed))
            for kind in ["ses", "holt", "damped", "holt_winters"] {
                let model = try Fixture.model(kind, ["alpha": .word("optimised")])
                let parameters = Fixture.run(model, y).outcome.parameters
                #expect(parameters.count == model.parameterNames.count)
                for (parameter, value) in zip(model.parameterNames, parameters) {
                    #expect(parameter == "phi" ? (0.8...0.98).contains(value) : value > 0 && value < 1)
                }
                if kind == "holt_winters" { #expect(parameters[2] < 1 - parameters[0]) }
            }
        }
    }
}
