import ForecastCore
import StatisticalModels
import Testing

@Suite("properties of every model") struct ModelPropertiesTests {
    /// A seasonal and an intermittent history, with and without gaps.
    static let histories: [[Double]] = {
        let seasonal = Fixture.seasonalSeries(count: 47)
        let intermittent = Fixture.intermittentSeries(count: 60)
        let gaps = seasonal.enumerated().map { [0, 5, 6, 13, 30].contains($0.offset) ? .nan : $0.element }
        return [seasonal, gaps, intermittent]
    }()

    @Test("the same input gives the same bits")
    func deterministic() throws {
        for (name, model) in try Fixture.everyModel() {
            for y in Self.histories { #expect(Fixture.run(model, y) == Fixture.run(model, y), "\(name)") }
        }
    }

    @Test("another seed moves nothing, but for quantiles that a bootstrap draws")
    func seed() throws {
        for (name, model) in try Fixture.everyModel() + Fixture.everyVariant() {
            for y in Self.histories {
                let one = Fixture.run(model, y, seed: 1)
                let two = Fixture.run(model, y, seed: 2)
                #expect(Fixture.means(one, width: 6) == Fixture.means(two, width: 6), "\(name)")
                if name != "count distribution bootstrap" { #expect(one == two, "\(name)") }
            }
        }
    }

    @Test("the mean does not depend on the levels asked for")
    func meanWithoutLevels() throws {
        for (name, model) in try Fixture.everyModel() {
            for y in Self.histories {
                let with = Fixture.means(Fixture.run(model, y), width: 6)
                #expect(with == Fixture.run(model, y, levels: []).values, "\(name)")
            }
        }
    }

    @Test(
        "four times the series is four times the forecast, to the bit, for every kind and every word of its parameters"
    )
    func scaleEquivariance() throws {
        // A power of two: then every rounding scales with it. No whole numbers: their quantiles are rounded.
        for (name, model) in try Fixture.everyModel() + Fixture.everyVariant() {
            for y in Self.histories.map({ $0.map { 0.3 * $0 } }) {
                let scaled = Fixture.run(model, y.map { 4 * $0 })
                let plain = Fixture.run(model, y)
                #expect(scaled.values == plain.values.map { 4 * $0 }, "\(name)")
                #expect(scaled.outcome == plain.outcome, "\(name)")
            }
        }
    }

    @Test(
        "series have no part in each other: their order changes nothing, for every kind and every word of its parameters"
    )
    func permutation() throws {
        for (name, model) in try Fixture.everyModel() + Fixture.everyVariant() {
            let forward = Self.histories.map { Fixture.run(model, $0) }
            let backward = Self.histories.reversed().map { Fixture.run(model, $0) }
            #expect(forward == backward.reversed(), "\(name)")
        }
    }

    @Test("adding a constant to the series adds it to the forecast of an additive model")
    func shiftEquivariance() throws {
        let additive = [
            "naive", "seasonal_naive", "moving_average", "drift", "mean", "ses", "holt", "damped",
            "holt_winters",
        ]
        #expect(additive.allSatisfy { name in StatisticalModels.kinds.contains { $0.name == name } })
        for (name, plainModel) in try Fixture.everyModel() where additive.contains(name) {
            // The weighted history is scaled to the forecast, so that zeros stay zeros.
            let model =
                ["ses", "holt", "damped", "holt_winters"].contains(name)
                ? try Fixture.model(name, ["quantiles": .word("paths")]) : plainModel
            for y in Self.histories.prefix(2) {
                let shifted = Fixture.run(model, y.map { $0 + 1000 })
                let plain = Fixture.run(model, y)
                for (a, b) in zip(shifted.values, plain.values) {
                    // Rounding moves the optimum of the search by about the square root of its tolerance.
                    #expect(isClose(a, b + 1000, within: 1e-5), "\(name)")
                }
            }
        }
    }

    @Test("quantiles never cross, are finite and not negative")
    func quantilesInOrder() throws {
        for (name, model) in try Fixture.everyModel() {
            for y in Self.histories {
                let values = Fixture.run(model, y, horizon: 15).values
                #expect(values.allSatisfy { $0.isFinite && $0 >= 0 }, "\(name)")
                for step in 0..<15 {
                    let quantiles = values[step * 6 + 1..<step * 6 + 6]
                    for (low, high) in zip(quantiles, quantiles.dropFirst()) {
                        #expect(low <= high, "\(name)")
                    }
                }
            }
        }
    }

    @Test("leading gaps are as if the series began later")
    func leadingGaps() throws {
        let y = Self.histories[0]
        let padded = [Double](repeating: .nan, count: 8) + y
        for (name, model) in try Fixture.everyModel() {
            #expect(Fixture.run(model, padded) == Fixture.run(model, y), "\(name)")
        }
    }

    @Test("parameters of an earlier window serve a later one")
    func refit() throws {
        let y = Self.histories[0]
        let request = ForecastRequest(horizon: 3, levels: Fixture.levels)
        for (name, model) in try Fixture.everyModel() {
            let fitted = LocalModelExecution.fit(
                model, Fixture.history(Array(y.prefix(30))), horizon: request.horizon)
            let forecast = LocalModelExecution.forecast(
                model, fitted: fitted, history: Fixture.history(y), request: request,
                random: RandomPath(seed: 1))
            #expect(forecast.outcome.fallback == nil, "\(name)")
            #expect(forecast.outcome.parameters == (try fitted.get()).values, "\(name)")
        }
    }

    @Test("huge and tiny values end in a finite forecast")
    func extremes() throws {
        for (name, model) in try Fixture.everyModel() {
            for scale in [1e300, 1e-300, 1.7e308, Double.leastNonzeroMagnitude] {
                let values = Fixture.run(model, [1, 3, 2, 5, 4, 2, 6, 3, 1, 2, 4, 5].map { $0 / 6 * scale })
                    .values
                #expect(values.allSatisfy { $0.isFinite }, "\(name) at \(scale)")
            }
        }
    }

    @Test("the bits of every kind are those of its version; bump the version with the hash")
    func pinnedBits() throws {
        for (name, model) in try Fixture.everyModel() {
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325
            for y in Self.histories {
                let forecast = Fixture.run(model, y, horizon: 9)
                for value in forecast.values + forecast.outcome.parameters {
                    hash = (hash ^ value.bitPattern) &* 0x0000_0100_0000_01B3
                }
            }
            #expect(Self.pinned[name] == String(hash, radix: 16), "\(name): \(String(hash, radix: 16))")
        }
    }

    /// At version 2 of `moving_average`, `mean`, `adida` and `imapa`, 3 of `naive`, `seasonal_naive`, `drift`, `holt_winters` and `ets`, 4 of `ses`, 5 of `holt`, `damped`,
    /// `theta`, `sbj` and `tsb`, 6 of `croston`, `sba` and `auto`, 1 of `count`.
    static let pinned: [String: String] = [
        "naive": "d1718833496467e3",
        "seasonal_naive": "7dc35a7131985f4c",
        "moving_average": "80471aa1d055eb2",
        "drift": "c8b61fdb93af9749",
        "mean": "a3b7b1c5ac5ab05b",
        "ses": "1d0ec59a2dee9bc8",
        "holt": "2d4fb09f0c337ed8",
        "damped": "3e5682fa1b60d5da",
        "holt_winters": "3f8c0e13dbde6d3c",
        "ets": "cd379f8c8ce3b4fa",
        "theta": "1a51090d7ae1bba",
        "croston": "4a766b2c61a67c26",
        "sba": "2a6128de8cca41d4",
        "sbj": "1364e74c3e1af75a",
        "adida": "9c3382fdb0def533",
        "imapa": "8bf86afa0363de3d",
        "count": "68f1f078bc6d1f14",
        "tsb": "83e04eec98faf8b3",
        "holt_winters multiplicative": "ca6f32023746c3d3",
        "ses stl": "f1596d68dcaa571d",
        "ses fourier": "50fc1324368b6535",
        "auto": "22890a1b4d4c7cd9",
        "damped conformal": "7df084fff0ac23eb",
    ]

    @Test("whatever the history, the forecast is complete, finite, ordered and not negative")
    func anyHistory() throws {
        var stream = RandomPath(seed: 3, ["histories"]).stream
        for round in 0..<400 {
            let season = 1 + stream.nextIndex(below: 13)
            let horizon = 1 + stream.nextIndex(below: 40)
            let y = Self.anyHistory(&stream)
            for (name, _) in try Fixture.everyModel() {
                let kind = String(name.prefix { $0 != " " })
                let declared = StatisticalModels.kinds.first { $0.name == kind }?.parameters ?? []
                var changes: [String: ParameterValue] = [:]
                if declared.contains(where: { $0.name == "season" }) { changes["season"] = .integer(season) }
                if declared.contains(where: { $0.name == "season" && $0.domain == .seasons }) {
                    changes["seasonal"] = .word(["none", "classical", "stl", "fourier"][round % 4])
                    if round % 3 == 0, season > 1 {
                        changes["season"] = .names([season, 2 * season + 1].map(String.init))
                    }
                }
                if name.hasSuffix("conformal") { changes["intervals"] = .word("conformal") }
                if name.hasSuffix("multiplicative") { changes["seasonal"] = .word("multiplicative") }
                let forecast = Fixture.run(try Fixture.model(kind, changes), y, horizon: horizon)
                let isComplete = forecast.values.count == 6 * horizon
                #expect(
                    isComplete && forecast.values.allSatisfy { $0.isFinite && $0 >= 0 },
                    "\(name), round \(round)")
                for step in 0..<horizon {
                    let quantiles = forecast.values[step * 6 + 1..<step * 6 + 6]
                    #expect(
                        zip(quantiles, quantiles.dropFirst()).allSatisfy { $0 <= $1 },
                        "\(name), round \(round)")
                }
            }
        }
    }

    /// Up to 45 steps of whole numbers from 0 (few of them negative), with gaps, zeros and ties.
    private static func anyHistory(_ stream: inout RandomStream) -> [Double] {
        let count = stream.nextIndex(below: 46)
        let range = 1 + stream.nextIndex(below: 20)
        let gaps = stream.nextUniform() * 0.7
        let zeros = stream.nextUniform()
        let negative = stream.nextUniform() * 0.05
        return (0..<count).map { (_: Int) -> Double in
            if stream.nextUniform() < gaps { return .nan }
            if stream.nextUniform() < zeros { return 0 }
            let value = Double(stream.nextIndex(below: range))
            return stream.nextUniform() < negative ? -value : value
        }
    }

    @Test("every parameter of every kind has a default in its domain, and names are unique")
    func declarations() {
        #expect(Set(StatisticalModels.kinds.map(\.name)).count == StatisticalModels.kinds.count)
        for kind in StatisticalModels.kinds {
            #expect(!kind.summary.isEmpty && !kind.source.isEmpty && kind.version >= 1)
            for parameter in kind.parameters {
                #expect(parameter.defaultValue != nil, "\(kind.name).\(parameter.name)")
            }
        }
    }
}
