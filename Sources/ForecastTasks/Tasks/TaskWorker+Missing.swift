internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore

extension TaskWorker {
    /// The part of a task that the store lacks: its models of which some forecast is missing; nil where there is none. A task
    /// for others is not asked for what is at hand.
    package func missing(_ task: ForecastTask) -> ForecastTask? {
        let models = task.models.filter { name in
            spec.models.first { $0.name == name }.map { lacks($0, task) } ?? true
        }
        return models.isEmpty ? nil : TaskList.task(like: task, of: models, in: spec, catalogue)
    }

    private func lacks(_ declaration: ModelDeclaration, _ task: ForecastTask) -> Bool {
        guard task.step == .local else {
            let stage = stage(of: declaration)
            return rounds(of: declaration).contains { round in
                !store.contains(stage.key(of: declaration, stage.knownPanel(in: round.window)).digest)
            }
        }
        return rounds(of: declaration).contains { lacks($0, of: declaration, task) }
    }

    private func lacks(_ round: Round, of declaration: ModelDeclaration, _ task: ForecastTask) -> Bool {
        let (history, window) = (round.history, round.window)
        let keys = ForecastKeys(
            experiment: spec, catalogue: catalogue, declaration: declaration, history: history, window: window
        )
        return ForecastStage.chunks(of: history.panel.seriesCount).contains { chunk in
            guard task.series.contains(chunk) else { return false }
            let series = chunk.filter { history.participation[window.index][$0].isForecast }
            return !series.isEmpty && !store.contains(keys.chunk(of: series.map(keys.key(ofSeries:))))
        }
    }

    /// Forecasts that a task makes.
    package func forecastCount(of task: ForecastTask) -> Int {
        declarations(in: task).reduce(0) { sum, declaration in
            guard !task.rounds.isEmpty else { return sum + forecastCount(of: declaration, task.series) }
            return learning.history(of: declaration).participation.enumerated().reduce(sum) { sum, window in
                task.rounds.contains(window.offset)
                    ? sum + window.element[task.series].count { $0.isForecast } : sum
            }
        }
    }
}
