import Foundation
import Testing

/// Where a spec and its data meet.
@Suite("A spec on its data") struct SpecAndDataTests {
    private func project(rows: [String], declaration: String, windows: String) throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try FileManager.default.createDirectory(
            atPath: project.path("datasets/odd"), withIntermediateDirectories: true)
        try project.write(
            "sku,time,volume\n" + rows.map { $0 + "\n" }.joined(), to: "datasets/odd/rows.csv")
        try project.write(
            """
            format: csv
            files: [rows.csv]
            columns: {series: sku, time: time, targets: {volume: volume}}
            \(declaration)

            """, to: "datasets/odd/dataset.yaml")
        try project.write(
            """
            experiment: odd
            data: {dataset: odd, targets: [volume]}
            models:
              naive: {kind: naive}
              ses: {kind: ses, paths: 50}
              drift: {kind: drift}
            backtest: {horizon: 2, windows: \(windows)}
            evaluate: {metrics: [mae], season: 4}

            """, to: "experiments/odd.yaml")
        try project.succeed(["data", "snapshot", "odd"])
        return project
    }

    private func weeks(_ count: Int) -> [String] {
        (0..<count).map {
            Date(timeIntervalSince1970: 1_609_718_400 + Double($0) * 604_800)
                .formatted(.iso8601.year().month().day())
        }
    }

    private func forecasts(_ project: ScratchProject) throws -> [Double] {
        try project.read("results/odd/latest/forecasts.csv").split(separator: "\n").dropFirst().flatMap {
            row in
            row.split(separator: ",", omittingEmptySubsequences: false).dropFirst(6).compactMap { Double($0) }
        }
    }

    @Test("whose data keep negative values may forecast them; without any a forecast ends at 0")
    func negatives() throws {
        let falling = weeks(40).enumerated().map { "a,\($1),\(20 - $0)" }
        let kept = try project(rows: falling, declaration: "frequency: weekly\nnegative: keep", windows: "2")
        try kept.succeed(["run", "experiments/odd.yaml"])
        let below = try forecasts(kept)
        #expect(below.contains { $0 < -15 })
        try kept.succeed(["verify", "--canary", "results/odd/latest"])

        let positive = weeks(40).enumerated().map { "a,\($1),\(max(0, 20 - $0))" }
        let floored = try project(
            rows: positive, declaration: "frequency: weekly\nnegative: keep", windows: "2")
        try floored.succeed(["run", "experiments/odd.yaml"])
        #expect(try forecasts(floored).allSatisfy { $0 >= 0 })
    }

    @Test("names a monthly cutoff by its month or by its first day")
    func monthlyCutoffs() throws {
        let rows = (0..<40).map {
            "a,\(2020 + $0 / 12)-\($0 % 12 < 9 ? "0" : "")\($0 % 12 + 1),\($0 % 7 + 1)"
        }
        let project = try project(
            rows: rows, declaration: "frequency: monthly", windows: "['2022-04', '2022-06-01']")
        let plan = try project.succeed(["plan", "experiments/odd.yaml"])
        #expect(plan.output.contains("2022-04-01") && plan.output.contains("2022-06-01"), "\(plan.output)")
        let twice = try project.run([
            "plan", "experiments/odd.yaml", "--set", "backtest.windows=[2022-04, 2022-04-01]",
        ])
        #expect(twice.status == 2 && twice.errors.contains("error[E203]"), "\(twice.errors)")
        let never = try project.run([
            "plan", "experiments/odd.yaml", "--set", "backtest.windows=[2022-04-02]",
        ])
        #expect(never.status == 2 && never.errors.contains("error[E201]"), "\(never.errors)")
    }

    @Test("that leaves the windows to the data is the same run as one that writes how many")
    func windowsByTheData() throws {
        let project = try ScratchProject(
            spec: """
                experiment: shop
                data: {dataset: shop, targets: [volume]}
                models: {naive: {kind: naive}}
                backtest: {horizon: 13}

                """)
        func plan(_ overrides: [String]) throws -> [String: Any] {
            let arguments = ["plan", "experiments/shop.yaml", "--json"]
            return try TrustProject.object(
                try project.succeed(arguments + overrides.flatMap { ["--set", $0] }).output)
        }
        // 130 weeks: 65 of them stay before the first cutoff.
        let standard = try plan([])
        #expect((standard["windows"] as? [Any])?.count == 5)
        #expect(try plan(["backtest.windows=5"])["run"] as? String == standard["run"] as? String)
        #expect((try plan(["backtest.horizon=4"])["windows"] as? [Any])?.count == 8)
        try project.succeed(["run", "experiments/shop.yaml", "--quiet"])
        #expect(try project.read("results/shop/latest/spec.resolved.yaml").contains("windows: 5\n"))
        // Three are the least, and where they do not fit, that is said before any work.
        let short = try project.run(["validate", "experiments/shop.yaml", "--set", "backtest.horizon=50"])
        #expect(short.status == 2 && short.errors.contains("error[E204]"), "\(short.errors)")
        #expect(short.errors.contains("3 windows of horizon 50"), "\(short.errors)")
    }

    @Test("that filters by an attribute where there is none says what to do")
    func noAttributes() throws {
        let project = try project(
            rows: weeks(30).map { "a,\($0),3" }, declaration: "frequency: weekly", windows: "1")
        let result = try project.run([
            "run", "experiments/odd.yaml", "--set", "data.filter={attributes: {category: [x]}}",
        ])
        #expect(result.status == 2 && result.errors.contains("error[E209]"), "\(result.errors)")
        #expect(result.errors.contains("declare columns under 'static'"), "\(result.errors)")
    }
}
