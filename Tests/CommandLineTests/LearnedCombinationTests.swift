import Foundation
import Testing

@Suite("An ensemble that learns from earlier windows, in a run") struct LearnedCombinationTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models:
          naive13: {kind: seasonal_naive, season: 13}
          ses: {kind: ses, paths: 50}
          theta: {kind: theta, paths: 50, season: 13}
          tsb: {kind: tsb}
          best: {kind: ensemble, members: [naive13, ses, theta, tsb], best: 2, by: wape}
          learned: {kind: ensemble, members: [ses, theta, tsb], weights: learned, by: wape, windows: 2}
        backtest: {horizon: 6, windows: 3, step: 6}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive13, challengers: [best, ses], metric: wape}

        """

    private static func finished(_ spec: String = spec) throws -> ScratchProject {
        let project = try ScratchProject(spec: spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        return project
    }

    /// WAPE of the models in the window that begins after each cutoff, out of forecasts.csv alone.
    private static func wape(_ project: ScratchProject) throws -> [String: [String: Double]] {
        var sums: [String: [String: (error: Double, actual: Double)]] = [:]
        for row in try project.rows("forecasts.csv", experiment: "shop") {
            guard let actual = row["y"].flatMap(Double.init),
                let forecast = row["forecast"].flatMap(Double.init),
                let cutoff = row["cutoff"], let model = row["model"]
            else { continue }
            var sum = sums[cutoff, default: [:]][model, default: (0, 0)]
            sum.error += abs(actual - forecast)
            sum.actual += abs(actual)
            sums[cutoff, default: [:]][model] = sum
        }
        return sums.mapValues { $0.mapValues { 100 * $0.error / $0.actual } }
    }

    @Test("combines the best of the window before, and combination.csv says who and why")
    func best() throws {
        let project = try Self.finished()
        let scores = try Self.wape(project)
        let cutoffs = scores.keys.sorted()
        let rows = try project.rows("combination.csv", experiment: "shop").filter { $0["model"] == "best" }
        #expect(rows.count == 4 * 3)
        let forecasts = try project.rows("forecasts.csv", experiment: "shop")
        for (before, cutoff) in zip(cutoffs, cutoffs.dropFirst()) {
            let said = rows.filter { $0["cutoff"] == cutoff }
            // The score is what the run itself found in the window that ended at this cutoff.
            for row in said {
                let member = try #require(row["member"])
                let score = try #require(row["score"].flatMap(Double.init))
                let own = try #require(scores[before]?[member])
                #expect(abs(score - own) < 1e-6, "\(member) before \(cutoff)")
                #expect(row["windows"] == "1" && row["metric"] == "wape")
            }
            let ranked = said.sorted { Double($0["score"] ?? "") ?? 0 < Double($1["score"] ?? "") ?? 0 }
            #expect(ranked.map { $0["weight"] } == ["0.5", "0.5", "0.0", "0.0"])
            // And the forecasts are the mean of those two, where both could forecast.
            let kept = ranked.prefix(2).compactMap { $0["member"] }
            var values: [[String]: [String: Double]] = [:]
            for row in forecasts where row["cutoff"] == cutoff && row["fallback"] == "" {
                guard let series = row["unique_id"], let period = row["ds"], let model = row["model"] else {
                    continue
                }
                values[[series, period], default: [:]][model] = row["forecast"].flatMap(Double.init)
            }
            var compared = 0
            for row in values.values {
                guard let first = row[kept[0]], let second = row[kept[1]], let mean = row["best"] else {
                    continue
                }
                #expect(abs(mean - (first + second) / 2) <= 1e-6 * max(1, mean))
                compared += 1
            }
            #expect(compared > 50)
        }
    }

    @Test("has one result and one plan, wherever its members are forecast")
    func anywhere() throws {
        let project = try Self.finished()
        let plan = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(plan.contains("best, learned learn from windows that ended before each cutoff"))
        #expect(plan.contains("from 2 more cutoffs (2024-11-25, 2025-01-06)"), "\(plan)")
        let apart = try ScratchProject(spec: Self.spec)
        let before = try apart.succeed(["plan", "experiments/shop.yaml", "--json"]).output
        try apart.succeed(["run", "experiments/shop.yaml", "--quiet", "--on", "processes:2"])
        for file in ["forecasts.csv", "combination.csv", "report.json"] {
            #expect(
                try apart.read("results/shop/latest/\(file)") == project.read("results/shop/latest/\(file)"))
        }
        // What was planned is what was done, and nothing is left.
        #expect(try Self.work(before, "forecasts") == apart.computedForecasts())
        let after = try apart.succeed(["plan", "experiments/shop.yaml", "--json"]).output
        #expect(try Self.work(after, "cached") == Self.work(after, "forecasts"))
        let explained = try apart.succeed(["cache", "explain", "experiments/shop.yaml"]).output
        #expect(explained.contains("volume, ses, earlier cutoff 2025-01-06") && !explained.contains(" miss"))
    }

    private struct Plan: Decodable {
        struct Work: Decodable {
            let kind: String
            let forecasts, cached: Int
        }
        let work: [Work]
    }

    /// Of models that are not made of others.
    private static func work(_ plan: String, _ count: String) throws -> Int {
        try JSONDecoder().decode(Plan.self, from: Data(plan.utf8)).work.filter { $0.kind != "ensemble" }
            .reduce(0) {
                $0 + (count == "cached" ? $1.cached : $1.forecasts)
            }
    }

    @Test("counts all members alike where the data begin too late to learn, and says so")
    func untaught() throws {
        let short = Self.spec.replacing("windows: 3, step: 6}", with: "windows: [2023-01-30, 2025-04-14]}")
        let project = try Self.finished(short)
        let rows = try project.rows("combination.csv", experiment: "shop").filter { $0["model"] == "best" }
        #expect(Set(rows.compactMap { $0["cutoff"] }) == ["2025-04-14"])
        let report = try project.read("results/shop/latest/report.md")
        #expect(
            report.contains("before 1 cutoff there is no window to learn from, and all members count alike"))
    }

    @Test("takes all models that are not made of others, where the spec says so")
    func all() throws {
        let named = try Self.finished()
        let members = "members: [naive13, ses, theta, tsb], best: 2"
        let project = try Self.finished(Self.spec.replacing(members, with: "members: all, best: 2"))
        #expect(try project.resultDigest() == named.resultDigest())
        #expect(
            try project.read("results/shop/latest/spec.resolved.yaml").contains(
                "members: [naive13, ses, theta, tsb]"))
        let alone = try ScratchProject(spec: Self.spec).run([
            "validate", "experiments/shop.yaml", "--set", "models={ses: {kind: ses}, one: {kind: selected}}",
            "--set", "promotion={champion: ses, challengers: [one], metric: wape}",
        ])
        #expect(alone.status == 2 && alone.errors.contains("E053"), "\(alone.errors)")
    }

    @Test("is refused where its members cannot be judged")
    func refused() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacing("by: wape}", with: "by: wql}").replacing("[0.1, 0.5, 0.9]", with: "[]"))
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(
            result.status == 2 && result.errors.contains("E169") && result.errors.contains("shop.yaml:9:"))
        for (text, word) in [
            ("best: 0", "a whole number from 1 to 1000, or all"), ("best: most", "or all"),
            ("best: 2.5", "or all"), ("by: mase", "wql"), ("windows: 0", "from 1 to 52"),
        ] {
            let spec = Self.spec.replacing("best: 2, by: wape", with: text)
            let other = try ScratchProject(spec: spec)
            let refused = try other.run(["validate", "experiments/shop.yaml"])
            #expect(refused.status == 2 && refused.errors.contains(word), "\(refused.errors)")
        }
    }
}
