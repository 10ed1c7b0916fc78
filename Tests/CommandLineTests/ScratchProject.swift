import Foundation

/// A project folder of its own with a small generated data set, removed afterwards.
final class ScratchProject {
    let root: String

    /// 24 products over 130 weeks: every demand pattern, launches and ends included.
    static let generate = ["data", "generate", "--series", "24", "--weeks", "130", "--seed", "3"]

    init(spec: String? = ScratchProject.everyKind) throws {
        root =
            FileManager.default.temporaryDirectory.appendingPathComponent("project-\(UUID().uuidString)").path
        for folder in ["datasets", "experiments", "results"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        try succeed(Self.generate + ["--output", "datasets/shop"])
        try succeed(["data", "snapshot", "shop"])
        if let spec { try write(spec, to: "experiments/shop.yaml") }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    @discardableResult
    func run(_ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]) throws
        -> BuiltProgram.Result
    {
        try BuiltProgram.run(arguments, in: folder ?? root, environment: environment)
    }

    /// Runs a command that must succeed.
    @discardableResult
    func succeed(_ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]) throws
        -> BuiltProgram.Result
    {
        let result = try run(arguments, in: folder, environment: environment)
        guard result.status == 0 else { throw Failure(arguments: arguments, result: result) }
        return result
    }

    struct Failure: Error, CustomStringConvertible {
        let arguments: [String]
        let result: BuiltProgram.Result
        var description: String {
            "forecast \(arguments.joined(separator: " ")) exited with \(result.status)\n\(result.output)\(result.errors)"
        }
    }

    func path(_ relative: String) -> String { "\(root)/\(relative)" }

    func read(_ relative: String) throws -> String {
        try String(contentsOfFile: path(relative), encoding: .utf8)
    }

    func write(_ text: String, to relative: String) throws {
        try text.write(toFile: path(relative), atomically: true, encoding: .utf8)
    }

    func exists(_ relative: String) -> Bool { FileManager.default.fileExists(atPath: path(relative)) }

    func remove(_ relative: String) throws { try FileManager.default.removeItem(atPath: path(relative)) }

    /// The parsed JSON file of the latest run.
    func json(_ name: String, experiment: String = "shop") throws -> [String: Any] {
        let data = try Data(contentsOf: URL(fileURLWithPath: path("results/\(experiment)/latest/\(name)")))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    func resultDigest() throws -> String { try json("manifest.json")["result_digest"] as? String ?? "" }

    /// How many forecasts the latest run computed, cached ones left out.
    func computedForecasts() throws -> Int {
        let stages = try json("timings.json")["stages"] as? [[String: Any]] ?? []
        return stages.filter { $0["stage"] as? String == "forecast" }.reduce(0) { sum, stage in
            sum + (stage["tasks"] as? Int ?? 0) - (stage["cached"] as? Int ?? 0)
        }
    }

    /// Every kind of model there is, small enough for a test.
    static let everyKind = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        models:
          naive: {kind: naive}
          naive52: {kind: seasonal_naive, season: 52}
          mean: {kind: mean}
          ma8: {kind: moving_average, window: 8}
          drift: {kind: drift}
          ses: {kind: ses, paths: 100}
          logses: {kind: ses, paths: 100, transform: log}
          boxses: {kind: ses, paths: 100, transform: boxcox}
          holt: {kind: holt, paths: 100}
          damped: {kind: damped, paths: 100}
          hw: {kind: holt_winters, season: 13, paths: 100}
          hwm: {kind: holt_winters, season: 13, seasonal: multiplicative, paths: 100}
          croston: {kind: croston}
          sba: {kind: sba}
          tsb: {kind: tsb}
          ses13: {kind: ses, season: 13, seasonal: classical, paths: 100}
          ets: {kind: ets, season: 13, paths: 100}
          theta: {kind: theta, season: 13, paths: 100}
          sbj: {kind: sbj}
          adida: {kind: adida}
          imapa: {kind: imapa}
          blend: {kind: ensemble, members: [ses, theta, croston], combine: median}
          weighted: {kind: ensemble, members: {naive52: 0.25, hw: 0.75}}
        backtest: {horizon: 6, windows: 3, step: 6, refit: 2}
        promotion: {champion: naive52, challengers: [ses, tsb], metric: wape}

        """
}
