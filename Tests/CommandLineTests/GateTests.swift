import Foundation
import Testing

@Suite("the gate") struct GateTests {
    /// Windows enough to be sure that `wild` is worse than `ses`.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        models:
          naive: {kind: naive}
          ses: {kind: ses, alpha: 0.2, paths: 100}
          tsb: {kind: tsb}
          wild: {kind: holt, alpha: 0.9, beta: 0.8, paths: 100}
        backtest: {horizon: 4, windows: 8, step: 4}
        evaluate: {metrics: [wape, bias], season: 1}
        promotion: {champion: ses, challengers: [tsb], metric: wape}

        """

    @Test("cannot be made without a registered champion: exit code 4")
    func noChampion() throws {
        let project = try ScratchProject()
        let result = try project.run(["gate", "experiments/shop.yaml"])
        #expect(result.status == 4)
        #expect(result.errors.contains("no champion is registered"))
    }

    @Test(
        "passes while the candidate is as good as the registered champion, and fails when it is surely worse")
    func passAndFail() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let champions = try project.read("results/champions.yaml")
        #expect(champions.contains("model: ses") && champions.contains("first champion"))

        let gate = ["gate", "experiments/shop.yaml", "--quiet"]
        let pass = try project.run(gate)
        #expect(pass.status == 0, "\(pass.output)\(pass.errors)")
        #expect(pass.output.contains("gate passed"))
        let worse = try project.run(gate + ["--candidate", "wild"])
        #expect(worse.status == 1, "\(worse.output)")
        #expect(worse.output.contains("worse than the registered champion ses"))
        #expect(worse.output.contains("surely worse: the 95 % interval of its gain is -"))
        let unknown = try project.run(gate + ["--candidate", "nosuch"])
        #expect(unknown.status == 4)
        #expect(unknown.errors.contains("--candidate: ") && unknown.errors.contains(", wild"))
        let tolerant = try project.run(gate + ["--candidate", "wild", "--tolerance-pp", "1000"])
        #expect(tolerant.status == 0)
    }

    @Test(
        "a decline beyond the tolerance that chance may have made passes, and says what could have been told")
    func chance() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let gate = ["gate", "experiments/shop.yaml", "--candidate", "wild", "--quiet", "--json"]
        let few = try project.run(gate + ["--set", "backtest.windows=3"])
        #expect(few.status == 0, "\(few.output)\(few.errors)")
        let contest = try #require(try TrustProject.object(few.output)["contest"] as? [String: Any])
        #expect(try #require(contest["decline"] as? Double) > 1)
        let interval = try #require(contest["interval"] as? [Double])
        #expect(interval[0] < 0 && interval[1] > 0 && contest["confidence"] as? Double == 0.95)
        #expect(few.output.contains("cannot tell") && few.output.contains("smallest detectable decline: "))
        // Fewer than three windows say nothing of chance, and that never reads as a pass.
        let none = try project.run(gate + ["--set", "backtest.windows=2"])
        #expect(
            none.status == 4 && none.errors.contains("nobody can say whether by chance"), "\(none.errors)")
        #expect(none.errors.contains("2 windows that share no period; 3 decide"), "\(none.errors)")
    }

    @Test("holds the champion's own definition against a changed candidate of the same name")
    func changedDefinition() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let spec = try project.read("experiments/shop.yaml")
        try project.write(
            spec.replacing(
                "ses: {kind: ses, alpha: 0.2, paths: 100}",
                with: "ses: {kind: holt, alpha: 0.9, beta: 0.8, paths: 100}"), to: "experiments/shop.yaml")
        let result = try project.run(["gate", "experiments/shop.yaml", "--quiet"])
        #expect(result.status == 1, "\(result.output)\(result.errors)")
        #expect(result.output.contains("registered-1") && result.output.contains("surely worse"))
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

    @Test(
        "with champion: registered nothing changes in production: challengers are being tried, until one is named"
    )
    func registeredAgainstChallenger() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let registered = [
            "gate", "experiments/shop.yaml", "--quiet", "--set", "promotion.champion=registered",
        ]
        for challengers in ["[wild]", "[tsb, wild]"] {
            let tried = try project.run(registered + ["--set", "promotion.challengers=\(challengers)"])
            #expect(tried.status == 0, "\(tried.output)\(tried.errors)")
            #expect(tried.output.contains("nothing to test: ses is the registered champion itself"))
        }
        let named = try project.run(
            registered + ["--set", "promotion.challengers=[tsb, wild]", "--candidate", "wild"])
        #expect(named.status == 1 && named.output.contains("surely worse"), "\(named.output)\(named.errors)")
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
        try project.succeed(["promote", "results/shop/latest", "--reason", "a trial"])
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

    @Test(
        "the champion itself, on whatever else, is no change: exit code 0, and nothing to test",
        arguments: [
            [], ["seed=8"], ["evaluate.metrics=[wape, mae, smape]"], ["quantiles=[0.05, 0.5, 0.95]"],
            ["backtest.windows=4"], ["backtest.horizon=5"], ["evaluate.segments=[xyz_class]"],
            ["data.sample=12"],
            ["promotion.metric=mae"], ["description=other"],
        ])
    func nothingTested(changes: [String]) throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "tsb", "--reason", "first champion",
        ])
        let gate = ["gate", "experiments/shop.yaml", "--candidate", "tsb", "--quiet", "--json"]
        let result = try project.run(gate + changes.flatMap { ["--set", $0] })
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let object = try TrustProject.object(result.output)
        #expect(object["decision"] as? String == "passed")
        let checks = try #require(object["checks"] as? [[String: Any]])
        let outcomes = Dictionary(
            uniqueKeysWithValues: checks.map { ($0["name"] as? String ?? "", $0["outcome"] as? String ?? "") }
        )
        #expect(outcomes["regression"] == "skipped")
        // What moves neither this metric nor this target leaves the recorded value to be reached again.
        let moves = ["backtest", "data.sample", "promotion.metric"]
        let isOther = changes.contains { change in moves.contains { change.hasPrefix($0) } }
        #expect(
            outcomes["recorded_value"] == (isOther ? "skipped" : "passed"), "\(changes): \(result.output)")
    }

    @Test("new data, and a new name for the model, are no change either")
    func newDataAndName() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "tsb", "--reason", "first champion",
        ])
        let spec = try project.read("experiments/shop.yaml")
        try project.write(
            spec.replacing("tsb: {kind", with: "renamed: {kind").replacing(
                "[ses, tsb]", with: "[ses, renamed]"),
            to: "experiments/shop.yaml")
        let renamed = ["gate", "experiments/shop.yaml", "--candidate", "renamed", "--quiet"]
        let same = try project.run(renamed)
        #expect(same.status == 0 && same.output.contains("reaches its recorded value"), "\(same.errors)")
        try project.remove("datasets/shop")
        try project.succeed([
            "data", "generate", "--series", "24", "--weeks", "131", "--seed", "3", "--output",
            "datasets/shop",
        ])
        try project.succeed(["data", "snapshot", "shop"])
        let grown = try project.run(renamed)
        #expect(
            grown.status == 0 && grown.output.contains("nothing to test"), "\(grown.output)\(grown.errors)")
    }

    @Test(
        "a small decline passes within a quarter of the improvement that a promotion takes, and chance is no regression"
    )
    func tolerance() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "ses", "--reason", "first champion",
        ])
        let gate = [
            "gate", "experiments/shop.yaml", "--candidate", "ses", "--quiet", "--json", "--set",
            "promotion.min_improvement_pp=2",
        ]
        for alpha in ["0.1", "0.3"] {
            let result = try project.run(gate + ["--set", "models.ses.alpha=\(alpha)"])
            let object = try TrustProject.object(result.output)
            let contest = try #require(object["contest"] as? [String: Any])
            #expect(contest["tolerance"] as? Double == 0.5)
            let decline = try #require(contest["decline"] as? Double)
            let isSure = result.output.contains("surely worse")
            #expect(result.status == (decline > 0.5 && isSure ? 1 : 0), "\(result.output)")
            #expect(result.output.contains("smallest detectable decline") == (decline > 0.5 && !isSure))
        }
    }

    @Test("fallbacks are counted as the verdict counts them")
    func oneFallbackCount() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed([
            "promote", "results/shop/latest", "--model", "naive52", "--reason", "first champion",
        ])
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let verdict = try #require(try project.json("report.json")["verdict"] as? [String: Any])
        let guardrails = try #require(verdict["guardrails"] as? [[String: Any]])
        let theirs = try #require(guardrails.first { $0["name"] as? String == "fallback_share" })
        let challenger = try #require(verdict["challenger"] as? String)
        let result = try project.run([
            "gate", "experiments/shop.yaml", "--candidate", challenger, "--quiet", "--json",
        ])
        let checks = try #require(try TrustProject.object(result.output)["checks"] as? [[String: Any]])
        let ours = try #require(checks.first { $0["name"] as? String == "guardrail fallback_share" })
        #expect(ours["value"] as? Double == theirs["value"] as? Double)
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
        .needsLightGBM)
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
