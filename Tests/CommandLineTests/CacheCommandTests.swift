import Foundation
import Testing

@Suite("cache commands") struct CacheCommandTests {
    private static func explain(_ project: ScratchProject, _ change: String...) throws -> [[String: Any]] {
        let changes = change.flatMap { ["--set", $0] }
        let result = try project.succeed(
            ["cache", "explain", "experiments/shop.yaml", "--json"] + changes)
        return try TrustProject.object(result.output)["stages"] as? [[String: Any]] ?? []
    }

    @Test("explain names the fields of a key that changed, old and new, and leaves nothing behind")
    func explain() throws {
        let project = try ScratchProject(spec: TrustProject.spec)
        let none = try Self.explain(project)
        #expect(none.count == 1 + 16 + 1 && !project.exists("results/.store"))
        #expect(none.allSatisfy { $0["status"] as? String != "hit" })

        try project.succeed(TrustProject.run)
        #expect(try Self.explain(project).allSatisfy { $0["status"] as? String == "hit" })

        let changed = try Self.explain(project, "models.ma8.window=4")
        let misses = changed.filter { $0["status"] as? String == "miss" }
        #expect(misses.count == 1 + 4)
        let run = misses[0]["changes"] as? [[String: String]]
        #expect(run == [["field": "spec.models.ma8.parameters.window", "old": "8", "new": "4"]])
        for miss in misses.dropFirst() {
            #expect((miss["subject"] as? String)?.contains("ma8") == true)
            #expect(miss["changes"] as? [[String: String]] == [["field": "window", "old": "8", "new": "4"]])
        }
        let text = try project.succeed([
            "cache", "explain", "experiments/shop.yaml", "--set", "models.ma8.window=4",
        ]).output
        #expect(text.contains("    window: 8 -> 4\n"))

        try project.write(
            TrustProject.spec.replacingOccurrences(of: "models:\n", with: "models:\n  new: {kind: drift}\n"),
            to: "experiments/shop.yaml")
        let other = try Self.explain(project)
        let notes = other.compactMap { $0["note"] as? String }
        #expect(notes.count { $0 == "the cache has no forecasts by 'drift' yet" } == 4)
    }

    @Test("explain tells which series have other data")
    func changedSeries() throws {
        let project = try ScratchProject(spec: TrustProject.spec)
        try project.succeed(TrustProject.run)
        var rows = try project.read("datasets/shop/demand.csv").split(
            separator: "\n", omittingEmptySubsequences: false
        ).map(String.init)
        var cells = rows[10].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        cells[2] = "\((Int(cells[2]) ?? 0) + 7)"
        rows[10] = cells.joined(separator: ",")
        try project.write(rows.joined(separator: "\n"), to: "datasets/shop/demand.csv")
        try project.succeed(["data", "snapshot", "shop", "--accept"])
        let stages = try Self.explain(project).filter { $0["stage"] as? String == "forecast" }
        for stage in stages {
            #expect(stage["status"] as? String == "partial" && stage["cached"] as? Int == 23)
            #expect((stage["note"] as? String)?.hasPrefix("other data in 1 series: \(cells[0])") == true)
        }
    }

    @Test("gc takes nothing of a project that has moved, nor of one whose results cannot be looked at")
    func moved() throws {
        let project = try ScratchProject(spec: TrustProject.spec)
        let store = ["--store", project.path("shared")]
        try project.succeed(TrustProject.run + store)
        try project.succeed(["promote", "results/shop/latest", "--model", "ses", "--reason", "first"])
        let files = FileManager.default
        try files.moveItem(atPath: project.path("results"), toPath: project.path("elsewhere"))
        let collect = ["cache", "gc", "--older-than", "0", "--json"] + store
        // Where the results are now: their folder, then the champion alone.
        for _ in 0..<2 {
            let result = try project.succeed(collect + ["--results", project.path("elsewhere")])
            #expect(try Self.removed(result.output) == 0)
            try? project.remove("elsewhere/shop")
        }
        // Nobody knows where they are.
        let lost = try project.succeed(collect + ["--results", project.path("other")])
        #expect(try Self.removed(lost.output) == 0)
        #expect(lost.output.contains("that folder is not there"))
        // The registry is in the middle of a merge.
        try files.moveItem(atPath: project.path("elsewhere"), toPath: project.path("results"))
        let text = try project.read("results/champions.yaml")
        try project.write("<<<<<<< HEAD\n" + text, to: "results/champions.yaml")
        let other = try project.succeed(collect + ["--results", project.path("other")])
        #expect(try Self.removed(other.output) == 0)
        #expect(other.output.contains("its champions.yaml cannot be read"))
        // And without a champion there is nothing to keep.
        try project.remove("results/champions.yaml")
        #expect(try Self.removed(project.succeed(collect).output) > 0)
    }

    private static func removed(_ output: String) throws -> Int {
        let kinds = try TrustProject.object(output)["kinds"] as? [[String: Any]] ?? []
        return kinds.reduce(0) { $0 + ($1["count"] as? Int ?? 0) }
    }

    @Test("gc keeps what runs and champions need, says what goes, and takes nothing when it is dry")
    func collect() throws {
        let project = try ScratchProject(spec: TrustProject.spec)
        try project.succeed(TrustProject.run)
        try project.succeed(TrustProject.run + ["--set", "models.ma8.window=4"])
        func bytes(_ arguments: [String]) throws -> [String: Int] {
            let result = try project.succeed(["cache", "gc", "--json"] + arguments)
            let kinds = try TrustProject.object(result.output)["kinds"] as? [[String: Any]] ?? []
            return Dictionary(
                uniqueKeysWithValues: kinds.map {
                    ($0["kind"] as? String ?? "", $0["bytes"] as? Int ?? -1)
                })
        }
        #expect(try bytes(["--older-than", "0"]).values.allSatisfy { $0 == 0 })

        // The first run's folder goes, but it became champion; then the second one's goes as well.
        let runs = try FileManager.default.contentsOfDirectory(atPath: project.path("results/shop"))
            .filter { $0 != "latest" }
        let second = try FileManager.default.destinationOfSymbolicLink(
            atPath: project.path("results/shop/latest"))
        let first = try #require(runs.first { $0 != second })
        try project.succeed([
            "promote", "results/shop/\(first)", "--model", "ses", "--reason", "it is good",
        ])
        try project.remove("results/shop/\(first)")
        #expect(try bytes(["--older-than", "0"]).values.allSatisfy { $0 == 0 })
        try project.remove("results/shop/\(second)")
        // Young payloads stay.
        #expect(try bytes([]).values.allSatisfy { $0 == 0 })
        let dry = try bytes(["--older-than", "0", "--dry-run"])
        #expect(try bytes(["--older-than", "0", "--dry-run"]) == dry)
        // Of 16 chunks the second run shared 12 with the champion's.
        let chunk = try #require(dry["payloads in files"]) / 4
        #expect(chunk > 100_000)
        #expect(try bytes(["--older-than", "0"])["payloads in files"] == 4 * chunk)
        #expect(try bytes(["--older-than", "0"]).values.allSatisfy { $0 == 0 })
        try project.succeed(TrustProject.run)
        #expect(try project.computedForecasts() == 0)
    }
}
