import Foundation
import Testing

@Suite("forecast compare") struct CompareTests {
    static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models:
          naive52: {kind: seasonal_naive, season: 52}
          ses: {kind: ses, alpha: 0.2, paths: 50}
          tsb: {kind: tsb}
        backtest: {horizon: 6, windows: 3, step: 6}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive52, challengers: [ses], metric: wape}

        """

    /// `shop`, the same with another parameter and another model, and one on other windows.
    private static func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: spec)
        try project.write(
            spec.replacing("experiment: shop", with: "experiment: changed").replacing(
                "alpha: 0.2", with: "alpha: 0.4"
            )
            .replacing("  tsb: {kind: tsb}", with: "  croston: {kind: croston}"),
            to: "experiments/changed.yaml")
        for name in ["shop", "changed"] {
            try project.succeed(["run", "experiments/\(name).yaml", "--quiet"])
        }
        try project.succeed([
            "run", "experiments/shop.yaml", "--quiet", "--set", "experiment=other", "--set",
            "backtest.windows=2",
        ])
        return project
    }

    @Test("says what differs, in which metrics, on which series, and what it does not know")
    func outputs() throws {
        let project = try Self.project()
        let two = try project.succeed(["compare", "results/shop", "results/changed", "--html", "two.html"])
        let runs = try ["shop", "changed", "other"].map { try project.json("report.json", experiment: $0) }
        func stable(_ text: String) -> String {
            zip(["RUN-A", "RUN-B", "RUN-C"], runs).reduce(text) { text, run in
                text.replacing(
                    run.1["run"] as? String ?? "?",
                    with: run.0.padding(toLength: 12, withPad: " ", startingAt: 0)
                )
                .replacing("                  \n", with: "\n")
            }
        }
        try expectGolden(stable(two.output), "compare.two.txt")
        let three = try project.succeed([
            "compare", "results/shop/latest", "results/changed/latest", "results/other",
        ])
        try expectGolden(stable(three.output), "compare.three.txt")
        let page = try project.read("two.html")
        #expect(page.contains("Series by series") && page.contains("models.ses.alpha"))
        let again = try project.succeed([
            "compare", "results/shop", "results/changed", "--html", "again.html",
        ])
        #expect(again.output.replacing("again.html", with: "two.html") == two.output)
        #expect(try project.read("again.html") == page)
    }

    @Test("JSON says the same, and errors series by series add up to the report's")
    func json() throws {
        let project = try Self.project()
        let text = try project.succeed(["compare", "results/shop", "results/changed", "--json"]).output
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let spec = try #require(json["spec"] as? [[String: Any]])
        #expect(spec.count { ($0["path"] as? String)?.hasPrefix("models.tsb") == true } == 1)
        let scatter = try #require((json["scatters"] as? [[String: Any]])?.first)
        let counts = ["better", "worse", "equal"].compactMap { scatter[$0] as? Int }
        #expect(counts.reduce(0, +) == scatter["series"] as? Int && counts.count == 3)
        let standing = try #require((json["standings"] as? [[String: Any]])?.first)
        #expect(standing["is_comparable"] as? Bool == true && standing["metric"] as? String == "wape")
        // A run beside itself: not a bit differs.
        let same = try project.succeed(["compare", "results/shop", "results/shop"]).output
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(same.contains("not a bit differs") && same.contains("equal on 100 %"))
    }

    @Test("runs that were scored on other series, or with losses of other levels, get no verdict")
    func otherPoints() throws {
        let project = try ScratchProject(spec: Self.spec)
        func run(_ name: String, _ settings: [String]) throws {
            try project.succeed(
                ["run", "experiments/shop.yaml", "--quiet", "--set", "experiment=\(name)"]
                    + settings.flatMap { ["--set", $0] })
        }
        func reasons(_ first: String, _ second: String) throws -> String {
            let text = try project.succeed(["compare", "results/\(first)", "results/\(second)", "--json"])
                .output
            let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            let standing = try #require((json?["standings"] as? [[String: Any]])?.first)
            let reasons = (standing["reasons"] as? [String] ?? []).joined(separator: "; ")
            #expect(standing["is_comparable"] as? Bool == reasons.isEmpty, "\(reasons)")
            #expect(standing["improvement"] is NSNull == !reasons.isEmpty, "\(reasons)")
            return reasons
        }
        let wql = ["evaluate.metrics=[wape, wql]", "promotion.metric=wql"]
        let wide = "quantiles=[0.05, 0.5, 0.95]"
        try run("all", [])
        try run("long", ["backtest.min_history=100", "backtest.short_series=skip"])
        try run("levels", [wide])
        try run("loss", wql)
        try run("losses", wql + [wide])
        #expect(
            try reasons("all", "long").contains("(backtest.min_history, backtest.short_series)"))
        #expect(try reasons("all", "levels") == "")
        #expect(try reasons("loss", "losses").contains("what is scored (quantiles)"))
    }

    @Test("an absent run, an absent model and too few runs are said")
    func errors() throws {
        let project = try Self.project()
        let absent = try project.run(["compare", "results/shop", "results/nothing"])
        #expect(absent.status == 2 && absent.errors.contains("error[E225]: results/nothing"))
        let model = try project.run(["compare", "results/shop", "results/changed", "--model", "tsv"])
        #expect(model.status == 2 && model.errors.contains("error[E226]") && model.errors.contains("'tsb'"))
        #expect(try project.run(["compare", "results/shop"]).status == 2)
        try project.write("unique_id\n", to: "results/shop/latest/forecasts.csv")
        let damaged = try project.run(["compare", "results/shop", "results/changed"])
        #expect(damaged.status == 4 && damaged.errors.contains("line 1"))
    }
}

@Suite("forecast data show") struct DataShowTests {
    @Test("prints classes and histograms, draws series, and names those it does not have")
    func show() throws {
        let project = try ScratchProject(spec: nil)
        let shown = try project.succeed(["data", "show", "shop", "--html", "shop.html"])
        try expectGolden(shown.output, "data.show.txt")
        let page = try project.read("shop.html")
        #expect(page.contains("24 of 24 series") && page.count { $0 == "\n" } > 50)
        let chosen = try project.succeed(["data", "show", "shop", "--series", "SKU000003", "SKU000001"])
            .output
        #expect(chosen.contains("SKU000003") && chosen.contains("▁"))
        let json = try project.succeed(["data", "show", "shop", "--json"]).output
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect((parsed["shown"] as? [Any])?.count == 24 && parsed["series"] as? Int == 24)
        let lengths = try #require(parsed["lengths"] as? [[String: Any]])
        #expect(lengths.compactMap { $0["series"] as? Int }.reduce(0, +) == 24)
        let unknown = try project.run(["data", "show", "shop", "--series", "SKU00003"])
        #expect(unknown.status == 2 && unknown.errors.contains("error[E227]"))
        let many = try project.run(
            ["data", "show", "shop", "--series"] + (0..<8).map { "SKU00001\($0)0" })
        #expect(many.errors.components(separatedBy: "did you mean").count - 1 == 5, "\(many.errors)")
    }

    @Test("ids that are canonically equal are told, and make no two series")
    func twins() throws {
        let project = try ScratchProject(spec: nil)
        let (one, two) = ("caf\u{E9}", "cafe\u{301}")
        let rows = (1...12).flatMap { ["\(one),\($0),1", "\(two),\($0),\(2 + $0 % 2)"] }
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/twins"), withIntermediateDirectories: true)
        try project.write(
            (["id,t,volume"] + rows).joined(separator: "\n") + "\n", to: "datasets/twins/demand.csv")
        try project.write(
            """
            format: csv
            files: [demand.csv]
            frequency: weekly
            time: number
            columns: {series: id, time: t, targets: {volume: volume}}

            """, to: "datasets/twins/dataset.yaml")
        let refused = try project.run(["data", "snapshot", "twins"])
        #expect(refused.status == 3)
        #expect(refused.errors.contains("error[D234]") && refused.errors.contains("U+0301"))
    }

    @Test(
        "where nothing was sold, or too much for a number, shares are undefined", arguments: ["0", "1e308"])
    func undefinedShares(value: String) throws {
        let project = try ScratchProject(spec: nil)
        try project.write(
            "week,sku,volume\n"
                + (1...6).map { "2024-01-0\($0),a,\(value)\n2024-01-0\($0),b,\(value)\n" }.joined(),
            to: "flat.csv")
        try project.succeed(["init", "flat.csv"])
        let shown = try project.succeed([
            "data", "show", "flat", "--series", "a", "b", "--html", "flat.html",
        ])
        #expect(shown.output.contains("2 (n/a)") && !shown.output.contains("(0.0 %)"), "\(shown.output)")
        #expect(try project.read("flat.html").contains("n/a of volume"))
        let json = try project.succeed(["data", "show", "flat", "--json"]).output
        #expect(json.contains("\"share\" : null"))
    }
}
