import Foundation
import Testing

/// What a promotion records, and what it does not take.
@Suite("promote") struct PromotionTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models: {naive: {kind: naive}, ses: {kind: ses, paths: 100}, tsb: {kind: tsb}}
        backtest: {horizon: 4, windows: 6, step: 4}
        evaluate: {metrics: [wape, bias], season: 1, segments: [abc_class]}
        promotion: {champion: naive, challengers: [ses, tsb], metric: wape, min_improvement_pp: 0.5}

        """

    private static let promote = ["promote", "results/shop/latest", "--model", "ses", "--reason", "r"]

    private func makeProject(_ overrides: [String] = []) throws -> ScratchProject {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(
            ["run", "experiments/shop.yaml", "--quiet"] + overrides.flatMap { ["--set", $0] })
        return project
    }

    /// Changes a file of the latest run.
    private func change(_ file: String, in project: ScratchProject, _ body: (String) -> String) throws {
        let path = "results/shop/latest/\(file)"
        let text = try project.read(path)
        let changed = body(text)
        #expect(changed != text, "nothing changed in \(file)")
        try project.write(changed, to: path)
    }

    @Test("an entry says how sure the verdict was, on how many windows, of how many, under which guardrails")
    func evidence() throws {
        let project = try makeProject()
        try project.succeed(Self.promote)
        let champions = try project.read("results/champions.yaml")
        let verdict = try #require(try project.json("report.json")["verdict"] as? [String: Any])
        let comparisons = try #require(verdict["comparisons"] as? [[String: Any]])
        let ses = try #require(comparisons.first { $0["challenger"] as? String == "ses" })
        let interval = try #require(ses["interval_pp"] as? [Double])
        for part in [
            "schema_version: 2\n", "    bias: ", "    verdict:\n",
            "decision: \(ses["decision"] as? String ?? "?")\n",
            "against: naive\n", "confidence: 0.95\n",
            "min_improvement_pp: 0.5\n", "windows: 6\n", "challengers: 2\n", "bias_pp: 2.0\n",
            "worst_segment_pp: 5.0\n", "fallback_share: 0.05\n",
        ] {
            #expect(champions.contains(part), "\(part) in \(champions)")
        }
        let line = try #require(champions.split(separator: "\n").first { $0.contains("interval_pp: [") })
        let recorded = line.split(whereSeparator: { "[], ".contains($0) }).compactMap { Double($0) }
        #expect(recorded.count == 2)
        // JSONSerialization reads some numbers an ulp off.
        for (ours, theirs) in zip(recorded, interval) { #expect((ours - theirs).magnitude <= ours.ulp) }
        #expect(!champions.contains("weaker_than_spec"))
        // And reads back.
        try project.succeed(["gate", "experiments/shop.yaml", "--candidate", "ses", "--quiet"])
    }

    @Test(
        "a run that asked for less than the committed spec needs a reason, which is recorded with what was less"
    )
    func weaker() throws {
        let easy = [
            "promotion.confidence=0.02", "promotion.guardrails=off", "promotion.min_improvement_pp=0",
            "backtest.windows=5", "promotion.champion=naive",
        ]
        let project = try makeProject(easy)
        let verdict = try project.json("report.json")["verdict"] as? [String: Any]
        #expect(verdict?["decision"] as? String == "promote", "\(verdict ?? [:])")
        let result = try project.run(["promote", "results/shop/latest"])
        #expect(result.status == 4 && !project.exists("results/champions.yaml"), "\(result.output)")
        for words in [
            "confidence 0.02 instead of 0.95", "min_improvement_pp 0 instead of 0.5",
            "5 windows instead of 6",
            "guardrail bias_pp off instead of 2", "--reason",
        ] {
            #expect(result.errors.contains(words), "\(words): \(result.errors)")
        }
        let told = try project.succeed(["promote", "results/shop/latest", "--reason", "a trial"])
        #expect(told.errors.contains("confidence 0.02 instead of 0.95"), "\(told.errors)")
        #expect(try project.read("results/champions.yaml").contains("weaker_than_spec:"))
    }

    @Test("a forged report promotes nobody: the run is computed again where no cache remembers it")
    func forged() throws {
        let project = try makeProject()
        let forge = { (text: String) in
            text.replacing(#/"decision" : "[a-z]+"/#, with: "\"decision\" : \"promote\"")
        }
        try change("report.json", in: project) {
            forge($0).replacing(#/"challenger" : "tsb"/#, with: "\"challenger\" : \"ses\"") + " "
        }
        for command in [["promote", "results/shop/latest"], Self.promote] {
            let result = try project.run(command)
            #expect(result.status == 4 && result.errors.contains("report.json"), "\(result.errors)")
            #expect(result.errors.contains("no record of the run"), "\(result.errors)")
        }
        #expect(!project.exists("results/champions.yaml"))
    }

    @Test(
        "a run from elsewhere is promoted once it comes out again, and not where data or program are others")
    func foreign() throws {
        let project = try makeProject()
        try project.remove("results/.store")
        let result = try project.succeed(Self.promote)
        #expect(result.errors.contains("computed again"), "\(result.errors)")
        #expect(try project.read("results/champions.yaml").contains("model: ses\n"))
        try project.remove("results/champions.yaml")
        try change("manifest.json", in: project) {
            $0.replacing(#/"code_version" : "[^"]*"/#, with: "\"code_version\" : \"0.0.0\"")
        }
        let other = try project.run(Self.promote)
        #expect(other.status == 4 && other.errors.contains("program"), "\(other.errors)")
        #expect(!project.exists("results/champions.yaml"))
    }

    @Test(
        "what `runs` calls broken is not promoted, and the other way round",
        arguments: [
            "gone", "garbage manifest", "other digest", "other run", "other experiment", "link", "empty",
            "folder",
            "no digest",
        ])
    func broken(fault: String) throws {
        let project = try makeProject()
        let folder = project.path("results/shop/latest")
        let files = FileManager.default
        switch fault {
        case "gone": try project.remove("results/shop/latest/scores.csv")
        case "garbage manifest": try project.write("{]", to: "results/shop/latest/manifest.json")
        case "other digest":
            try change("manifest.json", in: project) {
                $0.replacing(#/"result_digest" : "[0-9a-f]{4}/#, with: "\"result_digest\" : \"ffff")
            }
        case "other run":
            try change("report.json", in: project) {
                $0.replacing(#/"run" : "[0-9a-f]{4}/#, with: "\"run\" : \"ffff")
            }
        case "other experiment":
            try change("manifest.json", in: project) { $0.replacing("\"shop\"", with: "\"ship\"") }
        case "link":
            try files.moveItem(atPath: "\(folder)/manifest.json", toPath: project.path("elsewhere.json"))
            try files.createSymbolicLink(
                atPath: "\(folder)/manifest.json", withDestinationPath: project.path("elsewhere.json"))
        case "empty": try project.write("", to: "results/shop/latest/report.json")
        case "folder":
            try project.remove("results/shop/latest/report.md")
            try files.createDirectory(atPath: "\(folder)/report.md", withIntermediateDirectories: true)
        default:
            try change("manifest.json", in: project) { $0.replacing("\"result_digest\"", with: "\"digest\"") }
        }
        let list = try project.succeed(["runs"]).output
        #expect(list.contains("broken   results/shop/"), "\(list)")
        let result = try project.run(Self.promote)
        #expect(result.status == 2 && result.errors.contains("error[E231]"), "\(result.errors)")
        #expect(!project.exists("results/champions.yaml"))
    }
}
