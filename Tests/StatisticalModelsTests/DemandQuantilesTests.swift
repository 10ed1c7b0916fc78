import ForecastCore
import StatisticalModels
import Testing

/// Quantiles that have the shape of demand, whole numbers where it is, and a bound on forecasts.
@Suite("quantiles that fit demand") struct DemandQuantilesTests {
    private static func quantiles(_ forecast: SeriesForecast, step: Int = 0) -> [Double] {
        Array(forecast.values[step * 6 + 1..<step * 6 + 6])
    }

    @Test("by hand: the weighted history of 0, 0, 8, scaled to the forecast")
    func byHand() throws {
        let model = try Fixture.model(
            "ses",
            ["alpha": .number(0.5), "initialisation": .word("first_values"), "quantiles": .word("history")])
        // Level 4; weights 0.9025, 0.95, 1: weighted mean 8 / 2.8525 = 2.8046, so that the 8 counts as 11.41, and the most that could have
        // come in its place, 8 + sqrt(8) / 2 = 9.41, as 13.43.
        let forecast = Fixture.run(model, [0.5, 0.5, 8.5].map { $0 - 0.5 }, isNonNegative: true)
        #expect(forecast.values[0] == 4)
        let quantiles = Self.quantiles(forecast)
        #expect(quantiles[0] == 0 && quantiles[1] == 0 && quantiles[4] == 13)
        // The same that is no count, since it is a little off: nothing but what was seen.
        let seen = Fixture.run(model, [0, 0, 8 + 1e-9])
        #expect(isClose(Self.quantiles(seen)[4], 11.41, within: 1e-6))
    }

    @Test("every model of the weighted history spreads counts alike, whatever unit it searches in")
    func sameSpread() throws {
        let y = Fixture.intermittentSeries(count: 60)
        // Demand that may be negative is neither rounded nor scaled: quantiles are those of the history, moved to the forecast.
        let moved = try ["ses", "ets", "adida"].map { kind in
            let values = Fixture.run(try Fixture.model(kind), y, horizon: 1, isNonNegative: false).values
            return values.dropFirst().map { $0 - values[0] }
        }
        for others in moved.dropFirst() {
            for (one, other) in zip(moved[0], others) { #expect((one - other).magnitude < 1e-9) }
        }
        // A hair off they are no counts, and have other quantiles.
        let seen = Fixture.run(
            try Fixture.model("ets"), y.map { 1.0000000001 * $0 }, horizon: 1, isNonNegative: false
        ).values
        #expect(zip(moved[1], seen.dropFirst()).contains { ($0 - ($1 - seen[0])).magnitude > 0.01 })
    }

    @Test(
        "demand that is mostly zero has zeros for quantiles up to that share, and no negative ones are repaired"
    )
    func zeros() throws {
        let y = Fixture.intermittentSeries(count: 120)
        let forecast = Fixture.run(try Fixture.model("ses"), y)
        #expect(forecast.outcome.repairs.total == 0)
        let quantiles = Self.quantiles(forecast, step: 5)
        #expect(quantiles[0] == 0 && quantiles[1] == 0 && quantiles[2] == 0 && quantiles[4] >= 3)
    }

    @Test("a series of low alpha has the history's spread, one of alpha 1 that of the paths")
    func blend() throws {
        let y = Fixture.seasonalSeries(count: 60)
        func run(_ alpha: Double, _ source: String) throws -> [Double] {
            Fixture.run(
                try Fixture.model("ses", ["alpha": .number(alpha), "quantiles": .word(source)]), y
            ).values
        }
        for alpha in [1e-9, 0.6, 0.999999999] {
            let blended = zip(try run(alpha, "paths"), try run(alpha, "history")).map {
                alpha * alpha * $0 + (1 - alpha * alpha) * $1
            }
            for (ours, expected) in zip(try run(alpha, "auto"), blended) {
                #expect(isClose(ours, expected, within: 1e-12))
            }
        }
    }

    @Test("quantiles of whole demand are whole numbers, half up, and means stay")
    func wholeNumbers() throws {
        let y = Fixture.intermittentSeries(count: 60).map { $0 + 3 }
        for (name, model) in try Fixture.everyModel() {
            let whole = Fixture.run(model, y)
            for index in whole.values.indices where index % 6 > 0 {
                #expect(whole.values[index] == whole.values[index].rounded(), "\(name)")
            }
            // `count` has another distribution for what is no count.
            if name == "count" { continue }
            // A little off whole numbers, the same model tells what was rounded.
            let offset = Fixture.run(model, y.map { $0 * 1.0000000001 })
            // Others spread what was counted, so that there quantiles differ by more.
            let isRounded = ["naive", "seasonal_naive", "moving_average", "drift", "mean"].contains(name)
            for index in whole.values.indices where isRounded || index % 6 == 0 {
                // Searches end a little apart on the two.
                #expect((whole.values[index] - offset.values[index]).magnitude <= 0.51, "\(name)")
            }
            if name == "ses" { #expect(whole.values[0] != whole.values[0].rounded()) }
        }
        // Demand that may be negative is money or a difference: nothing is rounded.
        let signed = Fixture.run(try Fixture.model("mean"), [-3, 1, 2, 2, 7], isNonNegative: false)
        #expect(Self.quantiles(signed).contains { $0 != $0.rounded() })
    }

    @Test("a forecast beyond ten times the largest value is a fallback, and so is a quantile")
    func explosion() throws {
        // Doubling every step: the trend of the logarithm goes on beyond all bounds.
        let y = (0..<12).map { Double(1 << $0) }
        let model = TransformedModel(try Fixture.model("holt"), transform: .log)
        let forecast = Fixture.run(model, y, horizon: 12)
        #expect(forecast.outcome.fallback == Fallback(.exploded))
        #expect(forecast.values.allSatisfy { $0 <= 10 * 2048 })
        #expect(Fixture.run(model, y, horizon: 2).outcome.fallback == nil)
    }

    @Test("a seasonal model's stand-in has the season, once there is one")
    func seasonalStandIn() throws {
        let model = try Fixture.model("holt_winters", ["seasonal": .word("multiplicative")])
        let y: [Double] = [1, 20, 3, 0, 2, 21, 4, 0, 3, 22, 5, 0]
        let forecast = Fixture.run(model, y, horizon: 4)
        #expect(forecast.outcome.fallback == Fallback(.notPositive))
        #expect(Fixture.means(forecast, width: 6) == [3, 22, 5, 0])
        let transformed = Fixture.run(
            TransformedModel(model, transform: .boxCox), [1, 5, 2, 1, 1], horizon: 4)
        #expect(transformed.outcome.fallback == Fallback(.tooShort))
        #expect(Fixture.means(transformed, width: 6) == [5, 2, 1, 1])
        #expect(Fixture.means(Fixture.run(model, [1, 0, 2]), width: 6).allSatisfy { $0 == 2 })
    }
}
