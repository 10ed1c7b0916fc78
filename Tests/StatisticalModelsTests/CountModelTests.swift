import ForecastCore
import StatisticalModels
import Testing

@Suite("count: whole demand and its distribution") struct CountModelTests {
    struct Golden: Decodable {
        struct Fit: Decodable {
            let y: [Double]
            let alpha: Double
            let mean: Double
            let negativeBinomial: [Double]
            let hurdle: [Double]

            enum CodingKeys: String, CodingKey {
                case y, alpha, mean, hurdle
                case negativeBinomial = "negative_binomial"
            }
        }
        struct Bootstrap: Decodable {
            let y: [Double]
            /// `[step][count]`: the share of draws up to it.
            let upto: [[Double]]
        }
        let fits: [Fit]
        let bootstrap: [Bootstrap]
    }

    static let distributions = ["negative_binomial", "hurdle", "bootstrap"]

    private static func model(_ distribution: String, alpha: Double = 0.05) throws -> any LocalModel {
        try Fixture.model("count", ["distribution": .word(distribution), "alpha": .number(alpha)])
    }

    @Test("mean and quantiles equal scipy's at its own likeliest size")
    func fits() throws {
        let golden = try Fixture.golden("counts.json", as: Golden.self)
        #expect(golden.fits.count >= 30)
        for example in golden.fits {
            for (name, expected) in [
                ("negative_binomial", example.negativeBinomial), ("hurdle", example.hurdle),
            ] {
                let forecast = Fixture.run(try Self.model(name, alpha: example.alpha), example.y, horizon: 2)
                #expect(isClose(forecast.values[0], example.mean, within: 1e-12))
                // Both searches end within 1e-6 of the best logarithm: a quantile on the edge may be the next count.
                for (ours, theirs) in zip(forecast.values[1...5], expected) {
                    #expect((ours - theirs).magnitude <= max(0, 1e-6 * theirs), "\(name) \(example.y)")
                }
                #expect(forecast.values[..<6] == forecast.values[6...], "the same at every step")
            }
        }
    }

    @Test("the exact bootstrap is what 200,000 draws of the published one tend to")
    func bootstrap() throws {
        let golden = try Fixture.golden("counts.json", as: Golden.self)
        for example in golden.bootstrap {
            let forecast = Fixture.run(try Self.model("bootstrap", alpha: 1e-9), example.y, horizon: 3)
            for (step, shares) in example.upto.enumerated() {
                for (index, level) in [0.1, 0.25, 0.5, 0.75, 0.9].enumerated() {
                    let quantile = Int(forecast.values[step * 6 + 1 + index])
                    // Four standard errors of a share of 200,000 draws.
                    #expect(shares[min(quantile, shares.count - 1)] >= level - 0.0045)
                    if quantile > 0 { #expect(shares[quantile - 1] < level + 0.0045) }
                }
            }
        }
    }

    @Test("by hand: half of the steps 0, the others 3, equally heavy")
    func hurdleByHand() throws {
        // Sizes are 3 for sure, 2 beyond 1: Poisson's around 2, so up to 3 in P(k <= 2) = 0.677 of demands.
        let forecast = Fixture.run(
            try Self.model("hurdle", alpha: 1e-9), [3, 0, 3, 0, 3, 0, 3, 0, 3, 0], horizon: 1)
        #expect(isClose(forecast.values[0], 1.5, within: 1e-6))
        // 0.75 is the median of sizes: 1 + 2; 0.9 their 0.8-quantile: P(k <= 3) = 0.857, so 1 + 3.
        #expect(Array(forecast.values[1...5]) == [0, 0, 0, 3, 4])
    }

    /// Not the negative binomial: zeros in 70 % of steps and sizes spread evenly from 1 to 9 are no such law.
    @Test("quantiles are counts that hold what they say, zeros and all", arguments: ["hurdle", "bootstrap"])
    func honest(distribution: String) throws {
        let model = try Self.model(distribution)
        var below = [Double](repeating: 0, count: 5)
        var upTo = below
        let series = 400
        for seed in 0..<series {
            let y = Fixture.intermittentSeries(count: 81, seed: UInt64(100 + seed))
            let forecast = Fixture.run(model, Array(y.prefix(80)), horizon: 1)
            for level in 0..<5 {
                let quantile = forecast.values[1 + level]
                #expect(quantile == quantile.rounded())
                if y[80] < quantile { below[level] += 1 / Double(series) }
                if y[80] <= quantile { upTo[level] += 1 / Double(series) }
            }
        }
        // A level lies between the shares below and up to its quantile, but for two standard errors of 400 and what is estimated.
        for (index, level) in [0.1, 0.25, 0.5, 0.75, 0.9].enumerated() {
            #expect(below[index] <= level + 0.05, "\(distribution) \(level): \(below[index])")
            #expect(upTo[index] >= level - 0.05, "\(distribution) \(level): \(upTo[index])")
        }
    }

    @Test("the bootstrap remembers whether something was sold last, for a while")
    func memory() throws {
        // Demand comes in runs.
        let runs = (0..<80).map { $0 / 8 % 2 == 0 ? 0.0 : 5 }
        let means = Fixture.means(
            Fixture.run(try Self.model("bootstrap", alpha: 1e-9), runs, horizon: 40), width: 6)
        #expect(means[0] > 3.5 && means[39] < 3)
        for (near, far) in zip(means, means.dropFirst()) { #expect(near >= far) }
    }

    @Test(
        "a longer tail is never cut: quantiles of one huge count among zeros are finite, in order, and soon there"
    )
    func huge() throws {
        for distribution in Self.distributions {
            for largest in [1e3, 1e4, 1e6] {
                let y = [0, 0, 1, 0, largest, 0, 2, 0, 0, 1]
                let values = Fixture.run(try Self.model(distribution), y, horizon: 1).values
                #expect(values.allSatisfy { $0.isFinite && $0 >= 0 })
            }
        }
    }

    @Test("what is no count has the quantiles of the weighted history")
    func fractions() throws {
        let y = Fixture.intermittentSeries(count: 60).map { 0.3 * $0 }
        let values = Fixture.run(try Self.model("hurdle"), y).values
        for distribution in Self.distributions {
            #expect(Fixture.run(try Self.model(distribution), y).values == values)
        }
        #expect(values[5] > 0 && values[5] != values[5].rounded())
    }
}
