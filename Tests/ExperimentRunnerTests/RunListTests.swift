import Commands
import ExperimentRunner
import Foundation
import Testing
import Workers

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

    @Test("fits the terminal: the last columns give way; folder, verdict, metric and time never")
    func width() throws {
        let project = try GeneratedProject()
        let experiment = try project.experiment(Self.spec)
        _ = try Pipeline(experiment, options: Self.options).run()
        for width in [200, 120, 100, 80, 60] {
            let lines = try RunList(of: project.project, experiment: nil).text(width: width)
                .split(separator: "\n")
            let folder = lines[1].prefix { $0 != " " }
            let text = lines.joined(separator: "\n")
            #expect(text.contains("wape ") && text.contains("2026-01-02 03:04"), "\(width): \(lines)")
            #expect(lines.count <= 3)
            #expect(FileManager.default.fileExists(atPath: "/" + folder.drop { $0 == "/" }))
            #expect(lines.allSatisfy { $0.count <= max(width, folder.count) }, "\(width): \(lines)")
            #expect(lines[0].contains("size") == (width == 200) || width == 120, "\(width): \(lines)")
        }
    }

    @Test(
        "runs of an experiment are told apart by what changed between them, by tags, and by the decided metric"
    )
    func differences() throws {
        let project = try GeneratedProject()
        let texts = [Self.spec, Self.spec.replacingOccurrences(of: "windows: 2", with: "windows: 3")]
        for (index, text) in texts.enumerated() {
            var options = Self.options
            options.tag = index == 0 ? "two windows" : nil
            options.startedAt = "2026-01-0\(2 + index)T03:04:05Z"
            _ = try Pipeline(try project.experiment(text), options: options).run()
        }
        let list = try RunList(of: project.project, experiment: nil)
        let text = list.text(width: 200)
        #expect(text.hasSuffix("\n    two windows: backtest.windows 2"), "\(text)")
        #expect(text.contains("    backtest.windows 3"), "\(text)")
        #expect(!text.contains("models.") && !text.contains("horizon"))
        // A run that is answered from the cache is renamed; none that is made again loses its name.
        var options = Self.options
        options.tag = "renamed"
        _ = try Pipeline(try project.experiment(texts[0]), options: options).run()
        options.tag = nil
        options.force = true
        _ = try Pipeline(try project.experiment(texts[0]), options: options).run()
        #expect(try RunList(of: project.project, experiment: nil).text(width: 200).contains("    renamed: "))
    }
}
