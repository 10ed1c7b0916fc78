import Foundation
import Testing

/// One digest over everything that must not decide a bit, for every kind of model there is.
@Suite("one digest") struct OneDigestTests {
    /// Every kind of the catalogue, small: each run takes well under a second, and a few under emulation.
    private static let local = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume], sample: 6}
        models:
          naive: {kind: naive}
          naive13: {kind: seasonal_naive, season: 13}
          ma8: {kind: moving_average, window: 8}
          drift: {kind: drift}
          mean: {kind: mean}
          ses: {kind: ses, paths: 50}
          logses: {kind: ses, paths: 50, transform: log}
          boxses: {kind: ses, paths: 50, transform: boxcox}
          holt: {kind: holt, paths: 50}
          damped: {kind: damped, paths: 50}
          hw: {kind: holt_winters, season: 13, paths: 50}
          hwm: {kind: holt_winters, season: 13, seasonal: multiplicative, paths: 50}
          one: {kind: ses, alpha: optimised, quantiles: paths, paths: 50}
          ses13: {kind: ses, season: 13, seasonal: classical, paths: 50}
          stl13: {kind: damped, season: 13, seasonal: stl, paths: 50}
          waves13: {kind: moving_average, season: 13, seasonal: fourier}
          shared: {kind: ses, season: 52, seasonal: fourier, group: category, paths: 50}
          ets: {kind: ets, season: 13, paths: 50}
          mam: {kind: ets, season: 13, model: MAM, quantiles: paths, paths: 50}
          theta: {kind: theta, season: 13, paths: 50}
          otm: {kind: theta, season: 13, variant: optimised, seasonal: none, quantiles: paths, paths: 50}
          croston: {kind: croston}
          sba: {kind: sba}
          sbj: {kind: sbj}
          adida: {kind: adida}
          imapa: {kind: imapa}
          count: {kind: count, alpha: optimised}
          nb: {kind: count, distribution: negative_binomial}
          wss: {kind: count, distribution: bootstrap}
          tsb: {kind: tsb, alpha_d: optimised, alpha_p: optimised}
          blend: {kind: ensemble, members: [ses, theta, tsb], combine: trimmed_mean}
          best: {kind: ensemble, members: [ses, theta, tsb, adida], best: 2, weights: learned, windows: 2}
          chosen: {kind: selected, members: [ses, tsb, adida], within: [demand_pattern, abc_class], confidence: 0.6}
          weighted: {kind: ensemble, members: {hwm: 0.5, tsb: 0.25, croston: 0.25}}
          auto: {kind: auto, season: 13}
          conformal: {kind: ses, paths: 50, intervals: conformal}
          planner: {kind: imported, file: forecasts/planner.csv}
          coherent: {kind: reconciled, of: ses}
          coherent_best: {kind: reconciled, of: best}
          coherent_routed: {kind: reconciled, of: routed}
          routed: {kind: routed, rules: [{demand_pattern: [intermittent, lumpy], model: tsb}, {model: blend}]}

        """

    /// Three strategies, logarithms, weights, and the objectives whose training calls the C library's exp.
    private static let trees = """
          step: {kind: lightgbm, features: demand, <<, labels: log, weight_half_life: 20}
          recursive: {kind: lightgbm, features: demand, <<, strategy: recursive, objective: tweedie, weights: scale}
          direct: {kind: lightgbm, features: demand, <<, strategy: direct, objective: poisson, bagging_fraction: 0.7}

        """.replacing("<<", with: "rounds: 4, leaves: 4, min_data_in_leaf: 5")

    /// A few steps of a network, through every layer.
    private static let networks = """
          network: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 32, epochs: 0.2}
        features:
          demand:
            temporal: [week_of_year]
            cyclic: [week_of_year]
            lags: [1, 2]
            rolling_mean: [4]
            rolling_std: [4]
            price: [current_price]
            classification: [abc_class]
            categorical: [category]

        """

    private static let rest = """
        hierarchy: {levels: [all, category]}
        backtest: {horizon: 3, windows: 2, step: 3, refit: 2}
        quantiles: [0.1, 0.5, 0.9]
        promotion: {champion: naive13, challengers: [ses], metric: wape}

        """

    /// Forecasts from elsewhere for every product at the first of the two cutoffs.
    private static let planned =
        (["unique_id,cutoff,ds,forecast"]
        + (0..<24).flatMap { product in
            ["2025-05-19", "2025-05-26", "2025-06-02"].map {
                String(format: "SKU%06d", product) + ",2025-05-12,\($0),\(10 + product)"
            }
        }).joined(separator: "\n") + "\n"

    private static let spec = local + (Library.isThere ? trees : "") + networks + rest

    private static let files = [
        "forecasts.csv", "scores.csv", "series.csv", "combination.csv", "levels.csv", "report.json",
        "report.md",
        "report.html",
        "manifest.json",
        "spec.resolved.yaml",
    ]

    @Test("is asked of every kind of model: a new kind joins the spec of this test")
    func everyKind() throws {
        let schema = try TrustProject.object(try BuiltProgram.run(["schema"], in: packageRoot).output)
        var node: Any? = schema
        for key in ["properties", "models", "additionalProperties", "properties", "kind", "enum"] {
            node = (node as? [String: Any])?[key]
        }
        var kinds = Set(try #require(node as? [String]))
        if !Library.isThere { kinds.remove("lightgbm") }
        let tested = Self.spec.matches(of: /kind: (\w+)/).map { String($0.1) }
        #expect(Set(tested) == kinds && kinds.count > 10)
    }

    @Test("comes from any number of jobs, any cache, any environment and any processor")
    func oneDigest() throws {
        if !Library.isThere { print("without lightgbm: LightGBM is not there, run `make deps` with network") }
        if !Emulator.isThere { print("without other processors: qemu-x86_64-static is not there") }
        let project = try ScratchProject(spec: Self.spec)
        try FileManager.default.createDirectory(
            atPath: project.path("forecasts"), withIntermediateDirectories: true)
        try project.write(Self.planned, to: "forecasts/planner.csv")
        let golden = try files(of: Variant("1 job", jobs: "1"), in: project)
        for variant in Self.variants {
            let found = try files(of: variant, in: project)
            for (name, (new, old)) in zip(Self.files, zip(found, golden)) {
                #expect(new == old, "\(name) differs: \(variant.name)")
            }
        }
        // The cache of the first run, then one that an interruption left.
        try project.remove("1 job/results")
        #expect(try files(of: Variant("1 job", jobs: "2"), in: project) == golden, "warm")
        try interrupt(in: project)
        #expect(try files(of: Variant("interrupted", jobs: "2"), in: project) == golden, "resumed")
    }

    // MARK: - Variants

    private struct Variant {
        let name: String
        let jobs: String
        /// Nil removes a variable.
        let environment: [String: String?]
        let processor: String?

        init(
            _ name: String, jobs: String = "2", _ environment: [String: String?] = [:],
            processor: String? = nil
        ) {
            self.name = name
            self.jobs = jobs
            self.environment = environment
            self.processor = processor
        }

        /// `env -u NAME NAME=value qemu-x86_64-static -cpu MODEL`.
        var prefix: [String] {
            let sorted = environment.sorted { $0.key < $1.key }
            return sorted.flatMap { $0.value == nil ? ["-u", $0.key] : [] }
                + sorted.compactMap { name, value in value.map { "\(name)=\($0)" } }
                + (processor.map { ["qemu-x86_64-static", "-cpu", $0] } ?? [])
        }
    }

    private static let libraryVariables = [
        "OPENBLAS_CORETYPE", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY",
        "SWIFT_DETERMINISTIC_HASHING", "TZ", "LANG", "LC_ALL",
    ]

    private static let variants: [Variant] =
        [
            Variant("2 jobs", jobs: "2"), Variant("8 jobs", jobs: "8"),
            Variant(
                "nothing set", Dictionary(uniqueKeysWithValues: libraryVariables.map { ($0, String?.none) })),
            Variant(
                "Kathmandu, in Turkish",
                ["TZ": "Asia/Kathmandu", "LANG": "tr_TR.UTF-8", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"]),
            Variant(
                "libraries told otherwise",
                [
                    "OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "3", "OMP_NUM_THREADS": "3",
                    "OMP_WAIT_POLICY": "active", "SWIFT_DETERMINISTIC_HASHING": "1",
                ]),
        ]
        + (Emulator.isThere
            ? ["Haswell", "max"].map { (name: String) in Variant("on \(name)", processor: name) } : [])

    /// Runs the spec with results and a cache of its own: every run is cold unless its folder was used before.
    private func files(of variant: Variant, in project: ScratchProject) throws -> [String] {
        let result = try BuiltProgram.run(
            variant.prefix + [BuiltProgram.path] + Self.command(in: variant.name, jobs: variant.jobs),
            in: project.root, program: "/usr/bin/env")
        try #require(result.status == 0, "\(variant.name): \(result.errors)")
        return try Self.files.map { try project.read("\(variant.name)/results/shop/latest/\($0)") }
    }

    private static func command(in folder: String, jobs: String) -> [String] {
        [
            "run", "experiments/shop.yaml", "--quiet", "--jobs", jobs, "--results", "\(folder)/results",
            "--store",
            "\(folder)/store",
        ]
    }

    /// Stops the program in its second commit, asks it to end there, and lets it go on to do so.
    private func interrupt(in project: ScratchProject) throws {
        let process = try BuiltProgram.start(
            Self.command(in: "interrupted", jobs: "1"), in: project.root,
            environment: ["FORECAST_FAILPOINT": "store.committed:2=stop"])
        let result = try BuiltProgram.finishInterrupted(process)
        #expect(result.status == 130, "\(result.errors)")
        #expect(!project.exists("interrupted/results/shop/latest"))
    }
}
