import Files
import Foundation
import Testing

@Suite("rollback") struct RollbackTests {
    /// Three champions: naive, naive52, ses.
    private func makeProject() throws -> TrustProject {
        let project = try TrustProject()
        try project.project.succeed(TrustProject.run)
        for model in ["naive", "naive52", "ses"] {
            try project.project.succeed([
                "promote", "results/shop/latest", "--model", model, "--reason", "as \(model)",
            ])
        }
        return project
    }

    private func champions(_ project: TrustProject) throws -> String {
        try project.project.read("results/champions.yaml")
    }

    @Test("goes back one champion at a time, keeps history, and records who, why and the digests")
    func history() throws {
        let project = try makeProject()
        let before = try champions(project)
        let first = try project.start(["rollback", "shop", "--reason", "too high"])
        #expect(
            first.status == 0
                && first.output.hasPrefix("naive52 is now champion 4 of shop, back from version 2"))
        let after = try champions(project)
        #expect(after.hasPrefix(before))
        let entry = String(after.dropFirst(before.count))
        for part in [
            "version: 4\n", "model: naive52\n", "why: \"rolled back from version 3 (ses): too high\"\n",
            "restores: 2\n", "result_digest: ", "snapshot_digest: ", "backtest_digest: ", "who: ", "when: ",
        ] {
            #expect(entry.contains(part), "\(part) in \(entry)")
        }
        #expect(
            try project.start(["rollback", "shop", "--reason", "worse"]).output.hasPrefix(
                "naive is now champion 5"))
        let end = try project.start(["rollback", "shop", "--reason", "worse"])
        #expect(
            end.status == 1 && end.output.contains("not rolled back")
                && end.output.contains("is the first one"))
        #expect(try champions(project).components(separatedBy: "version: ").count == 6 + 1)
        // The gate holds a candidate against who is back, and promote counts on.
        let gate = try project.start(["gate", "experiments/shop.yaml", "--candidate", "naive", "--quiet"])
        #expect(gate.status == 0 && gate.output.contains("naive (version 5)"), "\(gate.output)\(gate.errors)")
        let promote = ["promote", "results/shop/latest", "--model", "ses", "--reason", "again"]
        #expect(try project.start(promote).output.contains("champion 6"))
    }

    @Test("--to names a version, --dry-run changes nothing, and what is in office stays")
    func options() throws {
        let project = try makeProject()
        let before = try champions(project)
        let dry = try project.start(["rollback", "shop", "--to", "1", "--dry-run", "--json"])
        let answer = try TrustProject.object(dry.output)
        #expect(
            dry.status == 0 && answer["is_rolled_back"] as? Bool == false && answer["version"] as? Int == 4)
        for (arguments, status, words) in [
            (["shop"], 2, "--reason"), (["shop", "--to", "9", "--reason", "x"], 2, "E221"),
            (["shpo", "--reason", "x"], 2, "did you mean 'shop'"),
            (["shop", "--to", "3", "--reason", "x"], 1, "in office"),
        ] as [([String], Int32, String)] {
            let result = try project.start(["rollback"] + arguments)
            #expect(
                result.status == status && (result.output + result.errors).contains(words), "\(arguments)")
        }
        #expect(try champions(project) == before)
        let there = ["rollback", "shop", "--to", "1", "--reason", "x"]
        #expect(try project.start(there).status == 0)
        let once = try champions(project)
        // The same command again does nothing more.
        #expect(try project.start(there).status == 1)
        #expect(try champions(project) == once)
    }

    @Test(
        "killed at any step: champions.yaml is the old one or the new one, whole",
        arguments: Failpoint.allCases.filter { $0.rawValue.hasPrefix("champions.") })
    func killed(failpoint: Failpoint) throws {
        let project = try makeProject()
        let before = try champions(project)
        let rollback = ["rollback", "shop", "--to", "2", "--reason", "x"]
        #expect(try project.start(rollback, failpoint: failpoint.rawValue).status == 9)
        let isDone = try champions(project) != before
        #expect(!isDone || failpoint == .championsSyncFolder)
        #expect(try project.start(rollback).status == (isDone ? 1 : 0))
        let now = try champions(project)
        #expect(now.hasPrefix(before) && now.components(separatedBy: "restores: ").count == 2)
        try project.project.succeed(["cache", "gc"])
        project.expectNoLeftovers()
    }

    @Test("of a rollback and a promotion at once one wins, and the other says who")
    func overtaken() throws {
        let project = try makeProject()
        let slow = try BuiltProgram.start(
            ["rollback", "shop", "--reason", "slow"], in: project.root,
            environment: ["FORECAST_FAILPOINT": "champions.lock=stop"])
        try BuiltProgram.waitUntilStopped(slow)
        #expect(try project.start(["rollback", "shop", "--to", "1", "--reason", "quick"]).status == 0)
        let after = try champions(project)
        kill(slow.processIdentifier, SIGCONT)
        let result = try BuiltProgram.finish(slow)
        #expect(result.status == 4 && result.errors.contains("'naive' is champion 4"), "\(result.errors)")
        #expect(try champions(project) == after)
    }
}
