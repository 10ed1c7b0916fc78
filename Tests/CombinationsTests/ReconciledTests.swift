import Combinations
import ForecastCore
import Foundation
import Testing

/// Forecasts of a small hierarchy, and what is made of them.
struct SmallHierarchy {
    let hierarchy: Hierarchy

    init(_ levels: [(name: String, nodes: [Int])]) {
        hierarchy = Hierarchy(
            levels: levels.map { level in
                let count = (level.nodes.max() ?? -1) + 1
                return Hierarchy.Level(
                    name: level.name, nodes: (0..<count).map { "\(level.name)=\($0)" },
                    nodeOfSeries: level.nodes)
            }, seriesCount: levels[0].nodes.count)
    }

    /// - Parameter rows: `[node]`, of each the mean and quantiles of every step; nil for one without a forecast.
    func forecasts(
        _ rows: [[Double]?], steps: Int = 1, levels: [Double] = [], mayBeNegative: Bool = false
    ) -> HierarchicalForecasts {
        var blocks: [ForecastBlock] = []
        var next = 0
        for count in hierarchy.levels.map(\.nodes.count) + [hierarchy.seriesCount] {
            var block = ForecastBlock(horizon: steps, levelCount: levels.count)
            for row in rows[next..<next + count] {
                block.append(
                    SeriesForecast(
                        values: row ?? Array(repeating: 0, count: steps * (1 + levels.count)),
                        outcome: SeriesOutcome(isAbsent: row == nil)))
            }
            blocks.append(block)
            next += count
        }
        return HierarchicalForecasts(
            hierarchy: hierarchy, levels: Array(blocks.dropLast()), series: blocks[blocks.count - 1],
            quantiles: levels.compactMap { QuantileLevel($0) },
            isNonNegative: Array(repeating: !mayBeNegative, count: hierarchy.seriesCount))
    }

    func errors(_ rows: [[Double]]) -> HierarchicalErrors {
        HierarchicalErrors(
            values: rows.flatMap(\.self), rows: rows.count,
            columns: hierarchy.nodeCount + hierarchy.seriesCount, windows: rows.isEmpty ? 0 : 1)
    }

    func reconcile(
        _ method: String, _ forecasts: HierarchicalForecasts, _ errors: [[Double]] = [], samples: Int = 200
    ) -> Reconciliation {
        Reconciled(
            ModelParameters([
                "of": .members([EnsembleMember(name: "base")]), "method": .word(method),
                "levels": .names(hierarchy.levels.map(\.name)), "windows": .integer(1),
                "samples": .integer(samples),
            ])
        ).reconcile(forecasts, errors: self.errors(errors), random: RandomPath(seed: 1, ["test"]))
    }

    static func means(_ block: ForecastBlock) -> [[Double]] {
        (0..<block.seriesCount).map { series in (0..<block.horizon).map { block.mean(series, $0) } }
    }
}

@Suite("Reconciled forecasts") struct ReconciledTests {
    private struct Golden: Decodable {
        struct Example: Decodable {
            let forecasts, errors: [[Double]]
            let results: [String: [[Double]]]
        }

        let source: String
        let categories, stores: [Int]
        let examples: [Example]
    }

    private static let two = SmallHierarchy([("all", [0, 0])])

    @Test(
        "are those of hierarchicalforecast to 1e-6",
        arguments: ["mint_shrink", "wls_var", "wls_struct", "ols", "bottom_up"])
    func golden(_ method: String) throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let golden = try JSONDecoder().decode(
            Golden.self,
            from: Data(
                contentsOf: tests.appendingPathComponent("Golden/Combinations/reconciliation.json")))
        let small = SmallHierarchy([
            ("all", golden.categories.map { _ in 0 }), ("category", golden.categories),
            ("store", golden.stores),
        ])
        #expect(golden.examples.count == 2)
        for example in golden.examples {
            let forecasts = small.forecasts(example.forecasts, steps: 2, mayBeNegative: true)
            let found = small.reconcile(method, forecasts, example.errors)
            let expected = try #require(example.results[method])
            for (own, theirs) in zip(SmallHierarchy.means(found.series), expected) {
                for (own, theirs) in zip(own, theirs) { #expect(abs(own - theirs) < 1e-6) }
            }
        }
    }

    @Test("by ols share what is missing equally, by structure as the sum's variance asks, worked by hand")
    func byHand() {
        // 10 + 20 of a total of 36: 6 are missing. All variances 1: (1 + 1 + 1) share 6, each series gets 2.
        let forecasts = Self.two.forecasts([[36], [10], [20]])
        #expect(SmallHierarchy.means(Self.two.reconcile("ols", forecasts).series) == [[12], [22]])
        // The total's variance is 2: (2 + 1 + 1) share 6, each series gets 1.5.
        let structured = Self.two.reconcile("wls_struct", forecasts)
        #expect(SmallHierarchy.means(structured.series) == [[11.5], [21.5]])
        #expect(SmallHierarchy.means(structured.levels[0]) == [[33]])
    }

    @Test("bottom-up keep the series, top-down the first level, divided as the series are")
    func simple() {
        let forecasts = Self.two.forecasts([[36], [10], [20]])
        let up = Self.two.reconcile("bottom_up", forecasts)
        #expect(SmallHierarchy.means(up.series) == [[10], [20]])
        #expect(SmallHierarchy.means(up.levels[0]) == [[30]])
        let down = Self.two.reconcile("top_down", forecasts)
        #expect(SmallHierarchy.means(down.series) == [[12], [24]])
        let nothing = Self.two.reconcile("top_down", Self.two.forecasts([[36], [0], [0]]))
        #expect(SmallHierarchy.means(nothing.series) == [[18], [18]])
    }

    @Test("move what erred much, and leave alone what never erred")
    func sure() {
        // The total errs by 10, the first series by 1, the second never.
        let errors = [[10.0, 1, 0], [-10, -1, 0], [10, -1, 0], [-10, 1, 0]]
        let forecasts = Self.two.forecasts([[36], [10], [20]])
        let found = SmallHierarchy.means(Self.two.reconcile("wls_var", forecasts, errors).series)
        // Variances 100, 1 and 0 share 6: the first series gets 6 / 101.
        #expect(abs(found[0][0] - (10 + 6.0 / 101)) < 1e-9)
        #expect(found[1][0] == 20)
    }

    @Test(
        "add up to the bit in whatever order, and are not below 0",
        arguments: ["mint_shrink", "wls_struct", "ols", "bottom_up", "top_down"])
    func exact(_ method: String) {
        let count = 97
        let small = SmallHierarchy([
            ("all", Array(repeating: 0, count: count)), ("group", (0..<count).map { $0 % 7 }),
        ])
        var stream = RandomPath(seed: 5, [method]).stream
        let rows = (0..<8 + count).map { _ in [stream.nextUniform() * 30] }
        let errors = (0..<6).map { _ in (0..<8 + count).map { _ in stream.nextUniform() - 0.5 } }
        let found = small.reconcile(method, small.forecasts(rows), errors)
        let series = SmallHierarchy.means(found.series).map { $0[0] }
        let total = found.levels[0].mean(0, 0)
        #expect(series.allSatisfy { $0 >= 0 })
        #expect(series.reduce(0, +) == total)
        #expect(series.reversed().reduce(0, +) == total)
        #expect(SmallHierarchy.means(found.levels[1]).reduce(0) { $0 + $1[0] } == total)
        for group in 0..<7 {
            let own = series.indices.filter { $0 % 7 == group }.reversed().reduce(0) { $0 + series[$1] }
            #expect(own == found.levels[1].mean(group, 0))
        }
    }

    @Test("are the same whatever unit is counted in")
    func scale() {
        let errors = [[3.0, 1, -1], [-2, 0.5, 1], [1, -1, 2], [0, 1, -1]]
        let base = [[36.0], [10], [20]]
        let found = Self.two.reconcile("mint_shrink", Self.two.forecasts(base), errors)
        let scaled = Self.two.reconcile(
            "mint_shrink", Self.two.forecasts(base.map { $0.map { $0 * 1024 } }),
            errors.map { $0.map { $0 * 1024 } })
        #expect(
            SmallHierarchy.means(scaled.series)
                == SmallHierarchy.means(found.series).map { $0.map { $0 * 1024 } })
    }

    @Test("without errors to learn from take a sum's variance as the number of its series")
    func untaught() {
        let forecasts = Self.two.forecasts([[36], [10], [20]])
        let found = Self.two.reconcile("mint_shrink", forecasts)
        #expect(SmallHierarchy.means(found.series) == [[11.5], [21.5]])
        #expect(found.shrinkage == nil && found.windows == 0)
        let one = Self.two.reconcile("mint_shrink", forecasts, [[1, 2, 3]])
        #expect(SmallHierarchy.means(one.series) == [[11.5], [21.5]])
    }

    @Test("count a missing error as none, and survive nothing but missing ones")
    func missing() {
        let forecasts = Self.two.forecasts([[36], [10], [20]])
        let some = Self.two.reconcile("mint_shrink", forecasts, [[1, .nan, 3], [2, 1, .nan], [0, 2, 1]])
        #expect(SmallHierarchy.means(some.series).allSatisfy { $0[0].isFinite })
        let none = Self.two.reconcile(
            "mint_shrink", forecasts, Array(repeating: [.nan, .nan, .nan], count: 3))
        #expect(SmallHierarchy.means(none.series) == [[12], [22]])
        let silent = Self.two.reconcile("mint_shrink", forecasts, Array(repeating: [0, 0, 0], count: 3))
        #expect(SmallHierarchy.means(silent.series) == [[10], [20]])
    }

    @Test("stay finite with huge errors, and leave what is no number as it was")
    func huge() {
        let forecasts = Self.two.forecasts([[3.6e200], [1e200], [2e200]])
        let found = Self.two.reconcile(
            "mint_shrink", forecasts, [[1e200, -1e199, 1e200], [-1e200, 1e200, 1e199], [1e198, 0, 1e200]])
        #expect(SmallHierarchy.means(found.series).allSatisfy { $0[0].isFinite && $0[0] > 0 })
        let broken = Self.two.reconcile("ols", Self.two.forecasts([[.infinity], [10], [20]]))
        #expect(SmallHierarchy.means(broken.series) == [[10], [20]])
    }

    @Test("leave out series and sums without a forecast")
    func absent() {
        let small = SmallHierarchy([("all", [0, 0, 0]), ("group", [0, 0, 1])])
        let found = small.reconcile("ols", small.forecasts([[36], [36], nil, [10], [20], nil]))
        #expect(found.series.outcomes.map(\.isAbsent) == [false, false, true])
        #expect(found.levels[1].outcomes.map(\.isAbsent) == [false, true])
        let means = SmallHierarchy.means(found.series)
        // Two equal sums miss 6 each: [[3, 2], [2, 3]] v = [6, 6] gives 1.2 twice, and each series gets both.
        #expect(means[0][0] - 10 == means[1][0] - 20 && means[2] == [0])
        #expect(abs(means[0][0] - 12.4) < 1e-9)
        #expect(found.levels[0].mean(0, 0) == means[0][0] + means[1][0])
    }

    // MARK: - Quantiles

    /// Normal quantiles with a standard deviation of 10.
    private static let levels = [0.1, 0.5, 0.9]
    private static func normal(_ mean: Double) -> [Double] {
        [mean, mean - 12.815515655446004, mean, mean + 12.815515655446004]
    }

    @Test(
        "have the quantiles of a sum of normal series: wider by the root of two where these are independent")
    func independent() {
        let forecasts = Self.two.forecasts(
            [Self.normal(210), Self.normal(100), Self.normal(110)], levels: Self.levels)
        let found = Self.two.reconcile("bottom_up", forecasts, samples: 10_000)
        let width = found.levels[0].quantile(0, 0, level: 2) - found.levels[0].quantile(0, 0, level: 0)
        // Of 10,000 draws a quantile's standard error is below 2 % of the width.
        #expect(abs(width / (2 * 12.815515655446004 * 2.0.squareRoot()) - 1) < 0.05)
        // Alone, series are as uncertain as before.
        #expect(found.series.forecast(ofSeries: 1).values == Self.normal(110))
    }

    @Test("are wider where series erred together, and narrower where one made up for the other")
    func together() {
        let forecasts = Self.two.forecasts(
            [Self.normal(210), Self.normal(100), Self.normal(110)], levels: Self.levels)
        func width(_ sign: Double) -> Double {
            let errors = (0..<40).map { row -> [Double] in
                let error = Double((row * 7) % 13) - 6
                return [error, error, sign * error]
            }
            let found = Self.two.reconcile("bottom_up", forecasts, errors, samples: 2000)
            return found.levels[0].quantile(0, 0, level: 2) - found.levels[0].quantile(0, 0, level: 0)
        }
        #expect(width(1) > 45 && width(1) < 55)
        #expect(width(-1) < 20)
    }

    @Test("have ordered quantiles, none below 0, and those of a sample whatever the number of levels")
    func ordered() {
        for levels in [[0.5], [0.9], [0.1, 0.5, 0.9]] {
            let row = { (mean: Double) in [mean] + levels.map { mean * 2 * $0 } }
            let forecasts = Self.two.forecasts([row(5), row(1), row(2)], levels: levels)
            for method in ["mint_shrink", "top_down", "bottom_up"] {
                let found = Self.two.reconcile(method, forecasts)
                for block in found.levels + [found.series] {
                    for series in 0..<block.seriesCount {
                        let quantiles = levels.indices.map { block.quantile(series, 0, level: $0) }
                        #expect(quantiles == quantiles.sorted() && quantiles.allSatisfy { $0 >= 0 })
                    }
                }
            }
        }
    }
}
