internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Workers

extension Pipeline {
    /// The scores of every model on the levels of the spec.
    /// - Parameter outputs: `[model]`, with their forecasts of the levels.
    func levelResults(
        of worker: TaskWorker, _ outputs: [GlobalForecastStage.Output], queue: WorkQueue
    ) throws -> [LevelResult] {
        let shown = experiment.spec.hierarchy?.levels ?? []
        return try worker.levels.enumerated().compactMap { index, work in
            guard shown.contains(work.level.name) else { return nil }
            let told = zip(experiment.spec.models, outputs).filter { !$1.levels[index].blocks.isEmpty }
            var spec = experiment.spec
            spec.models = told.map(\.0)
            let forecasts = told.map { $0.1.levels[index].blocks }
            let scores = try EvaluationStage(
                experiment: spec, history: work.history, queue: queue, progress: SilentProgress()
            ).run(forecasts)
            return LevelResult(
                level: work.level, history: work.history, models: spec.models.map(\.name),
                forecasts: forecasts, scores: scores, carriedShare: work.carriedShare)
        }
    }
}

extension LevelResult {
    /// What the report says of values that were made up; nil where none was.
    var carriedNote: String? {
        guard carriedShare > 0 else { return nil }
        return
            "\(history.target) by \(level.name): \(NumberText.percent(carriedShare)) of the sums are last observations of series "
            + "that miss a period; a sum with more than a tenth of such is missing."
    }
}
