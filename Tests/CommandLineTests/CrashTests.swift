import Files
import Foundation
import Testing

/// The failpoints are listed in docs/crash-safety.md.
@Suite("a killed process") struct CrashTests {
    private static let rounds = 1...Soak.count(1, soak: 3)

    /// Those that a first run passes.
    static let ofRuns = Failpoint.allCases.filter { failpoint in
        let others = ["champions.", "snapshot.", "gc.", "store.set-aside", "store.pages", "result.retire"]
        return !others.contains { failpoint.rawValue.hasPrefix($0) }
    }

    @Test(
        "at any step of a first run: the same command ends with the same bytes and repeats no committed work",
        arguments: ofRuns)
    func firstRun(failpoint: Failpoint) throws {
        for round in Self.rounds {
            let project = try TrustProject()
            let note = "\(failpoint.rawValue):\(round)"
            let killed = try project.start(failpoint: note)
            // Some steps are passed only once.
            #expect(killed.status == 9 || round > 1 && killed.status == 0, "\(note): \(killed.errors)")
            try project.expectRecovery(note)
        }
    }

    @Test("while a finished run is written anew", arguments: [Failpoint.resultRetire, .resultRename])
    func replacedRun(failpoint: Failpoint) throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        let killed = try project.start(TrustProject.run + ["--force"], failpoint: failpoint.rawValue)
        #expect(killed.status == 9)
        #expect(try project.start().status == 0)
        try project.expectGolden(failpoint.rawValue)
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers(failpoint.rawValue)
        try project.expectSoundCache(failpoint.rawValue)
    }

    @Test("while a damaged database steps aside")
    func setAside() throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        try project.project.remove("results/shop")
        try project.project.write("garbage", to: "results/.store/cache.sqlite")
        #expect(try project.start(failpoint: "store.set-aside").status == 9)
        let again = try project.start()
        #expect(again.status == 0 && again.errors.contains("damaged"))
        try project.expectGolden()
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers()
        try project.expectSoundCache()
    }

    @Test(
        "at any step of a promotion: champions.yaml is the old one or the new one, whole",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("champions.") })
    func promotion(failpoint: Failpoint) throws {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        try project.project.succeed([
            "promote", "results/shop/latest", "--model", "naive", "--reason", "first",
        ])
        let first = try project.project.read("results/champions.yaml")
        let promote = ["promote", "results/shop/latest", "--model", "ses", "--reason", "second"]
        #expect(try project.start(promote, failpoint: failpoint.rawValue).status == 9)
        let left = try project.project.read("results/champions.yaml")
        let isDone = left != first
        #expect(!isDone || failpoint == .championsSyncFolder)
        let again = try project.start(promote)
        #expect(again.status == (isDone ? 4 : 0), "\(again.errors)")
        if isDone { #expect(again.errors.contains("champion 2 of 'shop' already")) }
        let now = try project.project.read("results/champions.yaml")
        #expect(now.hasPrefix(first) && now.components(separatedBy: "model: ses").count == 2)
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers()
    }

    @Test(
        "at any step of a snapshot",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("snapshot.") })
    func snapshot(failpoint: Failpoint) throws {
        let project = try TrustProject()
        let lock = try project.project.read("datasets/shop/snapshot.lock")
        try project.project.remove("datasets/shop/snapshot.lock")
        #expect(try project.start(["data", "snapshot", "shop"], failpoint: failpoint.rawValue).status == 9)
        try project.project.succeed(["data", "snapshot", "shop"])
        #expect(try project.project.read("datasets/shop/snapshot.lock") == lock)
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers()
    }

    @Test(
        "at any step of a collection: the next one finishes it, and the next run is golden",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("gc.") })
    func collection(failpoint: Failpoint) throws {
        let project = try TrustProject()
        try project.start(failpoint: "blob.write:3")
        try project.project.succeed(TrustProject.run)
        try project.project.remove("results/shop")
        let collect = ["cache", "gc", "--older-than", "0"]
        #expect(try project.start(collect, failpoint: failpoint.rawValue).status == 9)
        try project.project.succeed(collect)
        project.expectNoLeftovers()
        try project.expectSoundCache()
        #expect(try project.cached().forecasts == 0)
        try project.project.succeed(TrustProject.run)
        try project.expectGolden()
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
