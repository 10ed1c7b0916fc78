import Foundation
import Testing

/// Many small promotions, each of which its verdict allows.
@Suite("bias over several promotions") struct BiasDriftTests {
    /// Demand that is skewed to the right, so that MAPE falls with every cut: sba forecasts less by half of its alpha.
    private func project() throws -> ScratchProject {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: skewed, targets: [volume]}
                models:
                  first: {kind: sba, alpha: 0.06}
                  second: {kind: sba, alpha: 0.085}
                  third: {kind: sba, alpha: 0.11}
                  fourth: {kind: sba, alpha: 0.135}
                backtest: {horizon: 4, windows: 8}
                evaluate: {metrics: [mape, bias], season: 1, segments: []}
                promotion: {champion: registered, challengers: [second], metric: mape, min_improvement_pp: 0.2}

                """)
        var random = Congruences(state: 5)
        let rows = (0..<60).flatMap { series in
            (0..<90).map { week -> String in
                let day = Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800)
                    .formatted(.iso8601.year().month().day())
                return "s\(series),\(day),\(exp(4 + 0.6 * random.normal()))\n"
            }
        }
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/skewed"), withIntermediateDirectories: true)
        try project.write("sku,time,volume\n" + rows.joined(), to: "datasets/skewed/rows.csv")
        try project.write(
            """
            format: csv
            files: [rows.csv]
            columns: {series: sku, time: time, targets: {volume: volume}}
            frequency: weekly
            gaps: missing

            """, to: "datasets/skewed/dataset.yaml")
        try project.succeed(["data", "snapshot", "skewed"])
        return project
    }

    private func decision(_ project: ScratchProject, challenger: String) throws -> String? {
        try project.succeed([
            "run", "experiments/shop.yaml", "--quiet", "--set", "promotion.challengers=[\(challenger)]",
        ])
        return (try project.json("report.json")["verdict"] as? [String: Any])?["decision"] as? String
    }

    @Test("steps that each verdict allows add up to what takes a reason, held against the first champion")
    func ratchet() throws {
        let project = try project()
        try project.succeed([
            "run", "experiments/shop.yaml", "--quiet", "--set", "promotion.champion=first",
        ])
        try project.succeed(["promote", "results/shop/latest", "--model", "first", "--reason", "first"])
        let promote = ["promote", "results/shop/latest"]
        // A step of one and a half points is within bias_pp.
        #expect(try decision(project, challenger: "second") == "promote")
        try project.succeed(promote)
        // So is the next one, against the champion in office; both together are not.
        #expect(try decision(project, challenger: "third") == "promote")
        let before = try project.read("results/champions.yaml")
        let refused = try project.run(promote)
        #expect(refused.status == 4, "\(refused.output)\(refused.errors)")
        #expect(
            refused.errors.contains("in 2 promotions the bias went from ")
                && refused.errors.contains("where bias_pp allows 2.00 from the first champion")
                && refused.errors.contains("--reason"), "\(refused.errors)")
        #expect(try project.read("results/champions.yaml") == before)
        // Who knows it says why, and the way back takes no reason.
        let known = try project.succeed(promote + ["--reason", "less stock is wanted"])
        #expect(known.errors.contains("note: in 2 promotions the bias went from "), "\(known.errors)")
        #expect(try decision(project, challenger: "fourth") == "promote")
        let further = try project.run(promote)
        #expect(further.status == 4 && further.errors.contains("in 3 promotions"), "\(further.errors)")
    }
}

/// Numbers that are the same everywhere; nobody measures their quality.
private struct Congruences {
    var state: UInt64

    mutating func uniform() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }

    /// Box and Muller.
    mutating func normal() -> Double {
        (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform())
    }
}
