import Foundation
import Testing

@Suite("A routed model in a run") struct RoutedTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          naive26: {kind: seasonal_naive, season: 26}
          ses: {kind: ses, paths: 100}
          tsb: {kind: tsb}
          croston: {kind: croston}
          blend: {kind: ensemble, members: [ses, naive26]}
          routes:
            kind: routed
            rules:
              - {demand_pattern: [intermittent], model: croston}
              - {demand_pattern: [lumpy], model: tsb}
              - {abc_class: [A], min_history: 100, model: blend}
              - {attributes: {category: [frozen]}, model: naive26}
              - {model: ses}
        backtest: {horizon: 6, windows: 3}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive26, challengers: [routes, ses], metric: wape}

        """

    private static func finished() throws -> ScratchProject {
        let project = try ScratchProject(spec: spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        return project
    }

    @Test("forecasts what the model does that routing.csv names, and says by which rule")
    func forecasts() throws {
        let project = try Self.finished()
        var routes: [[String]: [String: String]] = [:]
        for row in try project.rows("routing.csv", experiment: "shop") {
            let key = ["unique_id", "cutoff", "target"].compactMap { row[$0] }
            #expect(routes.updateValue(row, forKey: key) == nil && row["model"] == "routes")
        }
        let forecasts = try project.rows("forecasts.csv", experiment: "shop")
        var values: [[String]: [String]] = [:]
        for row in forecasts {
            values[["unique_id", "cutoff", "target", "ds", "model"].compactMap { row[$0] }] =
                ["forecast", "p10", "p50", "p90"].compactMap { row[$0] }
        }
        var used: Set<String> = []
        for row in forecasts where row["model"] == "routes" {
            let key = ["unique_id", "cutoff", "target"].compactMap { row[$0] }
            let route = try #require(routes[key])
            let place = key + [row["ds"] ?? ""]
            #expect(values[place + ["routes"]] == values[place + [route["route"] ?? ""]])
            used.insert(route["route"] ?? "")
            let model: String
            switch (route["demand_pattern"], route["abc_class"]) {
            case ("intermittent", _): model = "croston"
            case ("lumpy", _): model = "tsb"
            case (_, "A") where Int(route["history"] ?? "") ?? 0 >= 100: model = "blend"
            default: model = route["rule"] == "4" ? "naive26" : "ses"
            }
            #expect(route["route"] == model, "\(route)")
        }
        #expect(used.count >= 4)
        let report = try project.read("results/shop/latest/report.md")
        #expect(report.contains("routes: series of volume by their classes at the last cutoff: "))
        try checkChurn(routes.filter { $0.key[2] == "volume" }, in: report)
    }

    /// What `routing.csv` says of the window before is what it says there, and the report counts it.
    private func checkChurn(_ routes: [[String]: [String: String]], in report: String) throws {
        let cutoffs = Set(routes.keys.map { $0[1] }).sorted()
        var changed = 0
        for (key, row) in routes {
            let place = try #require(cutoffs.firstIndex(of: key[1]))
            let before = place > 0 ? routes[[key[0], cutoffs[place - 1], key[2]]]?["route"] : nil
            #expect(row["previous"] == before ?? "", "\(row)")
            #expect(row["runner_up"] != row["route"])
            if place == cutoffs.count - 1, let before, before != row["route"] { changed += 1 }
        }
        #expect(
            report.contains(
                "; \(changed) of \(routes.count / cutoffs.count) go another way than in the window before."))
    }

    @Test("show says where a series was sent, by which rule, and where it would go without it")
    func shown() throws {
        let project = try Self.finished()
        let rows = try project.rows("routing.csv", experiment: "shop")
        let row = try #require(
            rows.last {
                !($0["runner_up"] ?? "").isEmpty && $0["target"] == "volume"
                    && $0["cutoff"] == rows.last?["cutoff"]
            })
        let (series, route) = (try #require(row["unique_id"]), try #require(row["route"]))
        let shown = try project.succeed(["show", "results/shop/latest", "--series", series])
        #expect(
            shown.output.contains(
                "routes sends it to \(route) by rule \(row["rule"] ?? ""), else \(row["runner_up"] ?? "")"),
            "\(shown.output)")
        let json = try project.succeed(["show", "results/shop/latest", "--series", series, "--json"])
        #expect(json.output.contains("\"runner_up\""))
    }

    @Test("is what predict --model auto asks, which counts the series by the kind that forecasts them")
    func automatic() throws {
        let project = try Self.finished()
        let answer = try project.succeed(["predict", "experiments/shop.yaml", "--model", "auto", "--json"])
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any])
        #expect(object["model"] as? String == "routes")
        let summary = try #require(object["summary"] as? [String: Int])
        #expect(summary.values.reduce(0, +) == object["results_count"] as? Int)
        #expect(summary["croston_count"] ?? 0 > 0 && summary["tsb_count"] ?? 0 > 0, "\(summary)")
        #expect(summary["routed_count"] == nil)
        let none = try project.run(
            ["predict", "experiments/shop.yaml", "--model", "auto", "--set", "models.routes={kind: naive}"])
        #expect(none.status == 2 && none.errors.contains("the spec has no model of kind 'routed'"))
    }

    @Test("is the same from a resolved spec, by any number of jobs, and sees nothing after the cutoff")
    func verified() throws {
        let project = try Self.finished()
        let again = try project.succeed(["verify", "results/shop/latest", "--jobs", "1"])
        #expect(again.output.contains("all 9 files have the same bytes"), "\(again.output)")
        try project.succeed(["verify", "--canary", "results/shop/latest"])
    }

    @Test("can be champion, and is told apart from one of another table")
    func champion() throws {
        let project = try Self.finished()
        try project.succeed(
            ["promote", "results/shop/latest", "--model", "routes", "--reason", "as the trade has it"])
        let registered = Self.spec.replacingOccurrences(
            of: "champion: naive26, challengers: [routes, ses]",
            with: "champion: registered, challengers: [ses]")
        try project.write(registered, to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let verdict = try project.json("report.json")["verdict"] as? [String: Any]
        #expect(verdict?["champion"] as? String == "routes")
        // Another member is another champion.
        try project.write(
            registered.replacingOccurrences(of: "tsb: {kind: tsb}", with: "tsb: {kind: tsb, alpha_p: 0.3}"),
            to: "experiments/shop.yaml")
        let changed = try project.run(["run", "experiments/shop.yaml", "--quiet"])
        #expect(changed.status == 4, "\(changed.output)\(changed.errors)")
    }

    @Test("with a rule on an attribute that is not there is refused before anything is computed")
    func unknownAttribute() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(of: "category: [frozen]", with: "categry: [frozen]"))
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("did you mean 'category'?"), "\(result.errors)")
    }
}
