import Foundation
import Testing

@Suite("forecast features") struct FeaturesTests {
    private static let spec = """
        experiment: shop
        data: {dataset: shop, targets: [volume]}
        features:
          demand:
            temporal: [week_of_year]
            lags: [1, 2, 26]
            rolling_mean: [4]
            price: [current_price, price_change_pct]
            promotion: [promotion]
            classification: [demand_pattern]
            categorical: [category]
        models:
          lgbm: {kind: lightgbm, features: demand, rounds: 5}
        backtest: {horizon: 3, windows: 2, gap: 1}

        """

    private static func show(_ project: ScratchProject, _ more: [String] = []) throws -> BuiltProgram.Result {
        try project.run(
            ["features", "show", "experiments/shop.yaml", "--series", try series(project)] + more)
    }

    private static func series(_ project: ScratchProject) throws -> String {
        let row = try project.read("datasets/shop/demand.csv").split(separator: "\n")[1]
        return String(row.split(separator: ",")[0])
    }

    @Test("show prints the rows that are learned and those to forecast")
    func text() throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try Self.show(project, ["--rows", "5"])
        #expect(result.status == 0, "\(result.errors)")
        try expectGolden(result.output, "features.show.txt")
        for line in result.output.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }

    @Test("an earlier cutoff shows an earlier matrix")
    func cutoff() throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try Self.show(
            project, ["--cutoff", "2023-10-02", "--step", "1", "--rows", "1", "--csv"])
        #expect(result.status == 0, "\(result.errors)")
        let rows = result.output.split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(rows.count == 5 && rows[0].prefix(5) == ["part", "origin", "period", "step", "volume"])
        #expect(rows[1].prefix(4) == ["training", "2023-09-25", "2023-10-02", "1"])
        #expect(rows[2].prefix(5) == ["forecast", "2023-10-02", "2023-10-16", "2", ""])
        // What is learned last is the first lag of the rows to forecast.
        #expect(rows[2][5] == rows[1][4])
    }

    @Test("JSON has every training row, and says when each column is known")
    func json() throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try Self.show(project, ["--all", "--json"])
        let sheet = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let columns = try #require(sheet["columns"] as? [[String: Any]])
        let kinds = columns.map { $0["kind"] as? String }
        #expect(
            kinds == Array(repeating: "origin", count: 4) + Array(repeating: "ahead", count: 4)
                + Array(repeating: "static", count: 2))
        let training = try #require(sheet["training"] as? [[String: Any]])
        #expect(training.count == sheet["training_rows"] as? Int && training.count > 50)
        #expect((sheet["forecast"] as? [Any])?.count == 3)
    }

    @Test(
        "an option that names nothing is told at the option",
        arguments: [
            (["--series", "P001x"], 3, "--series:1:1: error[D303]"),
            (["--features", "demnd"], 2, "did you mean 'demand'?"),
            (["--target", "volum"], 2, "--target:1:1: error[E211]"),
            (["--cutoff", "2023-10-03"], 2, "the nearest period is 2023-10-02"),
            (["--step", "9"], 2, "--step:1:1: error[E211]"),
        ])
    func errors(options: [String], status: Int32, words: String) throws {
        let project = try ScratchProject(spec: Self.spec)
        let series = options[0] == "--series" ? [] : ["--series", try Self.series(project)]
        let result = try project.run(["features", "show", "experiments/shop.yaml"] + series + options)
        #expect(result.status == status, "\(result.output)\(result.errors)")
        #expect(result.errors.contains(words), "\(result.errors)")
    }

    @Test("a feature that the data cannot give stands at its line of the spec, before anything is fitted")
    func misfit() throws {
        let spec = Self.spec.replacingOccurrences(of: "[category]", with: "[categry]")
            .replacingOccurrences(of: "promotion: [promotion]", with: "promotion: [promo]")
        let project = try ScratchProject(spec: spec)
        let result = try project.run(["run", "experiments/shop.yaml"])
        #expect(result.status == 2)
        #expect(result.errors.contains("experiments/shop.yaml:9:16: error[E151]"), "\(result.errors)")
        #expect(result.errors.contains("experiments/shop.yaml:11:18: error[E151]"), "\(result.errors)")
        #expect(result.errors.contains("did you mean 'category'?"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: project.path("results")).isEmpty)
    }
}

@Suite("forecast features export", .needsLightGBM)
struct FeatureExportTests {
    private static let spec = """
        experiment: shop
        data: {dataset: shop, targets: [volume]}
        features: {demand: {lags: [1, 2, 13], price: [current_price], categorical: [category]}}
        models:
          lgbm: {kind: lightgbm, features: demand, rounds: 7, weights: scale, weight_half_life: 26}
          aged: {kind: lightgbm, features: demand, rounds: 2, strategy: recursive, weight_half_life: 26}
          priced: {kind: lightgbm, features: demand, rounds: 2, strategy: recursive, weight_column: price}
          small: {kind: lightgbm, features: demand, rounds: 2, strategy: recursive, weights: inverse_scale}
          direct: {kind: lightgbm, features: demand, rounds: 5, strategy: direct, early_stopping: 2, validation: 6}
        backtest: {horizon: 2, windows: 1}
        quantiles: [0.5, 0.9]

        """

    @Test("writes matrix, labels, weights, parameters and boosters")
    func files() throws {
        let project = try ScratchProject(spec: Self.spec)
        let output = project.path("out")
        try project.succeed([
            "features", "export", "experiments/shop.yaml", "--model", "lgbm", "--output", output,
        ])
        let training = try Self.json(output + "/training.json")
        let rows = try #require(training["rows"] as? Int)
        #expect(
            training["columns"] as? [String] == [
                "lag_1", "lag_2", "lag_13", "current_price", "category", "step",
            ])
        #expect(training["categorical"] as? [Int] == [4] && training["weighted"] as? Bool == true)
        for (name, cells) in [("matrix", 6 * rows), ("labels", rows), ("weights", rows)] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(output)/\(name).npy"))
            let header = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
            #expect(header % 64 == 0 && bytes.count == header + 4 * cells, "\(name)")
        }
        let boosters = try #require(training["boosters"] as? [[String: Any]])
        #expect(boosters.map { $0["file"] as? String } == ["mean.txt", "p50.txt", "p90.txt"])
        let parameters = try #require(boosters[2]["parameters"] as? [String: String])
        #expect(parameters["objective"] == "quantile" && parameters["alpha"] == "0.9")
        #expect(boosters[2]["rounds"] as? Int == 7)
        let text = try String(contentsOfFile: output + "/p90.txt", encoding: .utf8)
        #expect(text.hasPrefix("tree\n") && text.contains("\nparameters:"))
    }

    @Test("weights are what was declared, with a mean of 1")
    func weights() throws {
        let project = try ScratchProject(spec: Self.spec)
        func export(_ model: String) throws -> (weights: [Float], prices: [Float], rows: Int) {
            let output = project.path(model)
            try project.succeed([
                "features", "export", "experiments/shop.yaml", "--model", model, "--output", output,
            ])
            let weights = try Self.floats(output + "/weights.npy")
            let matrix = try Self.floats(output + "/matrix.npy")
            let rows = weights.count
            #expect(abs(weights.reduce(0, +) / Float(rows) - 1) < 1e-3, "\(model)")
            return (weights, Array(matrix[3 * rows..<4 * rows]), rows)
        }
        // Rows of a series follow one another; the first series of the data is observed every week.
        let aged = try export("aged").weights
        for row in 1..<40 { #expect(abs(aged[row] / aged[row - 1] - 1.026_999) < 1e-4) }
        let priced = try export("priced")
        let unit = priced.weights[0] / priced.prices[0]
        for row in 0..<priced.rows {
            let wanted = priced.prices[row].isNaN ? 0 : priced.prices[row] * unit
            #expect(abs(priced.weights[row] - wanted) <= 1e-4 * wanted)
        }
        let small = try export("small").weights
        #expect(small[0] == small[39] && Set(small).count > 10 && Set(small).count <= 24)
    }

    @Test("a model per step goes to a folder per step, with its validation rows")
    func direct() throws {
        let project = try ScratchProject(spec: Self.spec)
        let output = project.path("out")
        try project.succeed([
            "features", "export", "experiments/shop.yaml", "--model", "direct", "--output", output,
        ])
        for step in ["step-1", "step-2"] {
            for file in ["matrix.npy", "validation_matrix.npy", "validation_labels.npy", "training.json"] {
                #expect(project.exists("out/\(step)/\(file)"), "\(step)/\(file)")
            }
        }
        // Files of two models never mix.
        let again = try project.run([
            "features", "export", "experiments/shop.yaml", "--model", "lgbm", "--output", output,
        ])
        #expect(again.status == 2 && again.errors.contains("E175") && !project.exists("out/matrix.npy"))
    }

    @Test(
        "a model that is not there, or trains on no matrix, is told at the option",
        arguments: ["lgb", "naive"])
    func wrongModel(name: String) throws {
        let project = try ScratchProject(spec: Self.spec)
        let result = try project.run([
            "features", "export", "experiments/shop.yaml", "--model", name, "--output", project.path("out"),
        ])
        #expect(result.status == 2 && result.errors.contains("--model:1:1: error[E211]"), "\(result.errors)")
        #expect(!project.exists("out"))
    }

    private static func floats(_ path: String) throws -> [Float] {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return bytes.withUnsafeBytes { raw in
            stride(from: 10 + Int(bytes[8]) + 256 * Int(bytes[9]), to: bytes.count, by: 4).map {
                Float(bitPattern: raw.loadUnaligned(fromByteOffset: $0, as: UInt32.self))
            }
        }
    }

    private static func json(_ path: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path))) as? [String: Any]
            ?? [:]
    }
}
