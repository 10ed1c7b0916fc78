package import ExperimentSpec
package import ForecastCore
internal import Workers

extension TaskWorker {
    /// What a model learns where the only window is fitted, through the cache; nil for one that learns nothing.
    package func train(_ declaration: ModelDeclaration) throws -> TrainedModel? {
        if catalogue.isCombined(declaration) {
            return catalogue.learnsShares(declaration)
                ? try lesson(for: declaration).map(TrainedModel.combination) : nil
        }
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

    /// What the windows before the only one teach a combination; nil where the data begin too late for any.
    private func lesson(for declaration: ModelDeclaration) throws -> CombinationLesson? {
        var outputs: [String: GlobalForecastStage.Output] = [:]
        let members = catalogue.allMembers(of: declaration, in: spec).filter { !catalogue.isCombined($0) }
        let everySeries = 0..<history.panel.seriesCount
        outputs.merge(
            try local(members.filter { !catalogue.isGlobal($0) }, series: everySeries)
        ) { $1 }
        for member in members where catalogue.isGlobal(member) {
            outputs[member.name] = try global(member)
        }
        combine(catalogue.allMembers(of: declaration, in: spec), &outputs)
        return CombinationStage(spec, catalogue, learning, trained).lesson(
            for: declaration, catalogue.members(of: declaration, in: spec).compactMap { outputs[$0.name] })
    }
}
