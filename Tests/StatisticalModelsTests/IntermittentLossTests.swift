import ForecastCore
import StatisticalModels
import Testing

/// Separate weights for sizes and intervals, and what they are optimised for.
@Suite("losses of intermittent models") struct IntermittentLossTests {
    struct Golden: Decodable {
        struct Fixed: Decodable {
            let kind: String
            let series: Int
            let alpha: Double
            let beta: Double
            let forecast: Double
            let losses: [String: Double]
        }
        struct Optimum: Decodable {
            let kind: String
            let series: Int
            let loss: String
            let value: Double
        }
        let series: [[Double]]
        let fixed: [Fixed]
        let optimised: [Optimum]
    }

    private static let word = ParameterValue.word("optimised")

    private static func model(
        _ kind: String, _ alpha: ParameterValue, _ beta: ParameterValue, loss: String = "squared",
        initialisation: String = "mean"
    ) throws -> any LocalModel {
        try Fixture.model(
            kind,
            [
                kind == "tsb" ? "alpha_d" : "alpha": alpha, kind == "tsb" ? "alpha_p" : "beta": beta,
                "loss": .word(loss), "initialisation": .word(initialisation),
            ])
    }

    /// Rates one step ahead by the equations, NaN where none counts; the interval and the probability start at their means.
    private static func rates(_ kind: String, _ y: [Double], _ alpha: Double, _ beta: Double) -> [Double] {
        let demands = y.indices.filter { y[$0] > 0 }
        var rates = [Double](repeating: .nan, count: y.count)
        var size = y[demands[0]]
        if kind == "tsb" {
            var probability = Double(demands.count) / Double(y.count)
            for t in y.indices.dropFirst() {
                rates[t] = probability * size
                probability += beta * ((y[t] > 0 ? 1 : 0) - probability)
                if y[t] > 0 { size += alpha * (y[t] - size) }
            }
            return rates
        }
        let factor = ["croston": 1, "sba": 1 - beta / 2, "sbj": 1 - beta / (2 - beta)][kind] ?? .nan
        var interval = Double(demands[demands.count - 1] + 1) / Double(demands.count)
        for (place, t) in demands.enumerated() {
            if place > 0 {
                size += alpha * (y[t] - size)
                interval += beta * (Double(t - demands[place - 1]) - interval)
            }
            let end = place + 1 < demands.count ? demands[place + 1] : y.count - 1
            for later in t + 1..<max(t + 1, end + 1) { rates[later] = factor * size / interval }
        }
        return rates
    }

    private static func loss(_ name: String, _ y: [Double], _ rates: [Double]) -> Double {
        var targets = y
        if name.hasSuffix("rate") {
            for t in y.indices { targets[t] = y[...t].reduce(0, +) / Double(t + 1) }
            let tenth = Int((0.1 * Double(y.count)).rounded(.up))
            for t in 0..<max(0, tenth - 1) { targets[t] = targets[tenth - 1] }
        }
        let errors = y.indices.filter { !rates[$0].isNaN }.map { targets[$0] - rates[$0] }
        if name == "periods_in_stock" {
            return errors.indices.reduce(0) { $0 + errors[...$1].reduce(0, +) }.magnitude
        }
        return errors.reduce(0) { $0 + (name.hasPrefix("squared") ? $1 * $1 : $1.magnitude) }
    }

    @Test("with given weights forecasts and losses equal intermittent-forecast's")
    func fixed() throws {
        let golden = try Fixture.golden("intermittent_losses.json", as: Golden.self)
        #expect(golden.fixed.count >= 100)
        for example in golden.fixed {
            let y = golden.series[example.series]
            let model = try Self.model(example.kind, .number(example.alpha), .number(example.beta))
            let point = Fixture.points(model, y, horizon: 1)[0]
            #expect(isClose(point, example.forecast, within: 1e-12), "\(example.kind) \(example.series)")
            let rates = Self.rates(example.kind, y, example.alpha, example.beta)
            for (name, value) in example.losses {
                #expect(isClose(Self.loss(name, y, rates), value, within: 1e-9), "\(example.kind) \(name)")
            }
        }
    }

    @Test("the search ends no higher than intermittent-forecast's, by squared errors always")
    func optimum() throws {
        let golden = try Fixture.golden("intermittent_losses.json", as: Golden.self)
        #expect(golden.optimised.count >= 500)
        var (lower, above) = (0, 0)
        for example in golden.optimised {
            let y = golden.series[example.series]
            let model = try Self.model(example.kind, Self.word, Self.word, loss: example.loss)
            let p = Fixture.run(model, y, levels: []).outcome.parameters
            #expect(p.allSatisfy { (0...1).contains($0) })
            let ours = Self.loss(example.loss, y, Self.rates(example.kind, y, p[0], p[1]))
            // Periods in stock can be none: what is left then is a rounding of the demands that were added up.
            let rounding = example.loss == "periods_in_stock" ? 1e-6 * y.reduce(0, +) : 0
            let isAbove = ours > example.value * (1 + 1e-6) + rounding
            let name = "\(example.kind) \(example.loss) \(example.series): \(ours) for \(example.value)"
            #expect(!isAbove || example.loss != "squared", "\(name)")
            // Both search among several valleys, and each misses some.
            #expect(ours <= example.value * 1.012 + rounding, "\(name)")
            if isAbove { above += 1 }
            if ours < example.value * (1 - 1e-6) { lower += 1 }
        }
        #expect(above * 50 <= golden.optimised.count, "\(above) above")
        #expect(lower > 10 * above, "\(above) above, \(lower) below")
    }

    @Test(
        "squared errors are the least: no point of a fine grid has less, and none next to the weights found")
    func bottom() throws {
        let golden = try Fixture.golden("intermittent_losses.json", as: Golden.self)
        let grid = (0...40).map { Double($0) / 40 }
        for (number, y) in golden.series.enumerated() {
            for kind in ["croston", "sba", "sbj", "tsb"] {
                let name = number.isMultiple(of: 2) ? "squared" : "squared_rate"
                func loss(_ alpha: Double, _ beta: Double) -> Double {
                    Self.loss(name, y, Self.rates(kind, y, alpha, beta))
                }
                let model = try Self.model(kind, Self.word, Self.word, loss: name)
                let p = Fixture.run(model, y, levels: []).outcome.parameters
                let ours = loss(p[0], p[1])
                var others = grid.flatMap { alpha in grid.map { loss(alpha, $0) } }
                for step in [-1e-4, 1e-4] {
                    others.append(loss(min(1, max(0, p[0] + step)), p[1]))
                    others.append(loss(p[0], min(1, max(0, p[1] + step))))
                }
                let least = try #require(others.min())
                #expect(ours <= least * (1 + 1e-10), "\(kind) \(number): \(ours) for \(least)")
            }
        }
    }

    @Test("one weight for both, or one of two, is the best of its kind")
    func oneWeight() throws {
        let y = Fixture.intermittentSeries(count: 80)
        let grid = (0...2000).map { Double($0) / 2000 }
        for kind in ["croston", "sba", "sbj", "tsb"] {
            let fixed = ParameterValue.number(0.3)
            typealias Search = (model: any LocalModel, weights: (Double) -> (Double, Double))
            var searches: [Search] = [
                (try Self.model(kind, Self.word, fixed), { ($0, 0.3) }),
                (try Self.model(kind, fixed, Self.word), { (0.3, $0) }),
            ]
            if kind != "tsb" {
                searches.append((try Self.model(kind, Self.word, .word("alpha")), { ($0, $0) }))
            }
            for (model, weights) in searches {
                let p = Fixture.run(model, y, levels: []).outcome.parameters
                let ours = Self.loss("squared", y, Self.rates(kind, y, p[0], p[1]))
                let least =
                    grid.map { Self.loss("squared", y, Self.rates(kind, y, weights($0).0, weights($0).1)) }
                    .min() ?? 0
                #expect(ours <= least * (1 + 1e-10), "\(kind): \(ours) for \(least)")
            }
        }
    }

    @Test("one weight for both is what beta says by default")
    func sameWeight() throws {
        let y = Fixture.intermittentSeries(count: 60)
        for kind in ["croston", "sba", "sbj"] {
            let same = Fixture.run(try Fixture.model(kind, ["alpha": .number(0.2)]), y)
            let apart = Fixture.run(
                try Fixture.model(kind, ["alpha": .number(0.2), "beta": .number(0.2)]), y)
            #expect(same == apart)
            let optimised = Fixture.run(try Fixture.model(kind, ["alpha": Self.word]), y).outcome.parameters
            #expect(optimised[0] == optimised[1])
        }
    }

    @Test("a single demand, demand at every step and huge values have weights, and gaps change none of them")
    func edges() throws {
        for name in ["squared", "absolute", "squared_rate", "absolute_rate", "periods_in_stock"] {
            for kind in ["croston", "sba", "sbj", "tsb"] {
                for start in ["mean", "first_values"] {
                    let model = try Self.model(kind, Self.word, Self.word, loss: name, initialisation: start)
                    for y in [[0, 0, 5, 0, 0], [3, 4, 5, 4, 3, 4], [0, 1e150, 0, 2e150, 0], [7]] {
                        let outcome = Fixture.run(model, y).outcome
                        #expect(
                            outcome.parameters.allSatisfy { (0...1).contains($0) }, "\(kind) \(name) \(y)")
                    }
                    let y = Fixture.intermittentSeries(count: 30)
                    let gaps = [.nan] + y.flatMap { [$0, .nan] }
                    #expect(
                        Fixture.run(model, gaps).values == Fixture.run(model, y).values, "\(kind) \(name)")
                }
            }
        }
    }
}
