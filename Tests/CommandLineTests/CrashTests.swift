import Files
import Foundation
import Testing

/// The failpoints are listed in docs/crash-safety.md.
@Suite("a killed process") struct CrashTests {
    private static let rounds = 1...Soak.count(1, soak: 3)

    /// Those that a first run passes.
    static let ofRuns = Failpoint.allCases.filter { failpoint in
        let others = [
            "champions.", "snapshot.", "checkpoint.", "gc.", "store.set-aside", "store.pages",
            "result.retire", "model.", "registry.", "execution.", "outbox.",
        ]
        return !others.contains { failpoint.rawValue.hasPrefix($0) }
    }

    /// A project in which `arguments` were killed at the round's passing of the failpoint; at the first once more
    /// where the step is passed less often.
    private func killed(
        _ arguments: [String] = TrustProject.run, at failpoint: Failpoint, round: Int,
        prepared: (TrustProject) throws -> Void = { _ in }
    ) throws -> TrustProject {
        var passing = round
        while true {
            let project = try TrustProject()
            try prepared(project)
            let result = try project.start(arguments, failpoint: "\(failpoint.rawValue):\(passing)")
            if result.status == 9 { return project }
            try #require(
                passing > 1 && result.status == 0, "\(failpoint.rawValue):\(passing): \(result.errors)")
            passing = 1
        }
    }

    @Test(
        "at any step of a first run: the same command ends with the same bytes and repeats no committed work",
        arguments: ofRuns)
    func firstRun(failpoint: Failpoint) throws {
        for round in Self.rounds {
            let project = try killed(at: failpoint, round: round)
            try project.expectRecovery("\(failpoint.rawValue):\(round)")
        }
    }

    @Test("while a finished run is written anew", arguments: [Failpoint.resultRetire, .resultRename])
    func replacedRun(failpoint: Failpoint) throws {
        for round in Self.rounds {
            let project = try killed(TrustProject.run + ["--force"], at: failpoint, round: round) {
                try $0.project.succeed(TrustProject.run)
            }
            #expect(try project.start().status == 0)
            try project.expectGolden(failpoint.rawValue)
            try project.project.succeed(["cache", "gc"])
            project.expectNoLeftovers(failpoint.rawValue)
            try project.expectSoundCache(failpoint.rawValue)
        }
    }

    /// A project whose data have changed in one series since its last run.
    private func change(_ project: TrustProject) throws {
        try project.project.succeed(TrustProject.run)
        var rows = try project.project.read("datasets/shop/demand.csv").components(separatedBy: "\n")
        var cells = rows[1].components(separatedBy: ",")
        cells[2] = "\((Int(cells[2]) ?? 0) + 7)"
        rows[1] = cells.joined(separator: ",")
        try project.project.write(rows.joined(separator: "\n"), to: "datasets/shop/demand.csv")
        try project.project.succeed(["data", "snapshot", "shop", "--accept"])
    }

    /// One transaction for each of four models in two windows, and the first of them before anything else is stored.
    @Test(
        "while the series of a first run are indexed, because one has changed",
        arguments: [Failpoint.storeInsert, .storeCommit, .storeCommitted])
    func indexing(failpoint: Failpoint) throws {
        let undisturbed = try TrustProject()
        try change(undisturbed)
        try undisturbed.project.succeed(TrustProject.run)
        let digest = try undisturbed.project.resultDigest()
        // Four models in two windows; revenue changes with the volume.
        #expect(try undisturbed.project.computedForecasts() == 4 * 2 * 2)
        for round in 1...3 {
            let project = try killed(at: failpoint, round: round, prepared: change)
            #expect(try project.cached().forecasts >= TrustProject.forecasts - 4 * 2 * 2)
            #expect(try project.start().status == 0)
            #expect(try project.project.resultDigest() == digest, "\(failpoint.rawValue):\(round)")
            try project.project.succeed(["cache", "gc"])
            project.expectNoLeftovers(failpoint.rawValue)
            try project.expectSoundCache(failpoint.rawValue)
        }
    }

    @Test("while a damaged database steps aside")
    func setAside() throws {
        for round in Self.rounds {
            let project = try killed(at: .storeSetAside, round: round) {
                try $0.project.succeed(TrustProject.run)
                try $0.project.remove("results/shop")
                try $0.project.write("garbage", to: "results/.store/cache.sqlite")
            }
            let again = try project.start()
            #expect(again.status == 0 && again.errors.contains("damaged"))
            try project.expectGolden()
            try project.project.succeed(["cache", "gc"])
            project.expectNoLeftovers()
            try project.expectSoundCache()
        }
    }

    @Test(
        "at any step of a promotion: champions.yaml is the old one or the new one, whole",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("champions.") })
    func promotion(failpoint: Failpoint) throws {
        for round in Self.rounds { try promotion(failpoint, round: round) }
    }

    private func promotion(_ failpoint: Failpoint, round: Int) throws {
        let promote = ["promote", "results/shop/latest", "--model", "ses", "--reason", "second"]
        var first = ""
        let project = try killed(promote, at: failpoint, round: round) {
            try $0.project.succeed(TrustProject.run)
            try $0.project.succeed([
                "promote", "results/shop/latest", "--model", "naive", "--reason", "first",
            ])
            first = try $0.project.read("results/champions.yaml")
        }
        let left = try project.project.read("results/champions.yaml")
        let isDone = left != first
        #expect(!isDone || failpoint == .championsSyncFolder)
        let again = try project.start(promote)
        #expect(again.status == (isDone ? 4 : 0), "\(again.errors)")
        if isDone { #expect(again.errors.contains("champion 2 of 'shop' already")) }
        let now = try project.project.read("results/champions.yaml")
        #expect(now.hasPrefix(first) && now.components(separatedBy: "model: ses").count == 2)
        // What the killed one left half-written goes with the next promotion.
        let names = try FileManager.default.contentsOfDirectory(atPath: project.project.path("results"))
        #expect(!names.contains { $0.hasPrefix(".champions.yaml.") }, "\(names)")
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers()
    }

    @Test(
        "at any step of a snapshot",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("snapshot.") })
    func snapshot(failpoint: Failpoint) throws {
        for round in Self.rounds {
            var lock = ""
            let project = try killed(["data", "snapshot", "shop"], at: failpoint, round: round) {
                lock = try $0.project.read("datasets/shop/snapshot.lock")
                try $0.project.remove("datasets/shop/snapshot.lock")
            }
            try project.project.succeed(["data", "snapshot", "shop"])
            #expect(try project.project.read("datasets/shop/snapshot.lock") == lock)
            try project.project.succeed(["cache", "gc"])
            project.expectNoLeftovers()
        }
    }

    @Test(
        "at any step of a collection: the next one finishes it, and the next run is golden",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("gc.") })
    func collection(failpoint: Failpoint) throws {
        let collect = ["cache", "gc", "--older-than", "0"]
        for round in Self.rounds {
            let project = try killed(collect, at: failpoint, round: round) {
                try $0.start(failpoint: "blob.write:3")
                try $0.project.succeed(TrustProject.run)
                try $0.project.remove("results/shop")
            }
            try project.project.succeed(collect)
            project.expectNoLeftovers()
            try project.expectSoundCache()
            #expect(try project.cached().forecasts == 0)
            try project.project.succeed(TrustProject.run)
            try project.expectGolden()
        }
    }

    @Test("at seeded random moments")
    func randomMoments() throws {
        let project = try TrustProject()
        let clock = ContinuousClock()
        let duration = try clock.measure { try project.project.succeed(TrustProject.run) }
        var numbers = SeededNumbers(seed: 20_261_122)
        for moment in 0..<Soak.count(4, soak: 100) {
            // Every other time from where the last one was killed.
            for name in moment % 2 == 0 ? ["shop", ".store"] : ["shop"]
            where project.project.exists("results/\(name)") {
                try project.project.remove("results/\(name)")
            }
            let process = try BuiltProgram.start(TrustProject.run, in: project.root)
            let share = Double.random(in: 0...1, using: &numbers)
            Thread.sleep(forTimeInterval: share * (duration / .seconds(1)))
            kill(process.processIdentifier, SIGKILL)
            _ = try BuiltProgram.finish(process)
            if !project.project.exists("results/.store/cache.sqlite") { continue }
            try project.expectRecovery("killed after \(share) of a run, moment \(moment)")
        }
    }

    @Test("a misspelt failpoint is refused: a test that arms nothing must not pass")
    func misspelt() throws {
        let result = try TrustProject().start(failpoint: "store.comit")
        #expect(result.status == 2 && result.errors.contains("store.comit"))
    }
}
