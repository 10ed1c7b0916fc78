import Foundation
import Testing

@Suite("Imported forecasts in a run") struct ImportedTests {
    private static func spec(_ models: String) -> String {
        """
        experiment: shop
        data: {dataset: shop, targets: [volume]}
        models:
          naive26: {kind: seasonal_naive, season: 26}
          tsb: {kind: tsb}
        \(models)
        backtest: {horizon: 6, windows: 3, gap: 1}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive26, challengers: [tsb], metric: wape}

        """
    }

    private static let imported = """
          elsewhere: {kind: imported, file: tsb.csv}
          both: {kind: ensemble, members: [elsewhere, naive26]}
        """

    /// A project with a file of what `tsb` forecast in it, made by a run.
    private static func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: spec(""))
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let titles = ["unique_id", "cutoff", "ds", "forecast", "p10", "p50", "p90"]
        let rows = try project.rows("forecasts.csv", experiment: "shop").filter { $0["model"] == "tsb" }
        let lines = rows.map { row in titles.map { row[$0] ?? "" }.joined(separator: ",") }
        try project.write(
            ([titles.joined(separator: ",")] + lines).joined(separator: "\n") + "\n", to: "tsb.csv")
        try project.write(spec(imported), to: "experiments/shop.yaml")
        return project
    }

    @Test("forecast, score and combine as the model that made them")
    func same() throws {
        let project = try Self.project()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let rows = try project.rows("forecasts.csv", experiment: "shop")
        func forecasts(_ model: String) -> [[String?]] {
            rows.filter { $0["model"] == model }.map {
                [$0["unique_id"], $0["ds"], $0["forecast"], $0["p10"], $0["p90"]]
            }
        }
        #expect(!forecasts("tsb").isEmpty && forecasts("elsewhere") == forecasts("tsb"))
        let scores = try project.rows("scores.csv", experiment: "shop")
        func values(_ model: String) -> [String?] {
            scores.filter { $0["model"] == model }.map { $0["value"] }
        }
        #expect(values("elsewhere") == values("tsb"))
        #expect(rows.contains { $0["model"] == "both" })
        let resolved = try project.read("results/shop/latest/spec.resolved.yaml")
        #expect(resolved.contains("sha256: "))
        try project.succeed(["verify", "results/shop/latest"])
        try project.succeed(["verify", "--canary", "results/shop/latest"])
        // Nothing has changed, so nothing is computed.
        #expect(try project.succeed(["run", "experiments/shop.yaml"]).output.contains("nothing has changed"))
    }

    @Test("of another file are another model, and a run that pins its file is not repeated on it")
    func changed() throws {
        let project = try Self.project()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let first = try project.json("manifest.json")["run"] as? String
        try project.write(
            try project.read("tsb.csv").replacingOccurrences(of: ",0.0,", with: ",0.5,"), to: "tsb.csv")
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let second = try project.json("manifest.json")["run"] as? String
        #expect(first != nil && second != nil && first != second)
        let old = try project.run(["verify", "results/shop/\(first ?? "")"])
        #expect(old.status == 2 && old.errors.contains("E172"), "\(old.errors)")
    }

    @Test("that cannot be are refused with file and line, before anything is computed")
    func refused() throws {
        let project = try Self.project()
        var lines = try project.read("tsb.csv").split(separator: "\n").map(String.init)
        var row = lines[7].split(separator: ",").map(String.init)
        row[2] = row[1]
        lines[7] = row.joined(separator: ",")
        try project.write(lines.joined(separator: "\n") + "\n", to: "tsb.csv")
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status != 0 && result.errors.contains("tsb.csv:8:1: error[D322]"), "\(result.errors)")
        try project.write(Self.spec("  out: {kind: imported, file: ../tsb.csv}"), to: "experiments/shop.yaml")
        let outside = try project.run(["validate", "experiments/shop.yaml"])
        #expect(outside.status == 2 && outside.errors.contains("E171"), "\(outside.errors)")
    }

    @Test("that are missing are stand-ins, zeros or an error, as the spec says")
    func missing() throws {
        let project = try Self.project()
        let lines = try project.read("tsb.csv").split(separator: "\n")
        let id = lines[1].split(separator: ",")[0]
        try project.write(
            lines.filter { !$0.hasPrefix("\(id),") }.joined(separator: "\n") + "\n", to: "tsb.csv")
        try project.write(
            Self.spec(
                Self.imported + "\n  zeros: {kind: imported, file: tsb.csv, missing: zero}"),
            to: "experiments/shop.yaml")
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let rows = try project.rows("forecasts.csv", experiment: "shop").filter {
            $0["unique_id"] == String(id)
        }
        let standIns = rows.filter { $0["model"] == "elsewhere" }
        #expect(standIns.count == 18 && standIns.allSatisfy { $0["fallback"] == "forecast not finite" })
        #expect(
            rows.filter { $0["model"] == "zeros" }.allSatisfy {
                $0["forecast"] == "0.0" && $0["p90"] == "0.0"
            })
        try project.write(
            Self.spec("  strict: {kind: imported, file: tsb.csv, missing: error}"),
            to: "experiments/shop.yaml")
        let strict = try project.run(["run", "experiments/shop.yaml", "--quiet"])
        #expect(
            strict.status == 3 && strict.errors.contains("D325") && strict.errors.contains("'\(id)'"),
            "\(strict.errors)")
    }
}
