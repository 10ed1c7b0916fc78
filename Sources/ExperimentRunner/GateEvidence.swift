internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports

/// A candidate and the registered champion, measured on the same points: how sure their difference is, and how much
/// more often something simpler stood in for the one than for the other.
package struct GateEvidence: Sendable {
    /// Of the candidate on the champion; nil where none can be made.
    private let comparison: Comparison?
    /// Why nobody can say how sure the difference is; nil where it can be said.
    let obstacle: String?
    /// Nil where the spec switches it off.
    let fallbacks: GuardrailResult?
}

extension GateEvidence {
    /// From the scores of a candidate and the champion that it is held against.
    init(
        candidate: ScoreTable, champion: ScoreTable, on metric: Metric, confidence: Double,
        fallbackLimit: Double?
    ) {
        fallbacks = fallbackLimit.map {
            .fallbackShare(
                champion: champion, challenger: candidate, on: metric, limit: $0, confidence: confidence)
        }
        do throws(ComparisonImpossible) {
            let comparison = try Comparison.between(
                champion: champion, challenger: candidate, on: metric, confidence: confidence)
            self.comparison = comparison
            obstacle = Self.obstacle(to: comparison)
        } catch {
            comparison = nil
            obstacle = error.reason
        }
    }

    private static func obstacle(to comparison: Comparison) -> String? {
        guard !comparison.hasEnoughWindows else { return nil }
        return "\(NumberText.count(comparison.disjointWindows, "window", "windows")) that "
            + "\(comparison.disjointWindows == 1 ? "shares" : "share") no period; "
            + "\(Comparison.fewestWindows) decide"
    }

    /// Of the gain of the candidate, and the smallest decline that could have been told from chance; nil where nobody
    /// can say.
    var precision: (interval: Comparison.Interval, detectablePP: Double)? {
        guard obstacle == nil, let interval = comparison?.intervalPP, let smallest = comparison?.detectablePP
        else { return nil }
        return (interval, smallest)
    }
}

extension Pipeline {
    /// The scores of the models `names` on `target`, by forecasts that the cache holds after a run.
    func scores(of names: [String], on target: String) throws -> [ScoreTable] {
        let queue = WorkQueue(jobs: options.jobs, interruption: options.interruption)
        let others = Set(experiment.spec.models.map(\.name)).subtracting(names)
        let narrowed = experiment.dropping(others)
        var again = options
        again.force = false
        let panel = try narrowed.loadPanel()
        let windows = try narrowed.windows(on: panel.grid)
        let history = try TargetHistory(
            target: target, panel: panel, windows: windows, backtest: narrowed.spec.backtest, queue: queue)
        let classification = ClassStage(spec: narrowed.spec, panel: panel)
        let classes = try queue.map(windows.count) { classification.classes(in: windows[$0]) }
        let shelf = FeatureShelf(of: history, classes: classes, spec: narrowed.spec, clock: options.clock)
        let store = try openStore()
        defer { tellEvents(of: store) }
        let forecasts = try Pipeline(narrowed, options: again).forecasts(
            history, classes: classes, store: store, queue: queue, progress: options.progress, shelf: shelf,
            spent: TimeByModel(jobs: options.jobs, clock: options.clock))
        let tables = try EvaluationStage(
            experiment: narrowed.spec, history: history, queue: queue, progress: options.progress
        ).run(forecasts.map(\.blocks))
        return names.compactMap { name in tables.first { $0.model == name } }
    }
}
