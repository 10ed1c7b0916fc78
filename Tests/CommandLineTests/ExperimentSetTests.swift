import Foundation
import Testing

/// The set of experiments on made-up products that a team would keep, on fewer of them.
@Suite("the set of experiments") struct ExperimentSetTests {
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("experiments").path

    private static func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: nil)
        try project.succeed([
            "data", "generate", "--series", "24", "--weeks", "156", "--seed", "7", "--output",
            "datasets/synthetic",
        ])
        try project.succeed(["data", "snapshot", "synthetic"])
        for name in ["baseline", "challengers", "sweep", "gate", "production", "combinations"] {
            try FileManager.default.copyItem(
                atPath: "\(folder)/\(name).yaml", toPath: project.path("experiments/\(name).yaml"))
        }
        return project
    }

    @Test(
        "runs, and decides",
        arguments: ["baseline", "challengers", "sweep", "production", "combinations"])
    func runs(name: String) throws {
        let project = try Self.project()
        let run = try project.succeed(["run", "experiments/\(name).yaml", "--quiet"])
        #expect(["PROMOTE", "KEEP", "INCONCLUSIVE"].contains { run.output.contains($0) }, "\(run.output)")
    }

    @Test("has a gate that passes on an unchanged champion")
    func gate() throws {
        let project = try Self.project()
        try project.succeed([
            "run", "experiments/gate.yaml", "--quiet", "--set", "data.sample=20",
        ])
        try project.succeed([
            "promote", "results/gate/latest", "--model", "ses", "--reason", "first champion",
        ])
        try project.succeed(["gate", "experiments/gate.yaml", "--quiet", "--set", "data.sample=20"])
    }

    @Test("brings a forecast into production, month and week")
    func production() throws {
        let project = try Self.project()
        let month = try project.succeed(["pipeline", "experiments/production.yaml", "--quiet"])
        #expect(month.output.contains("10  trigger"))
        let week = try project.succeed([
            "pipeline", "experiments/production.yaml", "--quiet", "--forecast-only",
        ])
        #expect(week.output.contains("they were there already"), "\(week.output)")
        #expect(project.exists("data/next-weeks.csv"))
    }
}
