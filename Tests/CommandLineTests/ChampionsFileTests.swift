import Foundation
import Testing

/// `results/champions.yaml` as merges, links, older and newer programs may leave it.
@Suite("champions.yaml") struct ChampionsFileTests {
    private static func entry(
        _ version: Int, experiment: String = "shop", kind: String = "ses",
        parameters: String = "{alpha: 0.9}",
        why: String = "w"
    ) -> String {
        """
          - {experiment: \(experiment), version: \(version), model: m\(version), kind: \(kind), transform: none,
             parameters: \(parameters), target: volume, metric: wape, value: 1.0, run: r, result_digest: d,
             snapshot_digest: d, backtest_digest: d, who: w, when: w, why: "\(why)"}

        """
    }

    private static let head = "schema_version: 1\nchampions:\n"
    private static let promote = ["promote", "results/shop/latest", "--model", "tsb", "--reason", "better"]

    /// The history "pass" with the run of its spec.
    private func makeProject() throws -> ScratchProject {
        let project = try GateHistoryTests.project("pass")
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        return project
    }

    @Test("markers of a merge conflict are told as such, in every file that is YAML")
    func conflictMarkers() throws {
        let project = try makeProject()
        let text = try project.read("results/champions.yaml")
        let ours = "<<<<<<< HEAD\n" + Self.entry(2) + "=======\n" + Self.entry(2) + ">>>>>>> branch\n"
        try project.write(text + ours, to: "results/champions.yaml")
        for command in [["gate", "experiments/shop.yaml"], Self.promote, ["rollback", "shop", "--dry-run"]] {
            let result = try project.run(command)
            #expect(result.status == 2 && result.errors.contains("error[E018]"), "\(result.errors)")
            #expect(result.errors.contains("results/champions.yaml:24:1"), "\(result.errors)")
        }
        #expect(try project.read("results/champions.yaml") == text + ours)
        try project.write(text, to: "results/champions.yaml")
        let spec = try project.read("experiments/shop.yaml")
        try project.write(spec + ">>>>>>> branch\n", to: "experiments/shop.yaml")
        let result = try project.run(["validate", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("error[E018]"), "\(result.errors)")
    }

    @Test("two promotions that were merged line by line are told as such, not as keys to delete")
    func unionMerge() throws {
        let project = try makeProject()
        let text = try project.read("results/champions.yaml")
        // What merge=union makes of two branches that both promoted: equal lines once, others twice.
        let merged = text.replacing("    model: ses\n", with: "    model: ses\n    model: tsb\n")
            .replacing("    run: ", with: "    run: \"0123456789ab\"\n    run: ")
        try project.write(merged, to: "results/champions.yaml")
        let result = try project.run(["gate", "experiments/shop.yaml"])
        #expect(result.status == 2 && result.errors.contains("error[E178]"), "\(result.errors)")
        #expect(result.errors.contains("git checkout") && !result.errors.contains("E014"), "\(result.errors)")
    }

    @Test("a link is neither read nor promoted into, wherever it leads")
    func link() throws {
        let project = try makeProject()
        let files = FileManager.default
        for place in ["\(project.root)-secret", project.path("other.yaml")] {
            defer { try? files.removeItem(atPath: place) }
            try "password: hunter2\n".write(toFile: place, atomically: true, encoding: .utf8)
            try project.remove("results/champions.yaml")
            try files.createSymbolicLink(
                atPath: project.path("results/champions.yaml"), withDestinationPath: place)
            for command in [
                ["gate", "experiments/shop.yaml"], ["plan", "experiments/shop.yaml"], Self.promote,
                ["rollback", "shop", "--dry-run"], ["cache", "gc"],
            ] {
                let result = try project.run(command)
                #expect(result.status == 2 && result.errors.contains("error[E177]"), "\(result.errors)")
                #expect(!result.errors.contains("hunter2"), "\(result.errors)")
            }
            #expect(try String(contentsOfFile: place, encoding: .utf8) == "password: hunter2\n")
        }
    }

    @Test(
        "a reason is a sentence, and a file that is full takes no entry more: the last promotion is read back"
    )
    func full() throws {
        let project = try makeProject()
        let long = String(repeating: "x", count: 2_001)
        for command in [
            ["promote", "results/shop/latest", "--model", "tsb", "--reason", long],
            ["rollback", "shop", "--reason", long],
        ] {
            let result = try project.run(command)
            #expect(result.status == 2 && result.errors.contains("2,000 characters"), "\(result.errors)")
        }
        // Beyond the mebibyte of other files: as many promotions as a team makes in years.
        let many = (1...1_200).map { Self.entry($0, why: String(repeating: "y", count: 1_500)) }
        try project.write(Self.head + many.joined(), to: "results/champions.yaml")
        try project.succeed(Self.promote)
        try project.succeed(["rollback", "shop", "--to", "1200", "--reason", "back"])
        // At the limit.
        let most = (1...5_000).map { Self.entry($0, why: String(repeating: "y", count: 1_420)) }
        let text = Self.head + most.joined()
        try project.write(text, to: "results/champions.yaml")
        let result = try project.run(Self.promote)
        #expect(result.status == 2 && result.errors.contains("error[E179]"), "\(result.errors.prefix(500))")
        #expect(try project.read("results/champions.yaml") == text)
        #expect(try project.run(["rollback", "shop", "--dry-run"]).status == 0)
    }

    @Test(
        "a kind, parameter, value or transform that is gone is history: it stops only who must train it",
        arguments: [
            ("croston2", "{}", "its kind 'croston2'"),
            ("ses", "{alpha: 0.3, beta: 0.1}", "no parameter 'beta'"),
            ("ses", "{alpha: 7}", "its parameter 'alpha' cannot be '7'"),
            ("lightgbm", "{}", "its parameter 'features' is not recorded"),
        ])
    func retired(kind: String, parameters: String, words: String) throws {
        let project = try makeProject()
        let gone = Self.entry(1, kind: kind, parameters: parameters)
        let other = Self.entry(1, experiment: "other", kind: kind, parameters: parameters)
        try project.write(Self.head + gone + Self.entry(2) + other, to: "results/champions.yaml")
        // Of another experiment, and earlier in the history of this one.
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let gate = try project.run(["gate", "experiments/shop.yaml", "--quiet"])
        #expect(gate.status == 0, "\(gate.output)\(gate.errors)")
        let rollback = try project.run(["rollback", "shop", "--reason", "worse"])
        #expect(
            rollback.status == 1 && rollback.output.contains(words), "\(rollback.output)\(rollback.errors)")
        try project.succeed(Self.promote)
        // History is written back as it was recorded.
        let after = try project.read("results/champions.yaml")
        #expect(after.contains("kind: \(kind)\n"))
        if kind == "ses" { #expect(after.contains(parameters.contains("7") ? "alpha: 7\n" : "beta: 0.1\n")) }
        // In office it cannot be held against anybody, and the way out falsifies nothing.
        try project.write(Self.head + gone, to: "results/champions.yaml")
        for command in [
            ["gate", "experiments/shop.yaml"],
            ["run", "experiments/shop.yaml", "--set", "promotion.champion=registered"],
        ] {
            let result = try project.run(command)
            #expect(result.status == 4 && result.errors.contains(words), "\(result.errors)")
            #expect(result.errors.contains("promote another champion"), "\(result.errors)")
        }
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        try project.succeed(Self.promote)
    }

    @Test("an entry of another shape is refused with its place: no trap, nothing written")
    func otherShapes() throws {
        let project = try makeProject()
        let sound = try project.read("results/champions.yaml")
        for (text, code) in [
            ("", "E007"), ("champions: []\n", "E050"), ("schema_version: 4\nchampions: []\n", "E053"),
            ("schema_version: 2\nchampions: {}\n", "E05"), ("schema_version: 2\nchampions: [1]\n", "E05"),
            (sound.replacing("version: 1\n", with: "version: 0\n"), "E05"),
            (sound.replacing("    why: ", with: "    verdict: {decision: maybe}\n    why: "), "E05"),
            (
                sound.replacing(
                    "    why: ",
                    with: "    verdict: {decision: keep, against: a, interval_pp: [2, 1], confidence: 0.9, "
                        + "min_improvement_pp: 1, windows: 3, challengers: 1}\n    why: "), "E05"
            ),
            (sound.replacing("    why: ", with: "    bias: much\n    why: "), "E05"),
            (sound.replacing("    why: ", with: "    extra: 1\n    why: "), "E051"),
        ] {
            try project.write(text, to: "results/champions.yaml")
            let result = try project.run(Self.promote)
            #expect(
                result.status == 2 && result.errors.contains("error[\(code)"), "\(text): \(result.errors)")
            #expect(try project.read("results/champions.yaml") == text)
        }
    }
}
