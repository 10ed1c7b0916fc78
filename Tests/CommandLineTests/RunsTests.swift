import Foundation
import Testing

@Suite("runs") struct RunsTests {
    @Test("newest first, each as verify, compare and promote take it; broken ones are said, not fatal")
    func list() throws {
        let project = try GateHistoryTests.project("pass")
        #expect(try project.succeed(["runs"]).output.contains("no runs yet"))
        let alphas = ["0.1", "0.3", "0.5"]
        for (index, alpha) in alphas.enumerated() {
            try project.succeed([
                "run", "experiments/shop.yaml", "--quiet", "--set", "models.ses.alpha=\(alpha)",
            ])
            let timings = try project.read("results/shop/latest/timings.json").replacing(
                #/"started_at" : "[^"]*"/#, with: "\"started_at\" : \"2026-01-0\(3 - index)T10:00:00Z\"")
            try project.write(timings, to: "results/shop/latest/timings.json")
        }
        let found = try TrustProject.object(try project.succeed(["runs", "--json"]).output)
        let runs = try #require(found["runs"] as? [[String: Any]])
        let results = runs.compactMap { $0["result"] as? String }
        #expect(
            runs.map { $0["started_at"] as? String } == (1...3).reversed().map { "2026-01-0\($0)T10:00:00Z" })
        #expect(runs.map { $0["is_latest"] as? Bool } == [false, false, true])
        #expect(runs.allSatisfy { $0["metric"] as? String == "wape" && ($0["value"] as? Double ?? 0) > 0 })
        #expect(runs.allSatisfy { ($0["result_digest"] as? String)?.count == 64 && $0["problem"] is NSNull })

        let lines = try project.succeed(["runs"]).output.split(separator: "\n").map(String.init)
        #expect(lines.count == 7)
        let folders = lines.dropFirst().map { $0.prefix { $0 != " " } }.map(String.init)
        #expect(folders.filter { !$0.isEmpty } == results)
        // Below each run what it was made with.
        #expect(lines.filter { $0.hasPrefix("    ") } == alphas.map { "    models.ses.alpha \($0)" })
        try project.succeed(["compare", results[0], results[1]])
        try project.succeed(["verify", results[2], "--quiet"])
        let below = try project.succeed(["runs"], in: project.path("results")).output
        #expect(below.contains("\nshop/"))
        let outside = try project.succeed(["runs", "--project", project.root], in: "/usr").output
        #expect(outside.contains("\n\(Self.resolved(project.root))/\(results[0]) "))
    }

    /// Without links: the temporary folder may be one.
    private static func resolved(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    @Test("a run that is cut off, unreadable or half-written")
    func broken() throws {
        let project = try GateHistoryTests.project("pass")
        for alpha in ["0.1", "0.3", "0.5", "0.7"] {
            try project.succeed([
                "run", "experiments/shop.yaml", "--quiet", "--set", "models.ses.alpha=\(alpha)",
            ])
        }
        let found = try TrustProject.object(try project.succeed(["runs", "--json"]).output)
        let results = (found["runs"] as? [[String: Any]] ?? []).compactMap { $0["result"] as? String }
            .sorted()
        try project.remove("\(results[0])/forecasts.csv")
        try project.write("{", to: "\(results[1])/report.json")
        try project.remove("\(results[2])/timings.json")
        try FileManager.default.createDirectory(
            atPath: project.path("results/shop/.0123456789ab.partial"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            atPath: project.path("results/other/empty"), withIntermediateDirectories: true)
        let text = try project.succeed(["runs"]).output
        #expect(text.contains("broken   \(results[0]): forecasts.csv is missing"))
        #expect(text.contains("broken   \(results[1]): report.json cannot be read: not valid JSON"))
        #expect(text.contains("broken   results/other/empty: 8 files are missing"))
        #expect(text.contains("1 half-written run; `forecast cache gc`"))
        try FileManager.default.createDirectory(
            atPath: project.path("results/other/bad\nforged"), withIntermediateDirectories: true)
        let forged = try project.succeed(["runs"]).output
        #expect(forged.contains("bad\u{FFFD}forged") && !forged.contains("\nforged"), "\(forged)")
        let one = try project.succeed(["runs", "--experiment", "shop"]).output
        #expect(!one.contains("results/other") && one.components(separatedBy: "unknown").count == 2)
        let typo = try project.run(["runs", "--experiment", "shpo"])
        #expect(typo.status == 2 && typo.errors.contains("error[E222]") && typo.errors.contains("'shop'"))
    }
}
