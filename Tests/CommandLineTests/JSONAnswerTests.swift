import Foundation
import Testing

/// Programs ask with `--json` and get one JSON object on standard output, whatever else is said on standard error.
@Suite("answers in JSON") struct JSONAnswerTests {
    private func object(_ arguments: [String], in project: ScratchProject, status: Int32 = 0) throws
        -> [String: Any]
    {
        let result = try project.run(arguments)
        #expect(result.status == status, "\(arguments): \(result.errors)")
        return try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any],
            "\(result.output)")
    }

    @Test("validate says what is valid, and what is wrong with its place")
    func validate() throws {
        let project = try ScratchProject()
        let valid = try object(["validate", "experiments/shop.yaml", "--json"], in: project)
        #expect(valid["is_valid"] as? Bool == true)
        #expect((valid["run"] as? String)?.count == 12)
        try project.write("experiment: Shop\nsede: 3\n", to: "experiments/bad.yaml")
        let bad = try object(["validate", "experiments/bad.yaml", "--json"], in: project, status: 2)
        #expect(bad["is_valid"] as? Bool == false)
        let diagnostics = try #require(bad["diagnostics"] as? [[String: Any]])
        let typo = try #require(diagnostics.first { $0["code"] as? String == "E051" })
        #expect(typo["line"] as? Int == 2 && typo["column"] as? Int == 1)
        #expect(typo["file"] as? String == "experiments/bad.yaml")
        #expect((typo["message"] as? String)?.contains("seed") == true)
    }

    @Test("plan has every window and the work, and a finished run says so")
    func plan() throws {
        let project = try ScratchProject()
        let cold = try object(["plan", "experiments/shop.yaml", "--json"], in: project)
        let windows = try #require(cold["windows"] as? [[String: Any]])
        let train = try #require(windows.first?["train"] as? [String: Any])
        #expect(train["first"] as? String == (cold["data"] as? [String: Any])?["first_period"] as? String)
        let work = try #require(cold["work"] as? [[String: Any]])
        #expect(work.allSatisfy { $0["cached"] as? Int == 0 && ($0["forecasts"] as? Int ?? 0) > 0 })
        #expect(cold["is_finished"] as? Bool == false)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let warm = try object(["run", "experiments/shop.yaml", "--dry-run", "--json"], in: project)
        #expect(warm["is_finished"] as? Bool == true)
        let warmWork = try #require(warm["work"] as? [[String: Any]])
        #expect(warmWork.allSatisfy { $0["cached"] as? Int == $0["forecasts"] as? Int })
    }

    @Test("data commands say what they read, made and pinned")
    func data() throws {
        let project = try ScratchProject()
        let made = try object(
            ["data", "generate", "--series", "4", "--weeks", "60", "--output", "datasets/four", "--json"],
            in: project)
        #expect(made["products"] as? Int == 4 && made["weeks"] as? Int == 60)
        let pinned = try object(["data", "snapshot", "four", "--json"], in: project)
        #expect(pinned["state"] as? String == "pinned")
        #expect((pinned["size"] as? [String: Any])?["series"] as? Int == 4)
        #expect(
            try object(["data", "snapshot", "four", "--json"], in: project)["state"] as? String == "unchanged"
        )
        #expect(try object(["data", "check", "four", "--json"], in: project)["is_sound"] as? Bool == true)
        try project.write("unique_id,week,volume\na,2024-01-01,x\n", to: "datasets/four/bad.csv")
        try project.write(
            """
            format: csv
            files: [bad.csv]
            frequency: weekly
            columns: {series: unique_id, time: week, targets: [volume]}
            gaps: zero

            """, to: "datasets/four/dataset.yaml")
        let bad = try object(["data", "check", "four", "--json"], in: project, status: 3)
        #expect(bad["is_sound"] as? Bool == false)
        let first = try #require((bad["diagnostics"] as? [[String: Any]])?.first)
        #expect(first["line"] as? Int == 2 && (first["file"] as? String)?.hasSuffix("bad.csv") == true)
    }

    @Test("promote says what it did, and why not")
    func promote() throws {
        let project = try ScratchProject()
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        let done = try object(
            ["promote", "results/shop/latest", "--model", "ses", "--reason", "first", "--json"], in: project)
        #expect(done["is_promoted"] as? Bool == true && done["champion"] as? String == "ses")
        #expect(done["version"] as? Int == 1)
    }
}
