import Foundation
import Testing

@Suite("forecast classify") struct ClassifyTests {
    @Test("counts the series of every class, and shows those that are named", arguments: [100, 60])
    func text(width: Int) throws {
        let project = try ScratchProject(spec: nil)
        let result = try project.succeed(
            ["classify", "shop", "--series"] + (try Self.ids(project).prefix(3)),
            environment: ["COLUMNS": "\(width)"])
        try expectGolden(result.output, "classify.\(width).txt")
        for line in result.output.split(separator: "\n") { #expect(line.count <= width, "\(line)") }
    }

    @Test("CSV and JSON have every series, and the numbers that its class follows from")
    func files() throws {
        let project = try ScratchProject(spec: nil)
        let output = try project.succeed(["classify", "shop", "--csv", "classes.csv", "--json"]).output
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
        let rows = try project.read("classes.csv").split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(
            rows[0] == [
                "unique_id", "abc_class", "xyz_class", "demand_pattern", "history", "adi", "cv2", "cv",
            ])
        #expect(try rows.dropFirst().map { $0[0] } == Self.ids(project))
        for row in rows.dropFirst() {
            let adi = try #require(Double(row[5]))
            let cv2 = try #require(Double(row[6]))
            let pattern =
                adi < 1.32 ? (cv2 < 0.49 ? "smooth" : "erratic") : (cv2 < 0.49 ? "intermittent" : "lumpy")
            #expect(row[3] == pattern, "\(row)")
        }
        #expect(answer.series.map(\.pattern) == rows.dropFirst().map { $0[3] })
        #expect(answer.series.map(\.adi) == rows.dropFirst().map { Double($0[5]) })
        #expect(answer.classes.reduce(0) { $0 + $1.series } == answer.series.count)
    }

    private struct Answer: Decodable {
        struct Series: Decodable {
            let pattern: String
            let adi: Double?

            enum CodingKeys: String, CodingKey {
                case pattern = "demand_pattern"
                case adi
            }
        }
        struct Cell: Decodable { let series: Int }
        let series: [Series]
        let classes: [Cell]
    }

    @Test("a spec brings its cuts and its filter")
    func spec() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume], filter: {demand_pattern: [smooth, erratic]}}
                models: {ses: {kind: ses}}
                backtest: {horizon: 6, windows: 3}
                classes: {adi: 1.01, cv2: 0.0001}

                """)
        let answer = try Self.json(
            project.succeed(["classify", "shop", "--spec", "experiments/shop.yaml", "--json"]))
        let cuts = try #require(answer["cuts"] as? [String: Any])
        #expect(cuts["adi"] as? Double == 1.01 && cuts["cv2"] as? Double == 0.0001)
        let series = try #require(answer["series"] as? [[String: Any]])
        #expect(!series.isEmpty && series.count < 24)
        #expect(series.allSatisfy { $0["demand_pattern"] as? String == "erratic" })
    }

    @Test(
        "what is not there is told with what is near",
        arguments: [
            (["shop", "--series", "SKU00001x"], "; did you mean '"),
            (["shp"], "did you mean 'shop'?"),
            (["shop", "--spec", "experiments/shop.yaml"], "--spec:1:1: error[E211]"),
            (["shop", "--csv", "datasets/shop/demand.csv"], "error[E228]"),
        ])
    func errors(arguments: [String], words: String) throws {
        let project = try ScratchProject(
            spec: "experiment: shop\ndata: {dataset: other, targets: [volume]}\nmodels: {ses: {kind: ses}}\n"
                + "backtest: {horizon: 6, windows: 3}\n")
        try project.succeed(ScratchProject.generate + ["--output", "datasets/other"])
        try project.succeed(["data", "snapshot", "other"])
        let result = try project.run(["classify"] + arguments)
        #expect(result.status != 0 && result.errors.contains(words), "\(result.errors)")
    }

    private static func ids(_ project: ScratchProject) throws -> [String] {
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n").dropFirst()
        return Set(rows.compactMap { $0.split(separator: ",").first.map(String.init) }).sorted()
    }

    private static func json(_ result: BuiltProgram.Result) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    }
}
