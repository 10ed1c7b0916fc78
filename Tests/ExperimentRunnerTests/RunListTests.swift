import ExperimentRunner
import Foundation
import Testing

@Suite("The list of runs") struct RunListTests {
    private static let spec = """
        experiment: shop
        data: {dataset: shop, targets: [volume]}
        models: {naive: {kind: naive}, mean: {kind: mean}}
        backtest: {horizon: 4, windows: 2, step: 4}
        evaluate: {metrics: [wape], season: 4}
        promotion: {champion: naive, challengers: [mean], metric: wape}

        """

    private static let options = RunOptions(
        jobs: 1, force: false, progress: SilentProgress(), interruption: Interruption(), clock: { 0 },
        startedAt: "2026-01-02T03:04:05Z")

    @Test("fits the terminal: the last columns give way, the folder and the verdict never")
    func width() throws {
        let project = try GeneratedProject()
        let experiment = try project.experiment(Self.spec)
        _ = try Pipeline(experiment, options: Self.options).run()
        for width in [200, 120, 100, 80, 60] {
            let lines = try RunList(of: project.project, experiment: nil).text(width: width)
                .split(separator: "\n")
            #expect(lines.count == 2)
            let folder = lines[1].prefix { $0 != " " }
            #expect(FileManager.default.fileExists(atPath: "/" + folder.drop { $0 == "/" }))
            #expect(lines.allSatisfy { $0.count <= max(width, folder.count) }, "\(width): \(lines)")
            #expect(lines[0].contains("size") == (width == 200) || width == 120, "\(width): \(lines)")
        }
    }
}
