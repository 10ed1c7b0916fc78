import ForecastCore
import StatisticalModels
import Testing

@Suite("Croston, SBA and TSB") struct IntermittentModelsTests {
    struct Golden: Decodable {
        struct Series: Decodable {
            let name: String
            let y: [Double]
            let croston: Double
            let sba: Double
            let tsb: Double
            /// TSB with alpha_d 0.2 and alpha_p 0.05.
            let slowTSB: Double

            let adida: Double
            let imapa: Double

            enum CodingKeys: String, CodingKey {
                case name, y, croston, sba, tsb, adida, imapa
                case slowTSB = "tsb_20_05"
            }
        }
        let series: [Series]
    }

    @Test("point forecasts equal statsforecast's to 1e-9")
    func equalStatsforecast() throws {
        let golden = try Fixture.golden("intermittent.json", as: Golden.self)
        #expect(golden.series.count >= 60)
        let croston = try Fixture.model("croston")
        let sba = try Fixture.model("sba")
        let tsb = try Fixture.model("tsb")
        let slow = try Fixture.model("tsb", ["alpha_d": .number(0.2), "alpha_p": .number(0.05)])
        for series in golden.series {
            for (model, expected) in [
                (croston, series.croston), (sba, series.sba), (tsb, series.tsb), (slow, series.slowTSB),
            ] {
                let points = Fixture.points(model, series.y, horizon: 3)
                let areEqual = points.allSatisfy { isClose($0, expected, within: 1e-9) }
                #expect(areEqual, "\(series.name) \(points) \(expected)")
            }
        }
    }

    @Test("ADIDA and IMAPA equal statsforecast's, but for what their search leaves open")
    func aggregation() throws {
        let golden = try Fixture.golden("intermittent.json", as: Golden.self)
        let adida = try Fixture.model("adida")
        let imapa = try Fixture.model("imapa")
        for series in golden.series {
            for (model, expected) in [(adida, series.adida), (imapa, series.imapa)] {
                let point = Fixture.points(model, series.y, horizon: 1)[0]
                // Their golden section ends within 1e-4 of the best alpha.
                #expect(isClose(point, expected, within: 1e-4), "\(series.name) \(point) \(expected)")
            }
        }
    }

    @Test("ADIDA by hand: a demand every second week on average, blocks of two, alpha 0.3")
    func adidaByHand() throws {
        // Demands in weeks 2, 4 and 6 of 7: blocks (0, 4), (0, 2), (6, 0) behind the first week; 4, then 3.4, 4.18.
        let fixed: [String: ParameterValue] = ["alpha": .number(0.3)]
        let y: [Double] = [0, 0, 4, 0, 2, 6, 0]
        let points = Fixture.points(try Fixture.model("adida", fixed), y, horizon: 2)
        for point in points { #expect(isClose(point, 4.18 / 2, within: 1e-12)) }
        // Single weeks: 0, 0, 1.2, 0.84, 1.188, 2.6316, 1.84212; IMAPA is the mean of both.
        let imapa = Fixture.points(try Fixture.model("imapa", fixed), y, horizon: 1)[0]
        #expect(isClose(imapa, (4.18 / 2 + 1.84212) / 2, within: 1e-12))
    }

    @Test("SBJ by hand: alpha 0.5 takes a third away")
    func shaleByHand() throws {
        let points = Fixture.points(try Fixture.model("sbj", ["alpha": .number(0.5)]), [0, 4, 0, 0, 6, 0, 0])
        #expect(isClose(points[0], 2 * (1 - 0.5 / 1.5), within: 1e-12))
    }

    @Test("Croston by hand: demands 4 and 6 in weeks 2 and 5, alpha 0.5")
    func crostonByHand() throws {
        // z = 4, then 4 + 0.5 (6 - 4) = 5; p = 2, then 2 + 0.5 (3 - 2) = 2.5: 5 / 2.5.
        let alpha: [String: ParameterValue] = ["alpha": .number(0.5)]
        #expect(
            Fixture.points(try Fixture.model("croston", alpha), [0, 4, 0, 0, 6, 0, 0]) == [2, 2, 2, 2, 2, 2])
        // SBA: times 1 - 0.5 / 2.
        #expect(Fixture.points(try Fixture.model("sba", alpha), [0, 4, 0, 0, 6, 0, 0])[0] == 1.5)
    }

    @Test("TSB by hand decays while nothing is sold")
    func tsbByHand() throws {
        let model = try Fixture.model("tsb", ["alpha_d": .number(0.5), "alpha_p": .number(0.5)])
        // d: 0, 0.5, 0.25; z = 4.
        #expect(Fixture.points(model, [0, 4, 0], horizon: 1) == [1])
        #expect(Fixture.points(model, [0, 4, 0, 0], horizon: 1) == [0.5])
    }

    @Test("an unobserved week changes nothing: neither state nor the count of weeks")
    func missingWeeks() throws {
        let y: [Double] = [0, 4, 0, 0, 6, 0, 3, 0, 0, 1]
        var gaps = y
        for place in [0, 3, 3, 7, 11] { gaps.insert(.nan, at: place) }
        for kind in ["croston", "sba", "tsb"] {
            let model = try Fixture.model(kind)
            #expect(Fixture.run(model, gaps).values == Fixture.run(model, y).values)
        }
    }

    @Test("quantiles are those of the mixture: half of the weeks 0, the others 2, 4, 6 or 8")
    func mixtureByHand() throws {
        // d = 0.5 exactly with alpha_p near 0 is out of reach, so: Croston on a regular series, interval 2.
        // A hair beside whole numbers, whose quantiles are rounded.
        let y: [Double] = [0, 2, 0, 4, 0, 6, 0, 8 + 1e-10]
        let model = try Fixture.model("croston", ["alpha": .number(1e-12)])
        let forecast = Fixture.run(model, y, horizon: 1)
        // z = 2 (the first size), so sizes 2, 4, 6, 8 are scaled by 2/5; levels up to 0.5 are 0. Level 0.75 is
        // the median of the sizes, 5 * 2/5; level 0.9 their 0.8-quantile: position (4 + 1) * 0.8 - 1 = 3, 8 * 2/5.
        #expect(forecast.values[1...3] == [0, 0, 0])
        #expect(
            isClose(forecast.values[4], 2, within: 1e-9) && isClose(forecast.values[5], 3.2, within: 1e-9))
    }

    @Test("counts are spread: each stands for half a root less and more, too, and counts once")
    func spreadByHand() throws {
        let model = try Fixture.model("croston", ["alpha": .number(1e-12)])
        // Demand that may be negative is not rounded.
        let forecast = Fixture.run(model, [0, 2, 0, 4, 0, 6, 0, 8], horizon: 1, isNonNegative: false)
        // Of twelve the sixth is 6 - sqrt(6) / 2 and the seventh 4 + sqrt(4) / 2. Level 0.75 is the median of the sizes; level 0.9 their
        // 0.8-quantile, which of four stands at (5 * 0.8 - 0.5) / 4 = 0.875 of the way, the middle of the eleventh of twelve: 8.
        #expect(forecast.values[1...3] == [0, 0, 0])
        let median = (6 - 6.0.squareRoot() / 2 + 5) / 2
        #expect(isClose(forecast.values[4], 0.4 * median, within: 1e-9))
        #expect(isClose(forecast.values[5], 0.4 * 8, within: 1e-9))
        // What always sells the same does not vary.
        let same = Fixture.run(model, [0, 3, 0, 3, 0, 3, 0, 3], horizon: 1, isNonNegative: false)
        #expect(same.values[1...3] == [0, 0, 0] && isClose(same.values[4], 3, within: 1e-9))
        #expect(isClose(same.values[5], 3, within: 1e-9))
    }

    @Test("no demand is a fallback to zero, with its reason", arguments: ["croston", "sba", "tsb"])
    func noDemand(kind: String) throws {
        let model = try Fixture.model(kind)
        let zeros = Fixture.run(model, [0, 0, .nan, 0])
        #expect(zeros.outcome.fallback == Fallback(.allZero) && zeros.values.allSatisfy { $0 == 0 })
        let nothing = Fixture.run(model, [.nan, .nan])
        #expect(
            nothing.outcome.fallback == Fallback(.noObservations) && nothing.values.allSatisfy { $0 == 0 })
        #expect(Fixture.run(model, []).outcome.fallback == Fallback(.noObservations))
        #expect(Fixture.run(model, [-3, -1]).outcome.fallback == Fallback(.notPositive))
    }

    @Test("optimised weights lie within their bounds and do not forecast worse in sample")
    func optimised() throws {
        let y = Fixture.intermittentSeries(count: 150)
        let firstDemand = try #require(y.firstIndex { $0 > 0 })
        func sumOfSquares(_ model: any LocalModel) -> Double {
            (firstDemand + 1..<150).reduce(0) { sum, end in
                let e = y[end] - Fixture.points(model, Array(y[..<end]), horizon: 1)[0]
                return sum + e * e
            }
        }
        let word = ParameterValue.word("optimised")
        for (kind, changes) in [
            ("croston", ["alpha": word]), ("sba", ["alpha": word]),
            ("tsb", ["alpha_d": word, "alpha_p": word]),
        ] {
            let model = try Fixture.model(kind, changes)
            let fitted = try LocalModelExecution.fit(model, Fixture.history(y), horizon: 1).get()
            #expect(fitted.values.allSatisfy { (0...1).contains($0) })
            let names = try Fixture.model(kind).parameterNames
            let asFixed = try Fixture.model(
                kind,
                Dictionary(uniqueKeysWithValues: zip(names, fitted.values.map { ParameterValue.number($0) })))
            #expect(
                sumOfSquares(asFixed) <= sumOfSquares(try Fixture.model(kind)), "\(kind) \(fitted.values)")
        }
    }
}
