import Foundation
import Testing

/// A tiny project whose run is known to the byte. Its forecasts are wide enough (40 steps, 20 values) that their
/// chunks are files of the cache and not only rows.
final class TrustProject {
    let project: ScratchProject
    var root: String { project.root }

    init() throws { project = try ScratchProject(spec: Self.spec) }

    static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          naive: {kind: naive}
          naive52: {kind: seasonal_naive, season: 52}
          ma8: {kind: moving_average, window: 8}
          ses: {kind: ses, paths: 50}
        backtest: {horizon: 40, windows: 2, step: 6, refit: 1}
        quantiles: [0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98]
        promotion: {champion: naive52, challengers: [ses], metric: wape, min_improvement_pp: 0.0}

        """

    /// Shares some models with `spec` and has one of its own.
    static let overlapping =
        spec.replacingOccurrences(of: "experiment: shop", with: "experiment: other")
        .replacingOccurrences(of: "  ma8: {kind: moving_average, window: 8}", with: "  drift: {kind: drift}")

    /// Series x windows x models x targets.
    static let forecasts = 24 * 2 * 4 * 2

    static let files = [
        "forecasts.csv", "manifest.json", "report.html", "report.json", "report.md", "scores.csv",
        "series.csv", "spec.resolved.yaml",
    ]

    /// What a run that nothing disturbs leaves, by file name.
    static let golden = Result { try undisturbed(spec) }
    static let goldenOverlapping = Result { try undisturbed(overlapping) }

    private static func undisturbed(_ spec: String) throws -> [String: String] {
        let project = try ScratchProject(spec: spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let name = spec == overlapping ? "other" : "shop"
        return try Dictionary(
            uniqueKeysWithValues: files.map { ($0, try project.read("results/\(name)/latest/\($0)")) })
    }

    static let run = ["run", "experiments/shop.yaml", "--quiet"]

    @discardableResult
    func start(_ arguments: [String] = run, failpoint: String? = nil) throws -> BuiltProgram.Result {
        try project.run(arguments, environment: failpoint.map { ["FORECAST_FAILPOINT": $0] } ?? [:])
    }

    // MARK: - What must hold

    /// The run's files are the golden ones.
    func expectGolden(
        experiment: String = "shop", _ note: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let golden = try (experiment == "shop" ? Self.golden : Self.goldenOverlapping).get()
        for (name, text) in golden.sorted(by: { $0.key < $1.key }) {
            let found = try? project.read("results/\(experiment)/latest/\(name)")
            #expect(found == text, "\(name) differs \(note)", sourceLocation: sourceLocation)
        }
    }

    /// Nothing half-written is left anywhere.
    func expectNoLeftovers(_ note: String = "", sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(leftovers.isEmpty, "\(leftovers) \(note)", sourceLocation: sourceLocation)
    }

    /// Hidden names, all of which are half-written or were moved aside; the cache's folder is not one of them.
    var leftovers: [String] {
        let all = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
        return all.filter { path in
            let name = path.split(separator: "/").last ?? ""
            return (name.hasPrefix(".") && name != ".store") || name.contains(".damaged")
        }
    }

    /// The whole cache is sound and holds no file that nobody can find.
    func expectSoundCache(_ note: String = "", sourceLocation: SourceLocation = #_sourceLocation) throws {
        let check = try project.run(["cache", "check", "--json"])
        #expect(check.status == 0, "\(check.output) \(note)", sourceLocation: sourceLocation)
        let found = try Self.object(check.output)
        #expect(found["orphan_files"] as? Int == 0, "\(check.output) \(note)", sourceLocation: sourceLocation)
    }

    /// How many forecasts the cache holds, and whether it holds the whole run.
    func cached() throws -> (forecasts: Int, run: Bool) {
        let text = try project.succeed(["cache", "explain", "experiments/shop.yaml", "--json"]).output
        let stages = try Self.object(text)["stages"] as? [[String: Any]] ?? []
        let forecasts = stages.filter { $0["stage"] as? String == "forecast" }
        let run = stages.first { $0["stage"] as? String == "run" }
        return (
            forecasts.reduce(0) { $0 + ($1["cached"] as? Int ?? 0) }, run?["status"] as? String == "hit"
        )
    }

    static func object(_ json: String) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any] ?? [:]
    }

    /// Runs the same command again: the golden files, no committed work repeated, no orphan left.
    func expectRecovery(_ note: String) throws {
        let before = try cached()
        let again = try start()
        #expect(again.status == 0, "\(again.errors) \(note)")
        try expectGolden(note)
        if before.run {
            #expect(again.output.contains("nothing has changed"), "\(note)")
        } else {
            #expect(try project.computedForecasts() == Self.forecasts - before.forecasts, "\(note)")
        }
        try project.succeed(["cache", "gc"])
        expectNoLeftovers(note)
        try expectSoundCache(note)
    }
}
