package import ExperimentSpec
package import ForecastCore
internal import Workers

extension TaskWorker {
    /// The same worker, whose models among `trained` forecast as they are.
    package func using(_ trained: TrainedModels) -> TaskWorker {
        var copy = self
        copy.trained = trained
        return copy
    }

    /// What a model learns where the only window is fitted, through the cache; nil for one that learns nothing, and for
    /// one that is made of others.
    package func train(_ declaration: ModelDeclaration) throws -> TrainedModel? {
        if catalogue.isCombined(declaration) { return nil }
        guard catalogue.isGlobal(declaration) else {
            progress.begin("training \(declaration.name) on \(history.target)", total: history.forecastCount)
            return try spent.measure(declaration.name, threads: 1) {
                try ForecastStage(
                    experiment: spec, catalogue: catalogue, history: history, store: store,
                    ignoresCache: ignoresCache, queue: queue, progress: progress,
                    declarations: [declaration],
                    spent: spent
                ).fits(of: declaration).map(TrainedModel.series)
            }
        }
        let model = try globalModel(declaration)
        progress.begin("training \(declaration.name) on \(history.target)", total: history.forecastCount)
        return try spent.measure(declaration.name) {
            let fit = try globalStage.fit(declaration, model, in: 0)
            return TrainedModel.panel(fit.model.artefact, fit.scope)
        }
    }
}
