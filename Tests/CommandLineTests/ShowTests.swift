import Foundation
import Testing

@Suite("forecast show") struct ShowTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          naive26: {kind: seasonal_naive, season: 26}
          ses: {kind: ses, paths: 100}
          tsb: {kind: tsb}
        backtest: {horizon: 6, windows: 3, gap: 1}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive26, challengers: [ses, tsb], metric: wape}

        """

    private static func finished() throws -> (project: ScratchProject, id: String) {
        let project = try ScratchProject(spec: spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let row = try project.read("datasets/shop/demand.csv").split(separator: "\n")[1]
        return (project, String(row.split(separator: ",")[0]))
    }

    @Test("a chart, the periods of a window, and the scores of every model")
    func text() throws {
        let (project, id) = try Self.finished()
        for (width, options) in [(100, []), (60, ["--model", "ses", "--window", "1"])] {
            let result = try project.succeed(
                ["show", "results/shop", "--series", id] + options, environment: ["COLUMNS": "\(width)"])
            try expectGolden(
                result.output.replacingOccurrences(
                    of: #"shop [0-9a-f]{12}:"#, with: "shop RUN:", options: .regularExpression),
                "show.\(width).txt")
            for line in result.output.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
            #expect(!result.output.contains("\u{1B}"))
        }
    }

    @Test("CSV has the rows of forecasts.csv, all of them or those of a model and a target")
    func csv() throws {
        let (project, id) = try Self.finished()
        let folder = "results/shop/latest"
        let file = try project.read("\(folder)/forecasts.csv").split(separator: "\n")
        let own = file.filter { $0.hasPrefix("\(id),") }
        let all = try project.succeed(["show", "results/shop", "--series", id, "--csv"]).output
        #expect(all.split(separator: "\n") == [file[0]] + own)
        let some = try project.succeed([
            "show", "results/shop", "--series", id, "--csv", "--model", "tsb", "--target", "revenue",
        ]).output
        #expect(some.split(separator: "\n") == [file[0]] + own.filter { $0.contains(",revenue,tsb,") })
        #expect(some.split(separator: "\n").count == 1 + 3 * 6)
    }

    @Test("JSON has history, forecasts of all windows and the scores of series.csv")
    func json() throws {
        let (project, id) = try Self.finished()
        let output = try project.succeed(["show", "results/shop", "--series", id, "--json"]).output
        let sheet = try JSONDecoder().decode(Sheet.self, from: Data(output.utf8))
        #expect(sheet.forecasts.map(\.window) == [1, 2, 3].flatMap { Array(repeating: $0, count: 6) })
        #expect(sheet.history.last?.ds == sheet.forecasts.last?.ds)
        #expect(sheet.history.last?.y == sheet.forecasts.last?.y)
        let rows = try project.rows("series.csv", experiment: "shop").filter {
            $0["unique_id"] == id && $0["target"] == "volume"
        }
        #expect(sheet.metrics.first == "wape" && sheet.scores.count == rows.count)
        for row in rows {
            let score = try #require(sheet.scores.first { $0.model == row["model"] })
            #expect(score.values.first == row["wape"].flatMap(Double.init))
        }
    }

    private struct Sheet: Decodable {
        struct Observation: Decodable {
            let ds: String
            let y: Double?
        }
        struct Forecast: Decodable {
            let window: Int
            let ds: String
            let y: Double?
        }
        struct Scores: Decodable {
            let model: String
            let values: [Double?]
        }
        let history: [Observation]
        let forecasts: [Forecast]
        let metrics: [String]
        let scores: [Scores]
    }

    @Test("without the data of the run there is no history, and the reason is said")
    func changedData() throws {
        let (project, id) = try Self.finished()
        try project.remove("datasets/shop/demand.csv")
        let result = try project.succeed(["show", "results/shop", "--series", id])
        #expect(result.output.contains("note: no history: "), "\(result.output)")
        #expect(result.output.contains("cutoff"))
    }

    @Test(
        "what is not there is told with what is near",
        arguments: [
            (["results/shop", "--series", "ID0"], "error[E227]"),
            (["results/shop", "--series", "ID", "--model", "sess"], "did you mean 'ses'?"),
            (["results/shop", "--series", "ID", "--target", "volum"], "did you mean 'volume'?"),
            (["results/shop", "--series", "ID", "--window", "4"], "--window:1:1: error[E211]"),
            (["results/shp", "--series", "ID"], "error[E225]"),
        ])
    func errors(arguments: [String], words: String) throws {
        let (project, id) = try Self.finished()
        let result = try project.run(["show"] + arguments.map { $0.replacingOccurrences(of: "ID", with: id) })
        #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
        if words.contains("E227") { #expect(result.errors.contains("did you mean '\(id)'")) }
    }
}
