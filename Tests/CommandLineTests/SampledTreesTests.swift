import Foundation
import Testing

@Suite("lightgbm on more rows than it takes", .needsLightGBM)
struct SampledTreesTests {
    private static func spec(_ more: String) -> String {
        """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features: {lagged: {lags: [1, 2]}}
        models:
          ses: {kind: ses}
          trees: {kind: lightgbm, features: lagged, rounds: 5, min_data_in_leaf: 2\(more)}
        backtest: {horizon: 4, windows: 2, refit: 2}
        quantiles: [0.5]

        """
    }

    @Test("learns from a sample that is the same wherever it is trained, and says so")
    func sampled() throws {
        let project = try ScratchProject(spec: Self.spec(", max_rows: 1000"))
        let run = ["run", "experiments/shop.yaml", "--quiet"]
        let plan = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(plan.contains("note: trees: learns from a sample of about 1,000 of at most "), "\(plan)")
        try project.succeed(run + ["--jobs", "1"])
        let digest = try project.resultDigest()
        let page = try project.read("results/shop/latest/report.md")
        let json = try project.read("results/shop/latest/report.json")
        #expect(
            json.contains(
                "trees: there are more rows to learn from than max_rows, so it was trained on a sample of about 1,000"
            ),
            "\(page)")
        // More threads; another process; a shared store, which holds the panel in another order of work.
        let shared = project.path("shared")
        for more in [
            ["--jobs", "2"], ["--on", "processes:2"], ["--on", "processes:2", "--shared", shared],
        ] {
            try project.remove("results")
            try project.succeed(run + more)
            #expect(try project.resultDigest() == digest, "\(more)")
        }
        // Of all rows trees are others, and of a limit that is no limit the same.
        try project.write(Self.spec(""), to: "experiments/shop.yaml")
        try project.succeed(run)
        let all = try project.resultDigest()
        #expect(all != digest)
        #expect(try !project.read("results/shop/latest/report.json").contains("max_rows, so it"))
        #expect(
            try !project.succeed(["plan", "experiments/shop.yaml"]).output.contains("learns from a sample"))
        let forecasts = try project.read("results/shop/latest/forecasts.csv")
        try project.write(Self.spec(", max_rows: 100000"), to: "experiments/shop.yaml")
        try project.succeed(run)
        #expect(try project.read("results/shop/latest/forecasts.csv") == forecasts)
    }
}
