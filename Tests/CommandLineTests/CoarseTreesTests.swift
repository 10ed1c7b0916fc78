import Testing

@Suite("Leaves that hold more than a series") struct CoarseTreesTests {
    private func warnings(_ model: String, quantiles: String = "[0.1, 0.5, 0.9]") throws -> String {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                features: {lagged: {lags: [1, 2]}}
                models: {trees: {kind: lightgbm, features: lagged\(model)}}
                backtest: {horizon: 4, windows: 2}
                quantiles: \(quantiles)

                """)
        return try project.run(["validate", "experiments/shop.yaml"]).errors
    }

    @Test("are told of before anything is trained, with the place and what to write")
    func told() throws {
        // 130 weeks less two windows of 4: the last one trains on 126.
        let told = try warnings(", min_data_in_leaf: 200")
        #expect(told.contains("shop.yaml:4:") && told.contains("warning[W111]"), "\(told)")
        #expect(told.contains("asks for leaves of 200 rows, and no series has more than 126"), "\(told)")
        #expect(told.contains("set min_data_in_leaf to 31 or less, or raise origins_per_period"), "\(told)")
    }

    @Test("are fine where series have so many rows, and where no quantile is asked for")
    func silent() throws {
        #expect(try !warnings(", min_data_in_leaf: 126").contains("W111"))
        #expect(try !warnings(", min_data_in_leaf: 200, origins_per_period: 2").contains("W111"))
        #expect(try !warnings(", min_data_in_leaf: 200", quantiles: "[]").contains("W111"))
        #expect(try !warnings("").contains("W111"))
    }
}
