import Foundation
import Testing

enum Library {
    /// Whether `make deps` could fetch the library: without network it cannot, and these tests have nothing to run.
    static let isThere: Bool = {
        var folder = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent()
        while folder.path != "/" {
            if FileManager.default.fileExists(atPath: folder.path + "/.deps") { return true }
            folder.deleteLastPathComponent()
        }
        return false
    }()
}

extension Trait where Self == ConditionTrait {
    static var needsLightGBM: Self {
        .enabled(if: Library.isThere, "LightGBM is not there: run `make deps` with network")
    }
}

@Suite("lightgbm without its library") struct MissingLibraryTests {
    @Test("is told by plan and before a run begins, and what ran before it is kept")
    func told() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                features: {lagged: {lags: [1, 2]}}
                models:
                  ses: {kind: ses}
                  trees: {kind: lightgbm, features: lagged, rounds: 5}
                backtest: {horizon: 4, windows: 1}

                """)
        // A project with a folder of libraries of its own looks nowhere else.
        try FileManager.default.createDirectory(
            atPath: project.path(".deps"), withIntermediateDirectories: true)
        let plan = try project.run(["plan", "experiments/shop.yaml"])
        #expect(plan.status == 0 && plan.errors.contains("warning: model 'trees' cannot be trained here"))
        #expect(plan.errors.contains("`make deps` in the folder of forecast-engine fetches it"))
        let run = try project.run(["run", "experiments/shop.yaml", "--quiet"])
        #expect(run.status == 4 && run.errors.contains("warning: model 'trees' cannot be trained here"))
        #expect(run.errors.contains("error: LightGBM: cannot load"), "\(run.errors)")
        #expect(!project.exists("results/shop/latest"))
    }
}

@Suite("lightgbm in a run", .needsLightGBM)
struct LightGBMTests {
    @Test("a series beyond the range of Float, and a panel without a row to learn from, become fallbacks")
    func nothingToLearn() throws {
        let project = try ScratchProject(
            spec: """
                experiment: huge
                data: {dataset: huge, targets: [volume]}
                features: {lagged: {lags: [1, 2]}}
                models:
                  ses: {kind: ses}
                  trees: {kind: lightgbm, features: lagged, rounds: 5, min_data_in_leaf: 2}
                backtest: {horizon: 2, windows: 1}

                """)
        let declaration = """
            format: csv
            files: [demand.csv]
            frequency: weekly
            columns: {series: sku, time: week, targets: {volume: volume}}
            gaps: missing

            """
        for (huge, fallbacks) in [(["b"], 1), (["a", "b"], 2)] {
            var csv = "sku,week,volume\n"
            for id in ["a", "b"] {
                for week in 0..<20 {
                    let day = ISO8601DateFormatter.string(
                        from: Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800),
                        timeZone: .gmt, formatOptions: [.withFullDate])
                    csv += "\(id),\(day),\(week % 3 + 1)\(huge.contains(id) ? "e200" : "")\n"
                }
            }
            try? project.remove("datasets/huge")
            try FileManager.default.createDirectory(
                atPath: project.path("datasets/huge"), withIntermediateDirectories: true)
            try project.write(declaration, to: "datasets/huge/dataset.yaml")
            try project.write(csv, to: "datasets/huge/demand.csv")
            try project.succeed(["data", "snapshot", "huge"])
            try project.succeed(["run", "experiments/shop.yaml"])
            let models = try project.json("report.json", experiment: "huge")["models"] as? [[String: Any]]
            let trees = models?.first { $0["name"] as? String == "trees" }?["fallbacks"] as? [String: Any]
            #expect(trees?["count"] as? Int == fallbacks, "\(trees ?? [:])")
        }
    }

    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand:
            temporal: [week_of_year]
            lags: [1, 2, 13]
            rolling_mean: [4]
            rolling_std: [13]
            price: [current_price, price_change_pct]
            promotion: [promotion]
            group_mean: {columns: [promotion], by: [category]}
            rivals: {columns: [price], within: category, of: category}
            classification: [abc_class]
            categorical: [category]
        models:
          step: {kind: lightgbm, features: demand, rounds: 20, intervals: conformal}
          recursive: {kind: lightgbm, features: demand, rounds: 20, strategy: recursive, objective: tweedie}
          direct: {kind: lightgbm, features: demand, rounds: 5, strategy: direct, early_stopping: 3, validation: 6}
          logarithm: {kind: lightgbm, features: demand, rounds: 10, labels: log}
        backtest: {horizon: 4, windows: 3, step: 4, refit: 2, gap: 1}

        """

    @Test("gives one digest, the same models and the same report for 1, 2 and 8 jobs, and from the cache")
    func sameBytes() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let digest = try project.resultDigest()
        let report = try project.read("results/shop/latest/report.json")
        // Two of three windows are fitted.
        #expect(try project.models(of: "lightgbm").map { ($0["fits"] as? [Any])?.count } == [2, 2, 2, 2])
        for jobs in ["2", "8"] {
            try project.succeed(["run", "experiments/shop.yaml", "--force", "--jobs", jobs])
            #expect(try project.resultDigest() == digest, "\(jobs) jobs")
            let same = try project.read("results/shop/latest/report.json") == report
            #expect(same, "report.json, \(jobs) jobs")
        }
        try project.removeRuns()
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.resultDigest() == digest)
        #expect(try project.read("results/shop/latest/report.json") == report)
        #expect(try project.computedForecasts() == 0)
    }

    @Test("says what its forecasts lean on, and what they cost")
    func explained() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        for model in try project.models(of: "lightgbm") {
            let explanation = try #require((model["explanations"] as? [[String: Any]])?.first)
            let features = explanation["features"] as? [[String: Any]] ?? []
            for share in ["gain_share", "contribution_share"] {
                let sum = features.compactMap { $0[share] as? Double }.reduce(0, +)
                #expect(abs(sum - 1) < 1e-12, "\(share)")
            }
            #expect(features.compactMap { $0["feature"] as? String }.starts(with: ["lag_1", "lag_2"]))
            #expect((explanation["rows"] as? Int ?? 0) > 50)
        }
        // Four models, each fitted in two of the windows: every fit has a digest of its own.
        let fits = try project.models(of: "lightgbm").flatMap { $0["fits"] as? [[String: Any]] ?? [] }
        #expect(Set(fits.compactMap { $0["model_digest"] as? String }).count == 8)
        let points = (try project.json("report.json")["frontier"] as? [String: Any])?["points"] as? [Any]
        #expect(points?.count == 4)
        let page = try project.read("results/shop/latest/report.html")
        #expect(page.contains("What the models lean on") && page.contains("Error against cost"))
        let comment = try project.read("results/shop/latest/report.md")
        #expect(comment.contains("<details><summary>What the models lean on</summary>"))
    }

    @Test("is blind to what was not known at the cutoff")
    func corruptedFuture() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try project.forecastsAlone()
        // The last window tests the last four weeks, after a gap of one.
        try project.changeSales(in: project.weeks().suffix(5))
        try project.succeed(["run", "experiments/shop.yaml", "--force"])
        let after = try project.forecastsAlone()
        #expect(before == after)
        #expect(before.count > 500)
    }

    @Test("shares its features with later windows and sees nothing of them")
    func corruptedLaterWindows() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try project.forecastsAlone()
        let cutoffs = Set(before.dropFirst().map { $0.split(separator: ",")[1] }).sorted()
        let first = try #require(cutoffs.count == 3 ? cutoffs.first : nil)
        try project.changeSales(in: project.weeks().filter { $0 > first })
        try project.succeed(["run", "experiments/shop.yaml", "--force"])
        let after = try project.forecastsAlone()
        func ofFirst(_ rows: [String]) -> [String] { rows.filter { $0.split(separator: ",")[1] == first } }
        #expect(ofFirst(before) == ofFirst(after) && ofFirst(before).count > 300)
        #expect(before != after)
    }

    @Test("models that share tables and bins give what each gives alone")
    func sharing() throws {
        let models = [
            "few: {kind: lightgbm, features: demand, rounds: 5}",
            "more: {kind: lightgbm, features: demand, rounds: 9, leaves: 7}",
            "plain: {kind: lightgbm, features: demand, rounds: 5, scaling: none}",
            "aged: {kind: lightgbm, features: demand, rounds: 5, weight_half_life: 20}",
        ]
        func forecasts(_ models: [String]) throws -> Set<String> {
            let head = Self.spec.components(separatedBy: "models:")[0]
            let project = try ScratchProject(
                spec: head + "models:\n" + models.map { "  \($0)\n" }.joined()
                    + "backtest: {horizon: 4, windows: 3, step: 4, gap: 1}\n")
            try project.succeed(["run", "experiments/shop.yaml"])
            let stages = try project.json("timings.json")["stages"] as? [[String: Any]] ?? []
            let features = try #require(stages.first { $0["stage"] as? String == "features" })
            if models.count > 1 {
                // Per model and window a table to fit, one to forecast and one to explain, and its bins; one table in all, and bins
                // once per window for the first two models.
                #expect(features["tasks"] as? Int == 4 * 4 * 3 && features["cached"] as? Int == 48 - 1 - 9)
            }
            return Set(
                try project.read("results/shop/latest/forecasts.csv").split(separator: "\n").map(String.init)
                    .filter { !$0.contains("naive") })
        }
        let together = try forecasts(models)
        var alone: Set<String> = []
        for model in models { alone.formUnion(try forecasts([model])) }
        #expect(together == alone && together.count > 800)
    }

    @Test("crossing quantiles are counted, from the cache as when they were made")
    func repairs() throws {
        let project = try ScratchProject(
            spec: Self.spec + "quantiles: [0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6]\n")
        func repairs() throws -> [Int] {
            try project.models().prefix(3).compactMap { $0["repairs"] as? Int }
        }
        try project.succeed(["run", "experiments/shop.yaml"])
        let cold = try repairs()
        #expect(cold.count == 3 && cold.allSatisfy { $0 > 0 }, "\(cold)")
        for (total, model) in zip(cold, try project.models()) {
            let reasons = model["repair_reasons"] as? [String: Int] ?? [:]
            #expect(
                (reasons["crossed_quantiles"] ?? 0) > 0 && reasons.values.reduce(0, +) == total, "\(reasons)")
        }
        try project.removeRuns()
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.computedForecasts() == 0)
        #expect(try repairs() == cold)
    }

    @Test("monotone constraints bend a forecast without quantiles, and are refused with them")
    func monotone() throws {
        let spec =
            Self.spec.components(separatedBy: "models:")[0]
                + """
                models:
                  free: {kind: lightgbm, features: demand, rounds: 20}
                  bent: {kind: lightgbm, features: demand, rounds: 20, monotone_decreasing: [current_price]}
                backtest: {horizon: 4, windows: 1}
                evaluate: {metrics: [wape]}

                """
        let project = try ScratchProject(spec: spec + "quantiles: []\n")
        try project.succeed(["run", "experiments/shop.yaml"])
        let rows = try project.read("results/shop/latest/forecasts.csv").split(separator: "\n")
        let free = rows.filter { $0.contains(",free,") }.map { $0.replacing(",free,", with: ",") }
        let bent = rows.filter { $0.contains(",bent,") }.map { $0.replacing(",bent,", with: ",") }
        #expect(free.count > 50 && free.count == bent.count && free != bent)

        try project.write(spec, to: "experiments/shop.yaml")
        let refused = try project.run(["validate", "experiments/shop.yaml"])
        #expect(
            refused.status == 2 && refused.errors.contains("experiments/shop.yaml:18:"), "\(refused.errors)")
        #expect(refused.errors.contains("error[E156]") && refused.errors.contains("quantiles: []"))
    }

    @Test("a weight or constraint on a column that is not there is told at its key")
    func wrongColumns() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(
                of: "step: {kind: lightgbm, features: demand, rounds: 20",
                with: "step: {kind: lightgbm, features: demand, rounds: 20, weight_column: pric"))
        let result = try project.run(["run", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("error[E157]"), "\(result.errors)")
        #expect(result.errors.contains("did you mean 'price'?"))
    }

    @Test("squared errors of logarithms give a mean, above the median, whatever the jobs")
    func smearing() throws {
        let models = """
            models:
              mean: {kind: lightgbm, features: demand, rounds: 20, labels: log}
              median: {kind: lightgbm, features: demand, rounds: 20, labels: log, objective: quantile, quantile_level: 0.5}
            """
        let spec = Self.spec.replacing(#/models:(.|\n)*?(?=backtest:)/#, with: models + "\n")
        let project = try ScratchProject(spec: spec)
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let digest = try project.resultDigest()
        var totals: [String: Double] = [:]
        for row in try project.read("results/shop/latest/forecasts.csv").split(separator: "\n").dropFirst() {
            let cells = row.split(separator: ",", omittingEmptySubsequences: false)
            totals[String(cells[4]), default: 0] += try #require(Double(cells[6]))
        }
        #expect(try #require(totals["mean"]) > 1.02 * #require(totals["median"]))
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "8", "--force"])
        #expect(try project.resultDigest() == digest)
    }

    @Test(
        "what an objective or early stopping cannot do is said before anything is trained",
        arguments: [
            ("objective=gamma", "E158", "has no loss for it"),
            ("objective=poisson, labels=log", "E159", "learns logarithms"),
            ("early_stopping=5, validation=200", "E160", "holds out 200 periods"),
        ])
    func impossible(changes: String, code: String, message: String) throws {
        let project = try ScratchProject(spec: Self.spec)
        let overrides = changes.split(separator: ",").flatMap { change in
            ["--set", "models.step.\(change.drop { $0 == " " })"]
        }
        let result = try project.run(["run", "experiments/shop.yaml"] + overrides)
        #expect(result.status == 2 && result.errors.contains("error[\(code)]"), "\(result.errors)")
        #expect(result.errors.contains(message), "\(result.errors)")
        #expect(!project.exists("results/shop"))
    }

    @Test("an absent feature set and a transform are refused with their place")
    func errors() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(
                of: "step: {kind: lightgbm, features: demand,",
                with: "step: {kind: lightgbm, features: demnd, transform: log,"))
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status == 2)
        #expect(
            result.errors.contains("did you mean 'demand'?") && result.errors.contains("takes no transform"))
    }
}
