import Foundation
import Testing

/// Values are added to attributes and columns after a model was trained: what it learned of the others stays true.
@Suite("categories that are new since a model was trained") struct NewCategoryTests {
    private static func spec(_ model: String) -> String {
        """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features: {lagged: {lags: [1, 2], categorical: [brand, promotion]}}
        models:
          global: {\(model)}
        backtest: {horizon: 2, windows: 1}
        quantiles: [0.1, 0.5, 0.9]

        """
    }

    private static func declaration(_ words: String) -> String {
        """
        format: csv
        files: [sales.csv]
        frequency: weekly
        columns:
          series: sku
          time: week
          targets: [volume]
          past_only: [promotion]
          categories: {promotion: [\(words)]}
          static: [brand]
        gaps: missing

        """
    }

    /// Eight products of four brands whose demand differs by a factor of ten, over 40 weeks.
    private static func sales(_ newcomer: Bool) -> String {
        var text = "sku,week,volume,brand,promotion\n"
        for product in 0..<8 + (newcomer ? 1 : 0) {
            let brand = product == 8 ? "aaa" : ["bee", "cat", "dog", "elk"][product % 4]
            for week in 0..<40 {
                let day = ISO8601DateFormatter.string(
                    from: Date(timeIntervalSince1970: 1_609_718_400 + Double(week) * 604_800),
                    timeZone: .gmt, formatOptions: [.withFullDate])
                let promotion = (week + product) % 5 == 0 ? "tv" : "none"
                let level = [10, 100, 30, 300][product % 4] * (promotion == "tv" ? 2 : 1)
                text += "p\(product),\(day),\(level + (week * 7 + product * 3) % 11),\(brand),\(promotion)\n"
            }
        }
        return text
    }

    private func project(_ model: String) throws -> ScratchProject {
        let project = try ScratchProject(spec: Self.spec(model))
        try FileManager.default.removeItem(atPath: project.path("datasets/shop"))
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/shop"), withIntermediateDirectories: true)
        try project.write(Self.sales(false), to: "datasets/shop/sales.csv")
        try project.write(Self.declaration("none, tv"), to: "datasets/shop/dataset.yaml")
        try project.succeed(["data", "snapshot", "shop"])
        return project
    }

    private static let predict = ["predict", "experiments/shop.yaml", "--model", "global"]

    private func rows(_ project: ScratchProject) throws -> (rows: [String], text: String) {
        let answer = try project.succeed(Self.predict + ["--csv", "next.csv"])
        let rows = try project.read("next.csv").split(separator: "\n").map(String.init)
        return (rows.filter { !$0.hasPrefix("p8,") }, answer.output)
    }

    static let models: [String] =
        ["kind: tft, features: lagged, hidden: 4, heads: 1, encoder: 8, batch: 16, epochs: 2"]
        + (Library.isThere
            ? ["kind: lightgbm, features: lagged, rounds: 20, min_data_in_leaf: 2, strategy: direct"] : [])

    @Test("and the others are seen by no forecast before their time: the canary is tight", arguments: models)
    func canary(model: String) throws {
        let project = try project(model)
        let told = try project.succeed(["verify", "--canary", "experiments/shop.yaml"]).output
        #expect(told.contains("tight: none of"), "\(told)")
    }

    @Test("leave forecasts of all other series as they were, and are told", arguments: models)
    func others(model: String) throws {
        let project = try project(model)
        try project.succeed(["pipeline", "experiments/shop.yaml", "--train", "--quiet"])
        let before = try rows(project)
        #expect(before.text.contains("trained to") && !before.text.contains("is new since"))
        // A brand that sorts in front of all others, and a word in front of the others in the list.
        try project.write(Self.sales(true), to: "datasets/shop/sales.csv")
        try project.write(Self.declaration("fair, none, tv"), to: "datasets/shop/dataset.yaml")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let after = try rows(project)
        #expect(after.rows == before.rows)
        #expect(
            after.text.contains("global: 'aaa' of 'brand' is new since the model was trained"),
            "\(after.text)")
        #expect(after.text.contains("global: 'fair' of 'promotion' is new since the model was trained"))
        let again = try project.succeed(Self.predict).output
        #expect(again.contains("'aaa' of 'brand' is new"), "also from the cache")
    }
}
