import Foundation
import Testing

@Suite("rows, columns and forecasts in files") struct SpilledRunTests {
    /// More rows than a chunk of them has, so that a full one is spilled.
    private func project() throws -> ScratchProject {
        let project = try ScratchProject(spec: SharedProject.spec)
        try project.succeed([
            "data", "generate", "--series", "700", "--weeks", "110", "--seed", "3", "--output",
            "datasets/big",
        ])
        return project
    }

    @Test("come to the same bytes as in memory, from the rows to the report")
    func equal() throws {
        let (memory, files) = (try project(), try project())
        // Everything that can lie in a file does.
        let spilled = ["FORECAST_SCRATCH": "1"]
        try memory.succeed(["data", "snapshot", "big"])
        try files.succeed(["data", "snapshot", "big"], environment: spilled)
        let run = ["run", "experiments/shop.yaml", "--quiet"]
        try memory.succeed(run)
        try files.succeed(run, environment: spilled)
        for path in [
            "datasets/big/snapshot.lock", "results/shop/latest/forecasts.csv",
            "results/shop/latest/series.csv",
            "results/shop/latest/report.json",
        ] { #expect(try memory.read(path) == files.read(path), "\(path)") }
        // By tasks, of which each reads a part of the panel and all are taken in.
        try files.remove("results")
        try files.succeed(
            run + ["--on", "processes:2", "--shared", files.path("shared")], environment: spilled)
        #expect(
            try memory.read("results/shop/latest/forecasts.csv")
                == files.read("results/shop/latest/forecasts.csv"))
    }

    @Test("are asked for: without room for them there is a message")
    func asked() throws {
        let project = try project()
        let nowhere = ["FORECAST_SCRATCH": "1", "TMPDIR": project.path("nowhere")]
        let snapshot = try project.run(["data", "snapshot", "big"], environment: nowhere)
        #expect(
            snapshot.status != 0 && snapshot.errors.contains(project.path("nowhere")), "\(snapshot.errors)")
        try project.succeed(["data", "snapshot", "big"])
        let run = try project.run(["run", "experiments/shop.yaml", "--quiet"], environment: nowhere)
        #expect(run.status != 0 && run.errors.contains(project.path("nowhere")), "\(run.errors)")
    }
}
