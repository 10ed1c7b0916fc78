internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ModelRegistry

/// How revenue is forecast: directly, or as volume times price, whichever had the smaller WAPE in the backtest. Training
/// finds it out and notes it; forecasting does as noted.
struct RevenueChoice: Equatable {
    /// WAPE in percent.
    let direct: Double
    let product: Double

    var isProduct: Bool { product < direct }

    var words: String {
        let (one, other) = (NumberText.fixed(direct, decimals: 1), NumberText.fixed(product, decimals: 1))
        return isProduct
            ? "volume x price: WAPE \(other) in the backtest, directly \(one)"
            : "directly: WAPE \(one) in the backtest, volume x price \(other)"
    }

    /// Of the model that it was found out for: another champion may be better the other way.
    private static func names(of chosen: ChosenModel) -> (direct: String, product: String) {
        let experiment = chosen.experiment
        let definition = experiment.catalogue.definition(of: chosen.model, in: experiment.spec).digest.hex
        return ("revenue wape direct \(definition)", "revenue wape volume x price \(definition)")
    }

    /// As the last training noted it; nil where none did, or only one that knew later data.
    init?(noted chosen: ChosenModel, for future: TargetFuture) throws {
        let found = try ModelRegistry(folder: chosen.experiment.modelFolder(), readOnly: true).findings(
            of: chosen.experiment.spec.name)
        let names = Self.names(of: chosen)
        guard let direct = found[names.direct], let product = found[names.product],
            future.steps[direct.cutoff] != nil
        else { return nil }
        self.direct = direct.value
        self.product = product.value
    }

    func note(of chosen: ChosenModel, cutoff: String) throws {
        let names = Self.names(of: chosen)
        try ModelRegistry(folder: chosen.experiment.modelFolder(), readOnly: false).note(
            findings: [names.direct: direct, names.product: product], of: chosen.experiment.spec.name,
            cutoff: cutoff)
    }

    /// By the backtest of the model that forecasts; nil where nothing can be said.
    init?(backtest chosen: ChosenModel, options: RunOptions) throws {
        let pipeline = Pipeline(chosen.experiment, options: options)
        let volume = try pipeline.backtest(of: [chosen.model.name], on: PricedRevenue.volume)
        let revenue = try pipeline.backtest(of: [chosen.model.name], on: PricedRevenue.revenue)
        guard let volumes = volume.blocks[chosen.model.name], let directs = revenue.blocks[chosen.model.name],
            let priced = PricedRevenue(revenue.history.panel)
        else { return nil }
        var (errors, others, total) = (0.0, 0.0, 0.0)
        for window in revenue.history.windows {
            let direct = directs[window.index]
            let product = priced.product(of: volumes[window.index], or: direct, in: window)
            let steps = revenue.history.panel.grid.count
            for series in 0..<direct.seriesCount where !direct.outcomes[series].isAbsent {
                for (step, period) in window.test.enumerated() {
                    let actual = revenue.history.values[series * steps + period]
                    guard !actual.isNaN else { continue }
                    errors += abs(direct.mean(series, step) - actual)
                    others += abs(product.mean(series, step) - actual)
                    total += abs(actual)
                }
            }
        }
        guard total > 0 else { return nil }
        direct = 100 * errors / total
        product = 100 * others / total
    }
}
