import Foundation
import Testing

@Suite("several processes") struct ConcurrencyTests {
    @Test("on one cache, same and overlapping specs, a collection beside them: golden, and no lock is seen")
    func runners() throws {
        let project = try TrustProject()
        try project.project.write(TrustProject.overlapping, to: "experiments/other.yaml")
        for round in 0..<Soak.count(2, soak: 50) {
            for count in [2, 8] {
                for name in ["shop", "other", ".store"] where project.project.exists("results/\(name)") {
                    try project.project.remove("results/\(name)")
                }
                let processes = try (0..<count).map { index in
                    try BuiltProgram.start(
                        ["run", "experiments/\(index % 2 == round % 2 ? "shop" : "other").yaml", "--quiet"]
                            + (index % 4 == 3 ? ["--force"] : []), in: project.root)
                }
                let collection = try BuiltProgram.start(
                    ["cache", "gc", "--older-than", "0"], in: project.root)
                for process in processes + [collection] {
                    let result = try BuiltProgram.finish(process)
                    let note = "round \(round), \(count) processes"
                    #expect(result.status == 0, "\(result.errors) \(note)")
                    #expect(result.errors.isEmpty, "\(result.errors) \(note)")
                }
                try project.expectGolden("round \(round), \(count) processes")
                try project.expectGolden(experiment: "other", "round \(round), \(count) processes")
                try project.project.succeed(["cache", "gc"])
                project.expectNoLeftovers()
                try project.expectSoundCache()
            }
        }
    }

    @Test("that finish the same run at once: one may replace the folder, never under the other's hands")
    func sameRun() throws {
        let project = try TrustProject()
        // The first one has published its folder and stops while it writes down how long everything took.
        let slow = try BuiltProgram.start(
            TrustProject.run, in: project.root, environment: ["FORECAST_FAILPOINT": "timings.rename=stop"])
        try BuiltProgram.waitUntilStopped(slow)
        let other = try BuiltProgram.start(TrustProject.run + ["--force"], in: project.root)
        try BuiltProgram.wait(for: "its turn to publish", of: other) {
            try Self.waitsForLock(other.processIdentifier)
        }
        kill(slow.processIdentifier, SIGCONT)
        for process in [slow, other] {
            let result = try BuiltProgram.finish(process)
            #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
        }
        try project.expectGolden()
        project.expectNoLeftovers()
    }

    @Test("that find the cache damaged at once agree on one new database")
    func damagedTogether() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        for _ in 0..<Soak.count(1, soak: 20) {
            try project.project.remove("results/shop")
            try project.project.write("garbage", to: "results/.store/cache.sqlite")
            let processes = try (0..<4).map { _ in try BuiltProgram.start(TrustProject.run, in: project.root)
            }
            for process in processes {
                let result = try BuiltProgram.finish(process)
                #expect(result.status == 0, "\(result.errors)")
            }
            try project.expectGolden()
            try project.project.succeed(["cache", "gc"])
            try project.expectSoundCache()
        }
    }

    @Test("two promotions at once: one wins, the other is told who did")
    func promotions() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        func promote(_ model: String) -> [String] {
            ["promote", "results/shop/latest", "--model", model, "--reason", "at once"]
        }
        // The first one has read champions.yaml and stops before it takes the lock.
        let slow = try BuiltProgram.start(
            promote("naive"), in: project.root, environment: ["FORECAST_FAILPOINT": "champions.lock=stop"])
        try BuiltProgram.waitUntilStopped(slow)
        #expect(try project.start(promote("ses")).status == 0)
        let champions = try project.project.read("results/champions.yaml")
        kill(slow.processIdentifier, SIGCONT)
        let result = try BuiltProgram.finish(slow)
        #expect(result.status == 4)
        #expect(result.errors.contains("'ses' is champion 1") && result.errors.contains("registered by"))
        #expect(try project.project.read("results/champions.yaml") == champions)
        for field in [
            "who: ", "when: ", "why: ", "result_digest: ", "snapshot_digest: ", "backtest_digest: ",
        ] {
            #expect(champions.contains(field))
        }
    }

    @Test("many promotions at once leave a whole file with one line of versions")
    func manyPromotions() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let models = ["naive", "naive52", "ma8", "ses"]
        let processes = try models.map { model in
            try BuiltProgram.start(
                ["promote", "results/shop/latest", "--model", model, "--reason", "at once"], in: project.root)
        }
        let results = try processes.map(BuiltProgram.finish)
        let winners = results.count { $0.status == 0 }
        #expect(winners >= 1)
        for result in results where result.status != 0 {
            #expect(result.status == 4 && result.errors.contains("while this promotion was under way"))
        }
        let text = try project.project.read("results/champions.yaml")
        // With the line's beginning: the file's schema_version is not meant.
        for version in 1...4 { #expect(text.contains("\n    version: \(version)\n") == (version <= winners)) }
        project.expectNoLeftovers()
    }

    /// `7: -> FLOCK  ADVISORY  WRITE 4711 fe:00:253853 0 EOF` is process 4711, which waits.
    private static func waitsForLock(_ process: Int32) throws -> Bool {
        try String(contentsOfFile: "/proc/locks", encoding: .utf8).split(separator: "\n").contains {
            $0.contains("-> FLOCK") && $0.split(separator: " ").contains("\(process)")
        }
    }
}
