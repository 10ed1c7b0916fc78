import Foundation
import Testing

@Suite("forecast predict") struct PredictTests {
    /// Models of one series, one that learns across series and reads plans, and what is made of two.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand: {lags: [1, 4], price: [current_price], promotion: [promotion], classification: [abc_class]}
        models:
          ses: {kind: ses, paths: 100}
          tsb: {kind: tsb}
          damped: {kind: damped, paths: 50}
          net: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 16, epochs: 0.5}
          blend: {kind: ensemble, members: [ses, tsb]}
          best: {kind: ensemble, members: [ses, tsb, damped], best: 2, weights: learned, windows: 2}
          auto: {kind: routed, rules: [{abc_class: [A], model: ses}, {abc_class: [B], model: blend}, {model: net}]}
          plain: {kind: routed, rules: [{abc_class: [A], model: ses}, {abc_class: [B], model: tsb}, {model: damped}]}
        backtest: {horizon: 6, windows: 2, step: 6}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: ses, challengers: [tsb], metric: wape}

        """

    /// The last cutoff of the backtest: 130 weeks from 2023-01-02, six of them scored.
    private static let cutoff = "2025-05-12"

    /// A project whose data set `shop` ends at that cutoff, with rows of plans behind it or without.
    private static func shortened(plans: Bool) throws -> ScratchProject {
        let project = try ScratchProject(spec: spec)
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n")
        let kept = rows.compactMap { row -> String? in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells[1] != "week", cells[1] > cutoff else { return String(row) }
            cells[2] = ""
            return plans ? cells.joined(separator: ",") : nil
        }
        try project.write(kept.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        return project
    }

    /// The rows of a model without what was observed, sorted.
    private static func rows(_ csv: String, of model: String, cutoff: String = cutoff) -> [[String]] {
        csv.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        .filter { $0[1] == cutoff && $0[4] == model }
        .map { row in Array(row[..<5] + row[6...]) }
        .sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// `levels` of an answer.
    private struct Sums: Decodable {
        struct Row: Decodable {
            let uniqueID: String
            let forecast: Double

            enum CodingKeys: String, CodingKey {
                case uniqueID = "unique_id"
                case forecast
            }
        }

        let levels: [Row]
    }

    @Test("gives the sums of a reconciled model, to which its series add up to the bit")
    func sums() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                models:
                  ses: {kind: ses, paths: 50}
                  coherent: {kind: reconciled, of: ses}
                hierarchy: {levels: [all, category*product_type]}
                backtest: {horizon: 4, windows: 1}
                quantiles: [0.1, 0.5, 0.9]

                """)
        let predict = ["predict", "experiments/shop.yaml", "--model"]
        let told = try project.succeed(
            predict + ["coherent", "--horizon", "3", "--csv", "next.csv", "--levels", "sums.csv"])
        #expect(told.output.contains("wrote next.csv and sums.csv"))
        func rows(_ file: String) throws -> [[String]] {
            try project.read(file).split(separator: "\n").dropFirst().map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        }
        let (series, sums) = (try rows("next.csv"), try rows("sums.csv"))
        #expect(Set(sums.map { $0[2] }).count == 3 && sums.count > 6)
        #expect(sums.contains { $0[0].hasPrefix("category=") && $0[0].contains("*product_type=") })
        for ds in Set(sums.map { $0[2] }) {
            func total(_ rows: [[String]]) -> Double {
                rows.filter { $0[2] == ds }.compactMap { Double($0[6]) }.reduce(0, +)
            }
            let all = total(sums.filter { $0[0] == "all" })
            #expect(all > 0 && all == total(series) && all == total(sums.filter { $0[0] != "all" }))
        }
        let json = try project.succeed(predict + ["coherent", "--horizon", "3", "--json"]).output
        // Of numbers that it reads, JSONSerialization may miss the last bit.
        let levels = try JSONDecoder().decode(Sums.self, from: Data(json.utf8)).levels
        #expect(levels.map(\.uniqueID) == sums.map { $0[0] })
        #expect(levels.map(\.forecast) == sums.compactMap { Double($0[6]) })
        let refused = try project.run(predict + ["ses", "--csv", "none.csv", "--levels", "sums.csv"])
        #expect(refused.status == 2 && refused.errors.contains("forecasts series alone"))
        #expect(!project.exists("none.csv"))
        #expect(!(try project.succeed(predict + ["ses", "--json"]).output.contains("\"levels\"")))
    }

    @Test("says what a backtest said at that cutoff, bit for bit, whatever the model")
    func backtest() throws {
        let whole = try ScratchProject(spec: Self.spec)
        try whole.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let tested = try whole.read("results/shop/latest/forecasts.csv")
        let project = try Self.shortened(plans: true)
        for model in ["ses", "tsb", "damped", "net", "blend", "best", "auto", "plain"] {
            let wanted = Self.rows(tested, of: model)
            #expect(wanted.count > 100, "\(model)")
            for jobs in ["1", "3"] {
                try project.succeed([
                    "predict", "experiments/shop.yaml", "--model", model, "--csv", "next.csv", "--jobs", jobs,
                    "--quiet",
                ])
                #expect(
                    try Self.rows(project.read("next.csv"), of: model) == wanted, "\(model), \(jobs) jobs")
            }
        }
    }

    @Test("of two targets at once is what each is alone, on any number of threads")
    func targets() throws {
        let project = try Self.shortened(plans: true)
        func forecast(_ options: String...) throws -> [Substring] {
            try project.succeed(
                [
                    "predict", "experiments/shop.yaml", "--set", "data.targets=[volume, revenue]", "--quiet",
                    "--force", "--csv", "next.csv",
                ] + options)
            return try project.read("next.csv").split(separator: "\n")
        }
        for model in ["net", "blend", "best", "auto"] {
            let volume = try forecast("--model", model, "--target", "volume", "--jobs", "1")
            let revenue = try forecast("--model", model, "--target", "revenue", "--jobs", "1")
            let alone = volume + revenue.dropFirst()
            for jobs in ["1", "2", "8"] {
                #expect(try forecast("--model", model, "--jobs", jobs) == alone, "\(model), \(jobs) jobs")
            }
        }
    }

    @Test("of some series and periods is a part of the whole")
    func part() throws {
        let project = try Self.shortened(plans: true)
        let predict = ["predict", "experiments/shop.yaml", "--quiet", "--csv", "next.csv"]
        for model in ["ses", "net", "best", "auto", "plain"] {
            try project.succeed(predict + ["--model", model])
            let all = try Self.rows(project.read("next.csv"), of: model)
            let ids = Array(Set(all.map { $0[0] })).sorted().prefix(3)
            try project.succeed(
                predict + ["--model", model, "--sku", ids.joined(separator: ","), "--horizon", "2"])
            let part = try Self.rows(project.read("next.csv"), of: model)
            let weeks = Set(all.map { $0[2] }).sorted().prefix(2)
            #expect(part == all.filter { ids.contains($0[0]) && weeks.contains($0[2]) })
            #expect(part.count == 6)
        }
    }

    @Test("asks a model for the series that are sent to it, and for no other")
    func asked() throws {
        let project = try Self.shortened(plans: true)
        let predict = [
            "predict", "experiments/shop.yaml", "--quiet", "--csv", "next.csv", "--model", "plain",
        ]
        try project.succeed(predict)
        let ids = Array(Set(try Self.rows(project.read("next.csv"), of: "plain").map { $0[0] })).sorted()
        func forecasts() throws -> Int? {
            let stats = try project.succeed(["cache", "stats"]).output
            let line = stats.split(separator: "\n").first { $0.hasPrefix("forecast ") }
            return line.flatMap { Int($0.split(separator: " ")[1]) }
        }
        #expect(try forecasts() == ids.count && ids.count > 20)
        try project.remove("results/.store")
        try project.succeed(predict + ["--sku", ids.prefix(3).joined(separator: ",")])
        #expect(try forecasts() == 3)
    }

    @Test("needs plans to the end of the forecast, unless it is said what else to do")
    func plans() throws {
        let project = try Self.shortened(plans: false)
        let predict = ["predict", "experiments/shop.yaml", "--model", "net", "--quiet", "--json"]
        let refused = try project.run(predict)
        #expect(refused.status == 3 && refused.output.isEmpty)
        #expect(refused.errors.contains("error[D304]: price of ") && refused.errors.contains("--plans last"))
        let last = try project.succeed(predict + ["--plans", "last"])
        #expect(last.output.contains("its last value goes on"))
        let missing = try project.succeed(predict + ["--plans", "missing"])
        #expect(missing.output.contains("models are told nothing there"))
        #expect(try Self.answer(last).executionID != Self.answer(missing).executionID)
        // Who reads no plans needs none.
        let other = try project.succeed(["predict", "experiments/shop.yaml", "--json", "--quiet"])
        #expect(try Self.answer(other).notes.isEmpty)
        #expect(try project.run(predict + ["--plans", "none"]).status == 2)
    }

    private struct Answer: Decodable {
        let executionID: String
        let resultsCount: Int
        let summary: [String: Int]
        let notes: [String]
        let model: String
        let championVersion: Int?

        enum CodingKeys: String, CodingKey {
            case summary, notes, model
            case executionID = "execution_id"
            case resultsCount = "results_count"
            case championVersion = "champion_version"
        }
    }

    private static func answer(_ result: BuiltProgram.Result) throws -> Answer {
        try JSONDecoder().decode(Answer.self, from: Data(result.output.utf8))
    }

    @Test("is the champion's: the registered one, else the spec's")
    func champion() throws {
        let project = try ScratchProject(spec: Self.spec)
        let predict = ["predict", "experiments/shop.yaml", "--quiet", "--json"]
        let first = try Self.answer(project.succeed(predict))
        #expect(first.model == "ses" && first.championVersion == nil)
        #expect(first.summary.values.reduce(0, +) == first.resultsCount && first.resultsCount > 20)
        #expect(first.summary["ses_count"] ?? 0 > 20)
        // The same question has the same id, and another model another.
        #expect(try Self.answer(project.succeed(predict)).executionID == first.executionID)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "tsb", "--reason", "a test of predict",
        ])
        let second = try Self.answer(project.succeed(predict))
        #expect(second.model == "tsb" && second.championVersion == 1)
        #expect(second.executionID != first.executionID)
        try project.write(
            Self.spec.replacing("promotion: {champion: ses, challengers: [tsb], metric: wape}\n", with: "")
                .replacing("experiment: shop", with: "experiment: other"), to: "experiments/other.yaml")
        let nobody = try project.run(["predict", "experiments/other.yaml"])
        #expect(nobody.status == 2 && nobody.errors.contains("error[E217]"))
    }

    @Test("names what is not there at the option")
    func unknown() throws {
        let project = try ScratchProject(spec: Self.spec)
        for (options, words) in [
            (["--sku", "SKU00000x"], "E227"), (["--target", "volum"], "did you mean 'volume'?"),
            (["--model", "sess"], "did you mean 'ses'?"), (["--horizon", "7"], "--set backtest.horizon=7"),
            (["--horizon", "0"], "ask for 1 to 6"),
        ] {
            let result = try project.run(["predict", "experiments/shop.yaml"] + options)
            #expect(result.status == 2 && result.errors.contains(words), "\(options): \(result.errors)")
        }
    }

    @Test("shows a picture and a table")
    func text() throws {
        let project = try ScratchProject(spec: Self.spec)
        for width in [100, 60] {
            let result = try project.succeed(
                ["predict", "experiments/shop.yaml", "--quiet"], environment: ["COLUMNS": "\(width)"])
            try expectGolden(
                result.output.replacingOccurrences(
                    of: #"execution [0-9a-f]{12}"#, with: "execution ID", options: .regularExpression),
                "predict.\(width).txt")
            for line in result.output.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
        }
    }
}
