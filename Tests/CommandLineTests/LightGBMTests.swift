import Foundation
import Testing

/// Whether `make deps` could fetch the library: without network it cannot, and these tests have nothing to run.
private let libraryIsThere: Bool = {
    var folder = URL(fileURLWithPath: BuiltProgram.path).deletingLastPathComponent()
    while folder.path != "/" {
        if FileManager.default.fileExists(atPath: folder.path + "/.deps") { return true }
        folder.deleteLastPathComponent()
    }
    return false
}()

@Suite(
    "lightgbm in a run", .enabled(if: libraryIsThere, "LightGBM is not there: run `make deps` with network"))
struct LightGBMTests {
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
            classification: [abc_class]
            categorical: [category]
        models:
          step: {kind: lightgbm, features: demand, rounds: 20}
          recursive: {kind: lightgbm, features: demand, rounds: 20, strategy: recursive, objective: tweedie}
          direct: {kind: lightgbm, features: demand, rounds: 5, strategy: direct, early_stopping: 3, validation: 6}
        backtest: {horizon: 4, windows: 3, step: 4, refit: 2, gap: 1}

        """

    @Test("gives one digest for 1, 2 and 8 jobs, and from the cache")
    func sameBytes() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let digest = try project.resultDigest()
        for jobs in ["2", "8"] {
            try project.succeed(["run", "experiments/shop.yaml", "--force", "--jobs", jobs])
            #expect(try project.resultDigest() == digest, "\(jobs) jobs")
        }
        for run in try FileManager.default.contentsOfDirectory(atPath: project.path("results/shop")) {
            try project.remove("results/shop/\(run)")
        }
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.resultDigest() == digest)
        #expect(try project.computedForecasts() == 0)
    }

    @Test("is blind to what was not known at the cutoff")
    func corruptedFuture() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try Self.forecasts(project)
        // The last window tests the last four weeks, after a gap of one.
        let rows = try project.read("datasets/shop/demand.csv").split(separator: "\n").map(String.init)
        let weeks = Set(rows.dropFirst().map { $0.split(separator: ",")[1] }).sorted().suffix(5)
        let corrupted = rows.map { row -> String in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard weeks.contains(Substring(cells[1])) else { return row }
            cells[2] = "\(((Int(cells[2]) ?? 0) * 31 + 17) % 997)"
            return cells.joined(separator: ",")
        }
        try project.write(corrupted.joined(separator: "\n") + "\n", to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        try project.succeed(["run", "experiments/shop.yaml", "--force"])
        let after = try Self.forecasts(project)
        #expect(before == after)
        #expect(before.count > 500)
    }

    /// The forecasts without the actual values.
    private static func forecasts(_ project: ScratchProject) throws -> [String] {
        try project.read("results/shop/latest/forecasts.csv").split(separator: "\n").map { row in
            var cells = row.split(separator: ",", omittingEmptySubsequences: false)
            cells.remove(at: 5)
            return cells.joined(separator: ",")
        }
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
