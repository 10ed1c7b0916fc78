import ForecastCore
import StatisticalModels
import Testing

/// Sample paths of `ses`, `holt` and `damped`, and how they grow with the steps.
@Suite("paths that meet errors in their order") struct InnovationPathsTests {
    /// The weights are numbers, the start is that of the first values.
    private struct Weights {
        let kind: String
        let alpha: Double
        var beta = 0.0
        var phi = 0.0
        /// Weights and states that were estimated.
        let estimated: Double

        func model(_ quantiles: String, paths: Int = 200) throws -> any LocalModel {
            var changes: [String: ParameterValue] = [
                "alpha": .number(alpha), "initialisation": .word("first_values"),
                "quantiles": .word(quantiles), "paths": .integer(paths),
            ]
            if kind != "ses" { changes["beta"] = .number(beta) }
            if kind == "damped" { changes["phi"] = .number(phi) }
            return try Fixture.model(kind, changes)
        }

        /// Errors one step ahead of what is observed, by the recursion, as wide as errors to come.
        func errors(_ y: [Double]) -> [Double] {
            var trend = kind == "ses" ? 0 : y[1] - y[0]
            var level = y[0] - phi * trend
            var errors: [Double] = []
            for value in y {
                let expected = level + phi * trend
                let e = value.isNaN ? 0 : value - expected
                if !value.isNaN { errors.append(e) }
                (level, trend) = (expected + alpha * e, phi * trend + alpha * beta * e)
            }
            let n = Double(errors.count)
            return errors.map { $0 * ((n + estimated) / (n - estimated)).squareRoot() }
        }

        /// By how much an error moves the forecast so many steps later: alpha (1 + beta* (phi + ... + phi^steps)).
        func response(after steps: Int) -> Double {
            var (power, sum) = (1.0, 0.0)
            for _ in 0..<steps {
                power *= phi
                sum += power
            }
            return alpha * (1 + beta * sum)
        }

        /// How far every path is from the forecast at a step. **Shape** `[paths]`.
        func deviations(_ errors: [Double], step: Int, paths: Int) -> [Double] {
            let count = min(paths, errors.count)
            return (0..<count).map { path in
                let met = (0...step).map { errors[(path * errors.count / count + $0) % errors.count] }
                return (0..<step).reduce(met[step]) { $0 + response(after: step - $1) * met[$1] }
            }
        }
    }

    private static let weights = [
        Weights(kind: "ses", alpha: 0.4, estimated: 2),
        Weights(kind: "holt", alpha: 0.3, beta: 0.2, phi: 1, estimated: 4),
        Weights(kind: "damped", alpha: 0.6, beta: 0.3, phi: 0.9, estimated: 5),
    ]

    /// Type 6 of Hyndman & Fan.
    private static func quantile(_ sample: [Double], _ p: Double) -> Double {
        let sorted = sample.sorted()
        let position = max(0, min(Double(sorted.count - 1), Double(sorted.count + 1) * p - 1))
        let below = Int(position)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (position - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    @Test("quantiles are those of the errors h steps ahead from all origins, or from as many as asked for")
    func origins() throws {
        var y = Fixture.seasonalSeries(count: 61).map { $0 + 100 }
        y[20] = .nan
        for weights in Self.weights {
            let errors = weights.errors(y)
            for paths in [50, 200] {
                let forecast = Fixture.run(try weights.model("paths", paths: paths), y, horizon: 9)
                for step in 0..<9 {
                    let deviations = weights.deviations(errors, step: step, paths: paths)
                    for (place, level) in Fixture.levels.enumerated() {
                        let own = forecast.values[step * 6 + 1 + place] - forecast.values[step * 6]
                        let expected = Self.quantile(deviations, level.value)
                        #expect(
                            (own - expected).magnitude < 1e-9,
                            "\(weights.kind), step \(step): \(own), \(expected)")
                    }
                }
            }
        }
    }

    @Test("a peak that is over in the next step does not add up: intervals stay as wide as they are")
    func peaks() throws {
        // A peak every fifth step: errors of neighbouring steps take each other back. One by one they would widen the interval
        // by sqrt((1 + 13 * 0.49) / (1 + 3 * 0.49)) = 1.7 from step 4 to step 14, which has the same place among the peaks.
        let y = (0..<100).map { $0 % 5 == 3 ? 160.0 : 100 }
        let model = try Fixture.model("ses", ["alpha": .number(0.7), "quantiles": .word("paths")])
        let forecast = Fixture.run(model, y, horizon: 14)
        func width(_ step: Int) -> Double {
            forecast.values[(step - 1) * 6 + 5] - forecast.values[(step - 1) * 6 + 1]
        }
        #expect(width(4) > 40)
        #expect(width(14) <= 1.05 * width(4), "\(width(4)), \(width(14))")
    }
}
