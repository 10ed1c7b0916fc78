import Files
import Foundation
import Testing

@Suite("a run that is killed in the middle of a training") struct CheckpointTests {
    /// One training of 326 steps, within an epoch, with a state after each hundred.
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume]}
        features:
          demand: {temporal: [month], price: [current_price]}
        models:
          net: {kind: tft, features: demand, hidden: 4, heads: 1, encoder: 8, batch: 8, epochs: EPOCHS}
        backtest: {horizon: 4, windows: 1}

        """

    private static func project() throws -> ScratchProject {
        try ScratchProject(spec: spec.replacingOccurrences(of: "EPOCHS", with: "0.95"))
    }

    private static let run = ["run", "experiments/shop.yaml", "--quiet"]

    private static func states(_ project: ScratchProject) -> [String] {
        let folder = project.path("results/.store/checkpoints")
        return (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    }

    @Test(
        "goes on at its last state and ends with the same bytes, for any number of jobs",
        arguments: [
            ("checkpoint.sync-folder:1", "1"), ("checkpoint.write:2", "2"), ("checkpoint.sync-folder:2", "8"),
        ])
    func killed(at failpoint: String, jobs: String) throws {
        let project = try Self.project()
        try project.succeed(Self.run)
        #expect(Self.states(project).isEmpty)
        let digest = try project.resultDigest()
        for place in ["results/shop", "results/.store"] { try project.remove(place) }

        let killed = try project.run(
            Self.run + ["--jobs", jobs], environment: ["FORECAST_FAILPOINT": failpoint])
        #expect(killed.status == 9)
        #expect(Self.states(project).count >= 1)
        // From the start there would be as many states as before, the third among them.
        let again = try project.run(
            Self.run + ["--jobs", jobs], environment: ["FORECAST_FAILPOINT": "checkpoint.write:3"])
        #expect(again.status == 0, "\(again.errors)")
        #expect(try project.resultDigest() == digest)
        #expect(Self.states(project).filter { !$0.hasPrefix(".") }.isEmpty)
        try project.succeed(["cache", "gc"])
        #expect(Self.states(project).isEmpty)
    }

    @Test("begins anew where its state is damaged, and says so")
    func damaged() throws {
        let project = try Self.project()
        try project.succeed(Self.run)
        let digest = try project.resultDigest()
        for place in ["results/shop", "results/.store"] { try project.remove(place) }
        _ = try project.run(Self.run, environment: ["FORECAST_FAILPOINT": "checkpoint.sync-folder:2"])
        let name = try #require(Self.states(project).first { !$0.hasPrefix(".") })
        let path = "results/.store/checkpoints/\(name)"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: project.path(path)))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(fileURLWithPath: project.path(path)))
        let again = try project.succeed(Self.run)
        #expect(again.errors.contains("warning: a training was cut off, and begins anew"), "\(again.errors)")
        #expect(try project.resultDigest() == digest)
        #expect(Self.states(project).isEmpty)
    }

    @Test("one that cannot keep its state says so once, and ends all the same")
    func full() throws {
        let project = try Self.project()
        try project.succeed(Self.run)
        let digest = try project.resultDigest()
        for place in ["results/shop", "results/.store"] { try project.remove(place) }
        let run = try project.run(Self.run, environment: ["FORECAST_FAILPOINT": "checkpoint.write:1=full"])
        #expect(run.status == 0)
        #expect(run.errors.contains("a training cannot keep its state"), "\(run.errors)")
        #expect(try project.resultDigest() == digest)
    }

    @Test("--force begins at the beginning")
    func forced() throws {
        let project = try Self.project()
        _ = try project.run(Self.run, environment: ["FORECAST_FAILPOINT": "checkpoint.sync-folder:2"])
        #expect(!Self.states(project).isEmpty)
        let again = try project.run(
            Self.run + ["--force"], environment: ["FORECAST_FAILPOINT": "checkpoint.write:3"])
        #expect(again.status == 9)
    }
}
