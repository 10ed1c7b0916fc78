import Foundation
import Testing

@Suite("the gate") struct GateTests {
    @Test("cannot be made without a registered champion: exit code 4")
    func noChampion() throws {
        let project = try ScratchProject()
        let result = try project.run(["gate", "experiments/shop.yaml"])
        #expect(result.status == 4)
        #expect(result.errors.contains("no champion is registered"))
    }

    @Test("passes while the candidate is as good as the registered champion, and fails when it is worse")
    func passAndFail() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let champions = try project.read("results/champions.yaml")
        #expect(champions.contains("model: ses") && champions.contains("first champion"))

        let pass = try project.run(["gate", "experiments/shop.yaml", "--candidate", "ses"])
        #expect(pass.status == 0, "\(pass.output)\(pass.errors)")
        #expect(pass.output.contains("gate passed"))
        let worse = try project.run(["gate", "experiments/shop.yaml", "--candidate", "drift"])
        #expect(worse.status == 1)
        #expect(worse.output.contains("worse than the registered champion"))
        let unknown = try project.run(["gate", "experiments/shop.yaml", "--candidate", "nosuch"])
        #expect(unknown.status == 4)
        #expect(unknown.errors.contains("--candidate: ") && unknown.errors.contains(", drift"))
        let tolerant = try project.run([
            "gate", "experiments/shop.yaml", "--candidate", "drift", "--tolerance-pp", "1000",
        ])
        #expect(tolerant.status == 0)
    }

    @Test("holds the champion's own definition against a changed candidate of the same name")
    func changedDefinition() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let result = try project.run([
            "gate", "experiments/shop.yaml", "--candidate", "ses", "--set", "models.ses.alpha=0.99",
        ])
        #expect(result.status == 1)
        #expect(result.output.contains("registered-1"))
    }

    @Test("a champion that is 'registered' takes part under the spec's promotion")
    func registeredChampion() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "tsb", "--reason", "first champion",
        ])
        try project.succeed(["run", "experiments/shop.yaml", "--set", "promotion.champion=registered"])
        let verdict = try project.json("report.json")["verdict"] as? [String: Any]
        #expect(verdict?["champion"] as? String == "tsb")
    }

    @Test("with champion: registered holds the challenger against it, and never the champion against itself")
    func registeredAgainstChallenger() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "tsb", "--reason", "first champion",
        ])
        let registered = ["gate", "experiments/shop.yaml", "--set", "promotion.champion=registered"]
        let one = try project.run(
            registered + ["--set", "promotion.challengers=[naive]", "--tolerance-pp", "1000"])
        #expect(
            one.status == 0 && one.output.contains("naive") && one.output.contains("tsb"),
            "\(one.output)\(one.errors)")
        let several = try project.run(registered + ["--set", "promotion.challengers=[naive, drift]"])
        #expect(several.status == 4, "\(several.output)")
        #expect(several.errors.contains("--candidate: naive, drift"), "\(several.errors)")
        let named = try project.run(
            registered + [
                "--set", "promotion.challengers=[naive, drift]", "--candidate", "drift", "--tolerance-pp",
                "1000",
            ])
        #expect(named.status == 0 && named.output.contains("drift"), "\(named.output)\(named.errors)")
    }

    @Test("a verdict that does not promote registers nothing: exit code 1")
    func notPromoted() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--set", "promotion.min_improvement_pp=90"])
        let result = try project.run(["promote", "results/shop/latest"])
        #expect(result.status == 1)
        #expect(result.output.contains("not promoted"))
        #expect(!project.exists("results/champions.yaml"))
    }

    @Test(
        "a verdict against another model than the registered champion promotes nobody, nor does one run twice"
    )
    func wrongOpponent() throws {
        let project = try ScratchProject()
        let easy = [
            "--set", "promotion.guardrails=off", "--set", "promotion.min_improvement_pp=0", "--set",
            "promotion.confidence=0.1",
        ]
        try project.succeed(["run", "experiments/shop.yaml", "--set", "promotion.champion=naive52"] + easy)
        try project.succeed(["promote", "results/shop/latest"])
        let champions = try project.read("results/champions.yaml")
        // The champion is now a challenger of that run; its verdict is against naive52.
        let again = try project.run(["promote", "results/shop/latest"])
        #expect(again.status == 4)
        #expect(again.errors.contains("the verdict is against 'naive52'"))
        let model = champions.contains("model: ses") ? "ses" : "tsb"
        let twice = try project.run(["promote", "results/shop/latest", "--model", model, "--reason", "again"])
        #expect(twice.status == 4)
        #expect(twice.errors.contains("nothing was promoted: '\(model)' of run"))
        #expect(twice.errors.contains("already"))
        let misspelt = try project.run([
            "promote", "results/shop/latest", "--model", "\(model)s", "--reason", "again",
        ])
        #expect(misspelt.status == 2)
        #expect(
            misspelt.errors.contains(
                "error[E226]: the run has no model '\(model)s'; did you mean '\(model)'?"))
        #expect(try project.read("results/champions.yaml") == champions)
    }

    @Test("the champion held against itself where its value was not recorded is no test: exit code 4")
    func nothingTested() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml"])
        let promote = ["promote", "results/shop/latest", "--model", "ses", "--reason", "first champion"]
        try project.succeed(promote)
        let gate = ["gate", "experiments/shop.yaml", "--candidate", "ses"]
        try project.succeed(gate)
        let changed = ["--set", "backtest.horizon=5"]
        let result = try project.run(gate + changed + ["--json"])
        #expect(result.status == 4, "\(result.output)")
        #expect(result.errors.contains("is the registered champion, version 1, itself"), "\(result.errors)")
        #expect(try TrustProject.object(result.output)["decision"] as? String == "impossible")
        // Another candidate is a test, and so is the champion once its value is recorded on the new windows.
        let other = ["--candidate", "tsb", "--tolerance-pp", "1000"]
        #expect(try project.run(["gate", "experiments/shop.yaml"] + other + changed).status == 0)
        try project.succeed(["run", "experiments/shop.yaml"] + changed)
        try project.succeed(promote)
        #expect(try project.run(gate + changed).status == 0)
    }

    @Test("a champion whose feature set has changed since cannot be compared with")
    func changedFeatures() throws {
        let spec = """
            experiment: shop
            data: {dataset: shop, targets: [volume]}
            features: {lagged: {lags: [1, 2]}}
            models:
              naive52: {kind: seasonal_naive, season: 52}
              ses: {kind: ses}
              trees: {kind: lightgbm, features: lagged, rounds: 5}
            backtest: {horizon: 4, windows: 2}
            promotion: {champion: naive52, challengers: [ses], metric: wape}

            """
        let project = try ScratchProject(spec: spec)
        let entry = { (digest: String) in
            """
            schema_version: 1
            champions:
              - {experiment: shop, version: 1, model: trees, kind: lightgbm, transform: none,
                 parameters: {features: lagged, rounds: 5}, target: volume, metric: wape, value: 1.0, run: r,
                 result_digest: d, snapshot_digest: d, backtest_digest: d,\(digest) who: w, when: w, why: w}

            """
        }
        try project.write(entry(" features_digest: d,"), to: "results/champions.yaml")
        for command in [
            ["gate", "experiments/shop.yaml", "--candidate", "ses"], ["run", "experiments/shop.yaml"],
        ] {
            let result = try project.run(command + ["--set", "promotion.champion=registered"])
            #expect(result.status == 4, "\(result.output)\(result.errors)")
            #expect(
                result.errors.contains("the feature set 'lagged' has changed since champion 1"),
                "\(result.errors)")
        }
        // Entries without the digest are taken as they are.
        try project.write(entry(""), to: "results/champions.yaml")
        try project.succeed(["plan", "experiments/shop.yaml", "--set", "promotion.champion=registered"])
    }

    @Test(
        "a champion with a feature set is registered with the set's digest",
        .enabled(if: Library.isThere, "LightGBM is not there: run `make deps` with network"))
    func recordedFeatures() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                features: {lagged: {lags: [1, 2]}}
                models:
                  ses: {kind: ses}
                  trees: {kind: lightgbm, features: lagged, rounds: 5}
                backtest: {horizon: 4, windows: 2}
                promotion: {champion: trees, challengers: [ses], metric: wape}

                """)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed(["promote", "results/shop/latest", "--model", "trees", "--reason", "first"])
        #expect(try project.read("results/champions.yaml").contains("features_digest: "))
        let gate = ["gate", "experiments/shop.yaml", "--quiet"]
        try project.succeed(gate)
        let changed = try project.run(gate + ["--set", "features.lagged.lags=[1, 3]"])
        #expect(changed.status == 4 && changed.errors.contains("has changed since"), "\(changed.errors)")
    }

    @Test("two entries of one version are refused at their line: nobody could say who is in office")
    func mergedBranches() throws {
        let project = try GateHistoryTests.project("pass")
        let champions = try project.read("results/champions.yaml")
        let entry = champions.components(separatedBy: "champions:\n")[1]
        try project.write(champions + entry, to: "results/champions.yaml")
        let result = try project.run(["gate", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("error[E176]"), "\(result.errors)")
        #expect(result.errors.contains("results/champions.yaml:26:"), "\(result.errors)")
        try project.write(
            champions + entry.replacing("version: 1", with: "version: 2"), to: "results/champions.yaml")
        try project.succeed(["gate", "experiments/shop.yaml"])
    }
}
