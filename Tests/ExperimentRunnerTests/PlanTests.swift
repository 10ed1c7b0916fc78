import Commands
import DataSnapshots
import ExperimentRunner
import ForecastCore
import Foundation
import Testing
import Workers

@Suite("The plan of a run, and what the run does") struct PlanTests {
    private static let spec = """
        experiment: shop
        seed: 7
        data: {dataset: shop, targets: [volume, revenue]}
        models: {ses: {kind: ses, paths: 50}, mean: {kind: mean}}
        backtest: {horizon: 4, windows: 3, step: 4}
        quantiles: [0.1, 0.5, 0.9]
        evaluate: {metrics: [wape], season: 4}
        promotion: {champion: mean, challengers: [ses], metric: wape}

        """

    private func options(
        jobs: Int = 1, interruption: Interruption = Interruption(),
        progress: any RunProgress = SilentProgress(), limit: MemoryLimit = .none
    ) -> RunOptions {
        RunOptions(
            jobs: jobs, force: false, memoryLimit: limit, progress: progress, interruption: interruption,
            clock: { 0 }, startedAt: "2026-01-02T03:04:05Z")
    }

    private func plan(_ spec: String = spec, in project: GeneratedProject) throws -> ExperimentPlan {
        try ExperimentPlan(project.experiment(spec), jobs: 1)
    }

    private func forecasts(_ outcome: RunOutcome) throws -> String {
        try String(contentsOfFile: outcome.folder + "/forecasts.csv", encoding: .utf8)
    }

    @Test("counts the very forecasts that the run makes, and then those that it can read back")
    func counts() throws {
        let project = try GeneratedProject()
        defer { withExtendedLifetime(project) {} }
        let before = try plan(in: project)
        #expect(!before.isFinished && before.work.allSatisfy { $0.cached == 0 && $0.forecasts > 0 })
        // Two declared models and two baselines, for each of two targets.
        #expect(
            before.work.map(\.target) == ["volume", "revenue"].flatMap { Array(repeating: $0, count: 4) })
        #expect(!FileManager.default.fileExists(atPath: project.project.store))
        let experiment = try project.experiment(Self.spec)
        let outcome = try Pipeline(experiment, options: options()).run()
        #expect(outcome.forecasts == before.work.reduce(0) { $0 + $1.forecasts })
        #expect(outcome.cachedForecasts == 0)
        let after = try plan(in: project)
        #expect(after.isFinished && after.work.allSatisfy { $0.cached == $0.forecasts })
        // No more than the estimate says: eight series at most, of four models and two targets in three windows.
        let estimate = WorkEstimate(experiment)
        #expect(estimate.forecasts == 8 * 4 * 2 * 3 && Double(outcome.forecasts) <= estimate.forecasts)
        #expect(outcome.forecasts > 150)
    }

    @Test("knows that a changed parameter makes one model's forecasts anew, and the run does only them")
    func parameter() throws {
        let project = try GeneratedProject()
        defer { withExtendedLifetime(project) {} }
        _ = try Pipeline(project.experiment(Self.spec), options: options()).run()
        let changed = Self.spec.replacing("paths: 50", with: "paths: 60")
        let plan = try plan(changed, in: project)
        #expect(!plan.isFinished)
        for work in plan.work {
            #expect(work.cached == (work.kind == "ses" ? 0 : work.forecasts), "\(work.model) \(work.target)")
        }
        let outcome = try Pipeline(project.experiment(changed), options: options()).run()
        #expect(outcome.cachedForecasts == plan.work.reduce(0) { $0 + $1.cached })
    }

    @Test("a run is the same bytes on one thread and on three, and is answered when nothing has changed")
    func threads() throws {
        let projects = [try GeneratedProject(), try GeneratedProject()]
        defer { withExtendedLifetime(projects) {} }
        let outcomes = try zip(projects, [1, 3]).map { project, jobs in
            try Pipeline(project.experiment(Self.spec), options: options(jobs: jobs)).run()
        }
        #expect(try forecasts(outcomes[0]) == forecasts(outcomes[1]))
        #expect(try forecasts(outcomes[0]).utf8.count > 10_000)
        for file in ["report.json", "manifest.json", "scores.csv"] {
            let texts = try outcomes.map {
                try String(contentsOfFile: "\($0.folder)/\(file)", encoding: .utf8)
            }
            #expect(texts[0] == texts[1], "\(file)")
        }
        let again = try Pipeline(projects[0].experiment(Self.spec), options: options()).run()
        #expect(again.isFromCache && again.folder == outcomes[0].folder && again.forecasts == 0)
    }

    @Test("a run that was stopped goes on where it was, to the same bytes")
    func interruption() throws {
        let whole = try GeneratedProject()
        defer { withExtendedLifetime(whole) {} }
        let expected = try forecasts(Pipeline(whole.experiment(Self.spec), options: options()).run())
        let project = try GeneratedProject()
        defer { withExtendedLifetime(project) {} }
        let interruption = Interruption()
        #expect(throws: Interrupted.self) {
            try Pipeline(
                project.experiment(Self.spec),
                options: options(
                    interruption: interruption, progress: CountedWork { interruption.request() })
            ).run()
        }
        let kept = try plan(in: project).work.reduce(0) { $0 + $1.cached }
        #expect(kept > 0)
        let outcome = try Pipeline(project.experiment(Self.spec), options: options()).run()
        #expect(outcome.cachedForecasts == kept && !outcome.isFromCache)
        #expect(try forecasts(outcome) == expected)
    }

    @Test("refuses what needs more memory than is allowed, before anything is made")
    func memory() throws {
        let project = try GeneratedProject()
        defer { withExtendedLifetime(project) {} }
        let experiment = try project.experiment(Self.spec)
        let limit = try #require(MemoryLimit("1M"))
        #expect(WorkEstimate(experiment).peak > 1_048_576)
        for refused in [
            { _ = try ExperimentPlan(experiment, jobs: 1, memoryLimit: limit) },
            { _ = try Pipeline(experiment, options: options(limit: limit)).run() },
        ] as [() throws -> Void] {
            let error = try #require(throws: DiagnosticsError.self) { try refused() }
            #expect(error.diagnostics.map(\.code) == ["E214"])
        }
        #expect(!FileManager.default.fileExists(atPath: project.project.results))
    }

    @Test("what is known at a cutoff is the same whatever the files say of later weeks")
    func cutoff() throws {
        let project = try GeneratedProject()
        defer { withExtendedLifetime(project) {} }
        let view = try CutoffView(project.experiment(Self.spec), target: nil, cutoff: nil)
        let known = view.known.panel.digest
        #expect(try project.changeLastWeeks(2) > 0)
        let changed = try CutoffView(project.experiment(Self.spec), target: nil, cutoff: nil)
        #expect(changed.known.window == view.known.window && changed.known.panel.digest == known)
        // The test can fail: a week of the training data more is another panel.
        #expect(try project.changeLastWeeks(5) > 0)
        let other = try CutoffView(project.experiment(Self.spec), target: nil, cutoff: nil)
        #expect(other.known.panel.digest != known)
    }
}
