package import ExperimentSpec
package import ForecastCore
internal import ForecastTasks

extension PreparedExperiment {
    /// What the value of `metric` for `model` is measured over, apart from data, target and model: equal for two runs
    /// whose values may be compared.
    ///
    /// It holds only what may move that value: no name, no other metric or model, no segments; quantile levels, the
    /// seed and the cuts of classes only where metric, model or choice of series look at them.
    package func valueDigest(of metric: Metric, for model: ModelDeclaration) -> Digest {
        let filter = spec.data.filter
        let choosesByClass = !(filter.abc.isEmpty && filter.xyz.isEmpty && filter.pattern.isEmpty)
        let models = [model] + catalogue.allMembers(of: model, in: spec)
        let looksAtAll = models.contains { !catalogue.featureSets(of: $0).isEmpty }
        let looksAtLevels =
            looksAtAll || metric.level != nil || metric.interval != nil || metric.name == .wql
        let draws =
            looksAtLevels || spec.data.sample != nil
            || models.contains { $0.parameters.values["paths"] != nil }
        var data = spec.data
        data.dataset = ""
        data.targets = choosesByClass || filter.minNonzero != nil ? Array(data.targets.prefix(1)) : []
        var key = CanonicalEncoder(stage: "champion value", version: 1)
        data.addToKey(&key)
        spec.backtest.addToKey(&key)
        key.add("steps", spec.evaluation.steps)
        if metric.name == .mape { key.add("zeros", spec.evaluation.zeros.rawValue) }
        if looksAtLevels { key.add("quantiles", spec.quantiles.map(\.value)) }
        if draws { key.add("seed", spec.seed) }
        if choosesByClass || looksAtAll || models.contains(where: { !$0.parameters.rules.isEmpty }) {
            spec.classes.addToKey(&key)
        }
        return key.digest
    }
}
