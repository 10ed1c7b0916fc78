import Foundation
import Testing

@Suite("tft in a run") struct TransformerRunTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand:
            temporal: [week_of_year, month]
            lags: [1, 13]
            rolling_mean: [4]
            price: [current_price, price_change_pct]
            promotion: [promotion]
            classification: [abc_class]
            categorical: [category]
        models:
          planned: {kind: tft, features: demand, hidden: 8, heads: 2, encoder: 13, batch: 32, epochs: 0.5}
          free: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 16, validation: 6, learning_rate: 0.01}
          going: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 32, epochs: 0.3, warm_start: true, seeds: 2, link: softplus}
        backtest: {horizon: 4, windows: 3, step: 4, refit: 2, gap: 1}

        """

    @Test("gives one digest, the same networks and the same report for 1, 2 and 8 jobs, and from the cache")
    func sameBytes() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--jobs", "1"])
        let digest = try project.resultDigest()
        let report = try project.read("results/shop/latest/report.json")
        // Two of three windows are fitted, and every network is another one.
        let fits = try project.models(of: "tft").map { $0["fits"] as? [[String: Any]] ?? [] }
        #expect(fits.map(\.count) == [2, 2, 2])
        #expect(Set(fits.joined().compactMap { $0["model_digest"] as? String }).count == 6)
        for (jobs, environment) in [
            ("2", [:]), ("8", ["OPENBLAS_CORETYPE": "Nehalem", "OPENBLAS_NUM_THREADS": "3"]),
        ] {
            try project.succeed(
                ["run", "experiments/shop.yaml", "--force", "--jobs", jobs], environment: environment)
            #expect(try project.resultDigest() == digest, "\(jobs) jobs")
            let same = try project.read("results/shop/latest/report.json") == report
            #expect(same, "report.json, \(jobs) jobs")
        }
        try project.removeRuns()
        try project.succeed(["run", "experiments/shop.yaml"])
        #expect(try project.resultDigest() == digest)
        #expect(try project.computedForecasts() == 0)
    }

    @Test("killed in the middle of a training, the next run ends with the same bytes")
    func killed() throws {
        let project = try ScratchProject(spec: Self.spec)
        let begin = Date()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let duration = Date().timeIntervalSince(begin)
        let digest = try project.resultDigest()
        for share in [0.2, 0.5, 0.8] {
            for place in ["results/shop", "results/.store"] where project.exists(place) {
                try project.remove(place)
            }
            let process = try BuiltProgram.start(
                ["run", "experiments/shop.yaml", "--quiet"], in: project.root)
            Thread.sleep(forTimeInterval: share * duration)
            kill(process.processIdentifier, SIGKILL)
            _ = try BuiltProgram.finish(process)
            try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
            #expect(try project.resultDigest() == digest, "killed after \(share) of a run")
        }
    }

    @Test("is blind to what was not known at a cutoff")
    func canary() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed(["verify", "--canary", "results/shop/latest", "--quiet"])
    }

    @Test("says how much it takes of which variable, in report.json, on the page and in the comment")
    func explained() throws {
        let project = try ScratchProject(spec: Self.spec)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        for model in try project.models(of: "tft") {
            let explanation = try #require((model["explanations"] as? [[String: Any]])?.first)
            let features = explanation["features"] as? [[String: Any]] ?? []
            for group in ["static ", "past ", "ahead "] {
                let weights = features.filter { ($0["feature"] as? String)?.hasPrefix(group) == true }
                    .compactMap { $0["selection"] as? Double }
                // Sums of Float weights.
                #expect(abs(weights.reduce(0, +) - 1) < 1e-5, "\(group)")
            }
            // One step is the gap, so that the first of four is the second ahead.
            let attention = explanation["attention"] as? [[String: Any]] ?? []
            #expect(attention.map { $0["step"] as? Int } == [2, 3, 5])
            for row in attention {
                let weights = row["weights"] as? [Double] ?? []
                #expect(abs(weights.reduce(0, +) - 1) < 1e-5)
                #expect(row["first_position"] as? Int == (row["step"] as? Int ?? 0) - weights.count + 1)
            }
            let isValidated = model["name"] as? String == "free"
            for fit in model["fits"] as? [[String: Any]] ?? [] {
                let losses = fit["losses"] as? [[String: Any]] ?? []
                #expect(losses.count > 2)
                #expect(losses.allSatisfy { $0["training"] is Double })
                let validated = losses.prefix { $0["validation"] is Double }.count
                #expect((validated > 0) == isValidated)
                // Then once more, from what was kept as well.
                #expect(losses[validated...].allSatisfy { !($0["validation"] is Double) })
            }
        }
        let page = try project.read("results/shop/latest/report.html")
        #expect(page.contains("by which it takes a variable in"))
        for label in [
            "Weight of the static variables of planned for volume", "Weight of the past variables of planned",
            "Weight of the ahead variables of planned", "Attention of planned for volume by week",
            "Loss of planned for volume by training step", "Loss of free for volume by training step",
        ] {
            #expect(page.contains(label), "\(label)")
        }
        let comment = try project.read("results/shop/latest/report.md")
        #expect(comment.contains("| planned, volume: static | weight | planned, volume: past | weight |"))
        #expect(comment.contains("- Attention: 2 weeks ahead it takes "))
        #expect(comment.contains("- Training, window 3: "))
    }

    @Test("is told in a plan with the memory that it takes, and refused where that is not there")
    func planned() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(of: "hidden: 8", with: "hidden: 256"))
        let plan = try project.succeed(["plan", "experiments/shop.yaml"])
        let line = try #require(plan.output.split(separator: "\n").first { $0.hasPrefix("memory") })
        let small = try ScratchProject(spec: Self.spec).succeed(["plan", "experiments/shop.yaml"])
        #expect(!small.output.contains(line))
        let refused = try project.run(["run", "experiments/shop.yaml", "--memory-limit", "60M"])
        #expect(refused.status == 2 && refused.errors.contains("error[E214]"), "\(refused.errors)")
    }

    @Test("is told in a plan with what its trainings take, as long as the cache lacks them")
    func cost() throws {
        let project = try ScratchProject(spec: Self.spec)
        func trainings() throws -> [[String: Any]] {
            let text = try project.succeed(["plan", "experiments/shop.yaml", "--jobs", "1", "--json"]).output
            let plan = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
            return try #require(plan?["trainings"] as? [[String: Any]])
        }
        let before = try trainings()
        #expect(before.map { $0["model"] as? String } == ["planned", "free", "going"])
        #expect(before.allSatisfy { $0["trainings"] as? Int == 2 })
        // Until the tail says so, and half of that once more.
        #expect(before[1]["steps_at_most"] as? Int == 3000)
        for training in before {
            // 37 GFLOP/s on one thread, see docs/tft.md.
            let (work, seconds) = (
                training["gflop"] as? Double ?? 0, training["seconds_estimated"] as? Double ?? 0
            )
            #expect(work > 0 && abs(seconds * 37 / work - 1) < 1e-9)
        }
        let text = try project.succeed(["plan", "experiments/shop.yaml"]).output
        #expect(text.contains("steps each") && text.contains("time is an estimate"))

        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        for (model, training) in zip(try project.models(of: "tft"), before) {
            // More is told than comes true: columns count as numbers known ahead, series as long as the panel.
            for fit in model["fits"] as? [[String: Any]] ?? [] {
                let steps = (fit["losses"] as? [[String: Any]])?.last?["step"] as? Int ?? 0
                #expect((1...(training["steps_at_most"] as? Int ?? 0)).contains(steps))
            }
        }
        #expect(try trainings().isEmpty)
    }

    @Test("a panel too short to learn from becomes fallbacks, not an error")
    func short() throws {
        let project = try ScratchProject(
            spec: Self.spec.replacingOccurrences(
                of: "horizon: 4, windows: 3", with: "horizon: 62, windows: 1"))
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        for model in try project.models(of: "tft") {
            #expect((model["fallbacks"] as? [String: Any])?["count"] as? Int ?? 0 > 0)
        }
    }
}
