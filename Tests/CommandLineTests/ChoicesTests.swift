import Testing

/// What `kind: auto` chose, in a run's files, its report and `show`.
@Suite("The choices of auto in a run") struct ChoicesTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models:
          naive26: {kind: seasonal_naive, season: 26}
          ses: {kind: ses, season: 26, seasonal: stl}
          best: {kind: auto, season: 26, folds: 3}
          sure: {kind: auto, season: 26, folds: 3, intervals: conformal, transform: log}
        backtest: {horizon: 6, windows: 2}
        quantiles: [0.1, 0.5, 0.9]

        """

    @Test(
        "choices.csv names the choice and the runner-up of every series, the report counts them, show tells them"
    )
    func choices() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let rows = try project.rows("choices.csv", experiment: "shop")
        let forecasts = try project.rows("forecasts.csv", experiment: "shop")
        var own: [[String]: Bool] = [:]
        var values: [[String]: [String]] = [:]
        for row in forecasts {
            let key = ["unique_id", "cutoff", "model"].compactMap { row[$0] }
            own[key] = (row["fallback"] ?? "").isEmpty
            values[key, default: []].append(row["forecast"] ?? "")
        }
        let named = ["unique_id", "cutoff", "model"]
        var chosen: [[String]: [String: String]] = [:]
        for row in rows { chosen[named.compactMap { row[$0] }] = row }
        #expect(chosen.count == rows.count && Set(rows.compactMap { $0["model"] }) == ["best", "sure"])
        for (key, isOwn) in own where key[2] == "best" || key[2] == "sure" {
            #expect((chosen[key] != nil) == isOwn, "\(key)")
        }
        let cutoffs = Set(rows.compactMap { $0["cutoff"] }).sorted()
        var changed = 0
        var both = 0
        for row in rows {
            let (id, cutoff) = (row["unique_id"] ?? "", row["cutoff"] ?? "")
            #expect(row["choice"] != row["runner_up"] && !(row["choice"] ?? "").isEmpty, "\(row)")
            let lead = try #require(Double(row["lead"] ?? ""))
            // 1 where the choice made no error at all.
            #expect(lead >= 0 && lead <= 1 && Int(row["folds"] ?? "") != nil, "\(row)")
            let earlier = chosen[[id, cutoffs[0], row["model"] ?? ""]]
            let before: String? = cutoff == cutoffs[0] ? nil : earlier?["choice"]
            #expect(row["previous"] == before ?? "", "\(row)")
            if let before, row["model"] == "best" {
                both += 1
                if before != row["choice"] { changed += 1 }
            }
            if row["model"] == "best", row["choice"] == "ses stl" {
                // The same model under its own name forecasts the same.
                #expect(values[[id, cutoff, "best"]] == values[[id, cutoff, "ses"]])
            }
        }
        #expect(rows.contains { $0["model"] == "best" && $0["choice"] == "ses stl" })
        let report = try project.read("results/shop/latest/report.md")
        let counted = "(\(changed) of \(both) otherwise than in the window before): "
        #expect(report.contains("best: series of volume at the last cutoff \(counted)"))
        try checkShown(try #require(rows.last { $0["model"] == "best" }), of: project)
    }

    private func checkShown(_ row: [String: String], of project: ScratchProject) throws {
        let words = ["show", "results/shop/latest", "--series", row["unique_id"] ?? ""]
        let (choice, next) = (row["choice"] ?? "", row["runner_up"] ?? "")
        let shown = try project.succeed(words).output
        #expect(shown.contains("best sends it to \(choice) by its own past, else \(next)"), "\(shown)")
        let json = try project.succeed(words + ["--json"]).output
        #expect(json.contains("\"rule\":null") || json.contains("\"rule\" : null"), "\(json)")
    }

    @Test(
        "a run without such a model has no choices.csv, and one made anew from the cache has the same bytes")
    func presence() throws {
        let plain = Self.spec.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("kind: auto") }.joined(separator: "\n")
        let without = try ScratchProject(spec: plain)
        try without.succeed(["run", "experiments/shop.yaml", "--quiet"])
        #expect(!without.exists("results/shop/latest/choices.csv"))
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet", "--jobs", "1"])
        let first = try project.read("results/shop/latest/choices.csv")
        try project.remove("results")
        try project.succeed(["run", "experiments/shop.yaml", "--quiet", "--jobs", "2", "--force"])
        #expect(try project.read("results/shop/latest/choices.csv") == first)
    }
}
