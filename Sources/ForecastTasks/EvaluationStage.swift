package import ExperimentSpec
package import ForecastCore
package import ForecastEvaluation
package import Workers

/// Scores every model on one target, over all windows.
package struct EvaluationStage {
    let experiment: ExperimentSpec
    let history: TargetHistory
    let queue: WorkQueue
    let progress: any RunProgress

    package init(
        experiment: ExperimentSpec, history: TargetHistory, queue: WorkQueue, progress: any RunProgress
    ) {
        self.experiment = experiment
        self.history = history
        self.queue = queue
        self.progress = progress
    }

    /// The score tables in the order of the models.
    /// - Parameter forecasts: `[model][window]`.
    package func run(_ forecasts: [[ForecastBlock]]) throws -> [ScoreTable] {
        let settings = Self.settings(of: experiment)
        let windows = history.windows
        let grounds = try queue.map(windows.count) { window in
            ScoringGround(history: history, window: windows[window], seasons: settings.seasons)
        }
        let scores = try queue.map(experiment.models.count * windows.count) { task in
            let (model, window) = task.quotientAndRemainder(dividingBy: windows.count)
            defer { progress.advance(by: 1, cached: 0) }
            return try score(
                forecasts[model][window], on: grounds[window], settings: settings, window: windows[window])
        }
        let overlap = WindowOverlap(testRanges: windows.map(\.test))
        return experiment.models.indices.map { model in
            ScoreTable(
                model: experiment.models[model].name, target: history.target, settings: settings,
                windows: Array(scores[model * windows.count..<(model + 1) * windows.count]),
                overlap: overlap)
        }
    }

    package static func settings(of experiment: ExperimentSpec) -> EvaluationSettings {
        EvaluationSettings(
            metrics: experiment.evaluation.metrics, levels: experiment.quantiles,
            zeros: experiment.evaluation.zeros == .skip ? .skip : .error,
            scoredSteps: experiment.evaluation.steps.map { $0 - 1 })
    }

    /// What every model of a window is scored against.
    private struct ScoringGround: Sendable {
        let actuals: [Double]
        let scales: SeriesScales

        init(history: TargetHistory, window: BacktestWindow, seasons: [Int]) {
            actuals = history.actuals(in: window)
            scales = SeriesScales(
                values: history.values, timeCount: history.panel.grid.count, training: window.training,
                seasons: seasons)
        }
    }

    private func score(
        _ block: ForecastBlock, on ground: ScoringGround, settings: EvaluationSettings, window: BacktestWindow
    ) throws -> WindowScores {
        do throws(ScoringError) {
            return try WindowScores.score(
                block, against: ground.actuals, scales: ground.scales, settings: settings)
        } catch .zeroActuals(let count, let series, let step) {
            throw history.zeroActuals(
                count: count, firstSeries: series, firstStep: window.test.lowerBound + step)
        }
    }
}
