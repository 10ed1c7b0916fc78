package import ExperimentSpec
internal import ForecastCore
internal import Workers

extension TaskWorker {
    /// The same worker, which forecasts these levels as well.
    package func forecasting(_ levels: [LevelWork]) -> TaskWorker {
        var copy = self
        copy.levels = levels
        return copy
    }

    /// The forecasts of the levels, for each model that forecasts them, and what makes them add up.
    func addLevels(to outputs: inout [String: GlobalForecastStage.Output]) throws {
        let byLevel = try levels.map { try $0.worker.perform(only: $0.models) }
        for name in outputs.keys {
            outputs[name]?.levels = byLevel.map { $0[name] ?? GlobalForecastStage.Output() }
        }
        let stage = ReconciliationStage(spec: spec, learning: learning, levels: levels, queue: queue)
        for declaration in spec.models {
            guard let reconciler = catalogue.reconciler(declaration),
                let member = declaration.parameters.members.first, let base = outputs[member.name]
            else { continue }
            outputs[declaration.name] = try spent.measure(declaration.name) {
                try stage.run(declaration, reconciler, base)
            }
        }
    }

    /// The forecasts of some models, and of what these are made of.
    private func perform(only names: Set<String>) throws -> [String: GlobalForecastStage.Output] {
        let wanted = spec.models.filter { names.contains($0.name) }
        let single = wanted.filter { !catalogue.isCombined($0) }
        let local = single.filter { !catalogue.isGlobal($0) }
        var outputs =
            local.isEmpty ? [:] : try self.local(local, series: 0..<history.panel.seriesCount)
        for declaration in single where catalogue.isGlobal(declaration) {
            outputs[declaration.name] = try global(declaration)
        }
        combine(wanted.filter(catalogue.isCombined), &outputs)
        return outputs
    }
}
