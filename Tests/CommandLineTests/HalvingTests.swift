import Foundation
import Testing

@Suite("a search by halving", .needsLightGBM)
struct HalvingTests {
    /// Eight points over rounds, leaves, learning rate and feature sets.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        features:
          short: {lags: [1, 2], rolling_mean: [4]}
          long: {lags: [1, 2, 13], rolling_mean: [4, 13], temporal: [week_of_year]}
        models:
          ses: {kind: ses, paths: 100}
          lgbm: {kind: lightgbm, features: short, min_data_in_leaf: 5}
        sweep:
          models.lgbm.features: [short, long]
          models.lgbm.rounds: [12, 40]
          models.lgbm.leaves: [3, 15]
        halving:
          lgbm: {eta: 2, min_rounds: 6, validation: 8}
        backtest: {horizon: 4, windows: 2, step: 4, gap: 1}
        promotion: {champion: ses, challengers: [lgbm], metric: wape}

        """
    private static let files = [
        "forecasts.csv", "report.json", "report.md", "report.html", "spec.resolved.yaml",
    ]

    private func search(_ project: ScratchProject) throws -> [String: Any] {
        let searches = try project.json("report.json")["halving"] as? [[String: Any]]
        return try #require(searches?.first)
    }

    private func survivors(_ project: ScratchProject) throws -> [String] {
        let candidates = try search(project)["candidates"] as? [[String: Any]] ?? []
        return candidates.filter { $0["is_kept"] as? Bool == true }.compactMap { $0["model"] as? String }
    }

    @Test("gives the same bytes for 1, 2 and 8 jobs, cold and warm, and from the resolved spec")
    func sameBytes() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let golden = try Self.files.map { try project.read("results/shop/latest/\($0)") }
        for (jobs, keepsCache) in [("2", false), ("8", false), ("1", true)] {
            try project.removeRuns()
            if !keepsCache { try project.remove("results/.store") }
            try project.succeed(["run", "experiments/shop.yaml", "--jobs", jobs])
            for (name, wanted) in zip(Self.files, golden) {
                let same = try project.read("results/shop/latest/\(name)") == wanted
                #expect(same, "\(name), \(jobs) jobs")
            }
        }
        #expect(try project.computedForecasts() == 0)
        try project.write(golden[4], to: "experiments/resolved.yaml")
        let again = try project.succeed(["run", "experiments/resolved.yaml"])
        #expect(again.output.contains("nothing has changed"))
        #expect(try project.succeed(["verify", "results/shop/latest", "-q"]).output.hasPrefix("verified"))
    }

    @Test("thins eight candidates out to one, and backtests that one alone")
    func rungs() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        let search = try search(project)
        let rungs = (search["rungs"] as? [[String: Int]] ?? []).map { [$0["rounds"], $0["candidates"]] }
        #expect(rungs == [[6, 8], [12, 4], [24, 2]] || rungs == [[6, 8], [12, 4], [12, 2]])
        let candidates = search["candidates"] as? [[String: Any]] ?? []
        #expect(candidates.count == 8)
        #expect(candidates.map { ($0["losses"] as? [Double])?.count } == [3, 3, 2, 2, 1, 1, 1, 1])
        let kept = try survivors(project)
        #expect(kept == [candidates[0]["model"] as? String])
        let models = try project.models().compactMap { $0["name"] as? String }
        #expect(models == ["ses", kept[0], "naive", "seasonal_naive"])
        let plan = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(plan.contains("search lgbm: 8 candidates compete by wape on"))
        #expect(try project.read("results/shop/latest/report.md").contains("### Search: lgbm"))
    }

    @Test("cache explain tells what the search keeps, and explains those alone")
    func explained() throws {
        let project = try ScratchProject(spec: Self.spec)
        func stages(_ arguments: [String] = []) throws -> [[String: Any]] {
            let result = try project.succeed(
                ["cache", "explain", "experiments/shop.yaml", "--json"] + arguments)
            return try TrustProject.object(result.output)["stages"] as? [[String: Any]] ?? []
        }
        let cold = try stages()
        // The run, the search, three local models in two windows of two targets, the reports.
        #expect(cold.map { $0["status"] as? String } == Array(repeating: "miss", count: 14) + ["computed"])
        try project.succeed(["run", "experiments/shop.yaml"])
        let warm = try stages()
        let kept = try survivors(project)
        #expect(warm.allSatisfy { $0["status"] as? String == "hit" }, "\(warm)")
        #expect(warm[1]["stage"] as? String == "search" && warm[1]["note"] as? String == "keeps \(kept[0])")
        // Ours, the survivor's and the baselines', in two windows of two targets.
        #expect(warm.count { ($0["subject"] as? String)?.contains("window") == true } == 16)
        let other = try stages(["--set", "seed=8"])
        let changes = other[0]["changes"] as? [[String: Any]] ?? []
        #expect(changes.map { $0["field"] as? String } == ["spec.seed"], "\(changes)")
    }

    @Test("never looks at a scored period")
    func corruptedFuture() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml"])
        let before = try search(project)
        // Everything after the first cutoff: two windows of four weeks and a gap.
        try project.changeSales(in: project.weeks().suffix(9))
        try project.remove("results/.store")
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try search(project) as NSDictionary == before as NSDictionary)
    }

    @Test("goes on where it was interrupted, to the same bytes")
    func interruption() throws {
        let project = try ScratchProject(spec: Self.spec)
        let process = try BuiltProgram.start(
            ["run", "experiments/shop.yaml", "--jobs", "2"], in: project.root,
            environment: ["FORECAST_FAILPOINT": "store.committed:2=stop"])
        let result = try BuiltProgram.finishInterrupted(process)
        #expect(result.status == 130, "\(result.errors)")
        try project.succeed(["run", "experiments/shop.yaml"])
        let resumed = try project.read("results/shop/latest/report.json")
        try project.succeed(["run", "experiments/shop.yaml", "--force", "--jobs", "1"])
        #expect(try project.read("results/shop/latest/report.json") == resumed)
    }

    @Test("refuses to validate on more periods than there are, at the place of the spec")
    func tooLong() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(of: "validation: 8", with: "validation: 200"))
        for command in ["plan", "run"] {
            let result = try project.run([command, "experiments/shop.yaml"])
            #expect(result.status == 2)
            #expect(
                result.errors.contains("experiments/shop.yaml:14:") && result.errors.contains("error[E213]"))
        }
    }
}
