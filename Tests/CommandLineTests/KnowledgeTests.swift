import Foundation
import Testing

@Suite("what ends, and what no row is needed for") struct KnowledgeTests {
    private static let spec = """
        experiment: shop
        description: ""
        seed: 1
        data: {dataset: shop, targets: [volume]}
        features:
          f: {lags: [1], known_ahead: [promotion], temporal: [is_holiday]}
        models:
          ses: {kind: ses}
          lgbm: {kind: lightgbm, features: f, rounds: 5}
        backtest: {horizon: 4, windows: 3, step: 4}
        quantiles: []
        evaluate: {metrics: [wape]}

        """

    private func project(_ spec: String = KnowledgeTests.spec) throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try project.write(spec, to: "experiments/shop.yaml")
        return project
    }

    // MARK: - Without reading the rows

    @Test(
        "validate refuses what a run would refuse, as far as no row is needed",
        arguments: [
            ("known_ahead: [promotion]", "known_ahead: [nothing]", "E151"),
            ("known_ahead: [promotion]", "promotion: [promotoin]", "E151"),
            ("known_ahead: [promotion]", "past: [stock]", "E151"),
            ("known_ahead: [promotion]", "categorical: [colour]", "E151"),
            ("known_ahead: [promotion]", "numeric: [size]", "E151"),
            ("known_ahead: [promotion]", "known_ahead: [volume]", "E152"),
            ("known_ahead: [promotion]", "price: [price_vs_colour]", "E151"),
            ("known_ahead: [promotion]", "group_mean: {columns: [absent], by: [category]}", "E151"),
            ("known_ahead: [promotion]", "group_mean: {columns: [price], by: [absent]}", "E151"),
            ("known_ahead: [promotion]", "past_mean: [4]", "E154"),
            ("temporal: [is_holiday]", "temporal: [day_of_week]", "E151"),
            ("temporal: [is_holiday]", "lags: [1, 1]", "E0"),
            ("rounds: 5", "rounds: 5, weight_column: absent", "E157"),
            ("rounds: 5", "rounds: 5, monotone_increasing: [absent]", "E157"),
            ("rounds: 5", "rounds: 5, early_stopping: 5, validation: 130", "E160"),
            ("targets: [volume]", "targets: [volum]", "E205"),
            ("targets: [volume]", "targets: [volume], filter: {attributes: {colour: [red]}}", "E209"),
            ("windows: 3", "windows: 33", "E204"), ("windows: 3", "windows: ['2020-01-06']", "E201"),
            ("windows: 3", "windows: ['2025-06-23']", "E202"),
            ("horizon: 4", "horizon: 4, gap: 140", "E204"),
        ])
    func contradictions(old: String, new: String, code: String) throws {
        let project = try project(Self.spec.replacing(old, with: new))
        // Whoever reads the rows finds another error: this file is not the one that is locked.
        let valid = try project.run(["validate", "experiments/shop.yaml"])
        let plan = try project.run(["plan", "experiments/shop.yaml"])
        #expect(valid.status == 2 && valid.errors.contains("error[\(code)"), "\(valid.errors)")
        #expect(valid.errors == plan.errors)
    }

    @Test("a misspelt target is told as that, and nobody is told to copy the mistake")
    func misspeltTarget() throws {
        let promotion = "promotion: {champion: ses, challengers: [lgbm], target: volume}\n"
        let project = try project(
            Self.spec.replacing("targets: [volume]", with: "targets: [volum]") + promotion)
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("experiments/shop.yaml:4:"), "\(result.errors)")
        #expect(result.errors.contains("has no target 'volum'; did you mean 'volume'?"), "\(result.errors)")
        #expect(!result.errors.contains("E115"), "\(result.errors)")
    }

    @Test(
        "a gap that does not fit is told as the gap",
        arguments: [
            (
                "horizon: 4, gap: 140",
                "shorten backtest.gap: with this horizon at most 125 weeks of gap leave one to train on"
            ),
            ("horizon: 140", "shorten backtest.horizon"),
            (
                "horizon: 140, gap: 3",
                "shorten backtest.horizon and backtest.gap: together they pass the data"
            ),
        ])
    func gap(keys: String, fix: String) throws {
        let project = try project(Self.spec.replacing("horizon: 4", with: keys))
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.errors.contains("fix: \(fix)\n"), "\(result.errors)")
    }

    // MARK: - Knowledge that ends

    @Test("holidays and plans that end before the test windows are told in check, plan and report")
    func endings() throws {
        let project = try project(
            Self.spec.replacing("  lgbm: {kind: lightgbm, features: f, rounds: 5}\n", with: ""))
        let holidays = try project.read("datasets/shop/holidays.csv").split(separator: "\n")
        try project.write(
            holidays.filter { $0.hasPrefix("date") || $0 < "2025" }.joined(separator: "\n") + "\n",
            to: "datasets/shop/holidays.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let check = try project.succeed(["data", "check", "shop"]).output
        #expect(check.hasPrefix("shop: no errors, 1 thing to know\n"), "\(check)")
        #expect(
            check.contains("note: the list of holidays ends on 2024-12-25, the data in 2025-06-23"),
            "\(check)")
        let json = try TrustProject.object(try project.succeed(["data", "check", "shop", "--json"]).output)
        #expect((json["remarks"] as? [String])?.count == 1)
        let plan = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(plan.contains("\nnote: the list of holidays ends on 2024-12-25"), "\(plan)")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(
            try project.read("results/shop/latest/report.md").contains("the list of holidays ends on 2024"))
        // Of a model that is told of them, the windows are named.
        try project.write(Self.spec, to: "experiments/shop.yaml")
        let told = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(
            told.contains(
                "note: the list of holidays (to 2024-12-25) says nothing in any test window (2025-04-07 to 2025-06-23)"
            ),
            "\(told)")
    }

    @Test("a planned column that is empty in test windows is told, and by which window")
    func emptyPlans() throws {
        let project = try project()
        let lines = try project.read("datasets/shop/demand.csv").split(separator: "\n")
        let names = lines[0].split(separator: ",")
        let promotion = try #require(names.firstIndex(of: "promotion"))
        let week = try #require(names.firstIndex(of: "week"))
        func cut(from date: String) throws {
            let text = lines.map { line -> String in
                var cells = line.split(separator: ",", omittingEmptySubsequences: false)
                if cells[week] != "week", cells[week] >= date { cells[promotion] = "" }
                return cells.joined(separator: ",")
            }.joined(separator: "\n")
            try project.write(text + "\n", to: "datasets/shop/demand.csv")
            try project.succeed(["data", "snapshot", "shop", "--accept"])
        }
        try cut(from: "2025-06-02")
        let plan = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(
            plan.contains(
                "promotion is known ahead and has no value after 2025-05-26, where the data go on to 2025-06-23"
            ),
            "\(plan)")
        #expect(
            plan.contains(
                "promotion, known ahead and read by a feature set, has no value in the test periods of window 3 (2025-06-02 to 2025-06-23)"
            ), "\(plan)")
        try cut(from: "2025-01-06")
        let all = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(
            all.contains(
                "has no value in any test window (2025-04-07 to 2025-06-23): models are told nothing there"),
            "\(all)")
    }
}
