package import ForecastCore

/// A search by successive halving: candidates compete on the last training periods before the first cutoff,
/// with few boosting rounds at first; the best go on, and only the winners are backtested.
///
/// **Source** Jamieson & Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
/// optimization"; the resource is training rounds.
package struct HalvingDeclaration: Sendable, Equatable {
    /// A sweep's, or one of its own.
    package var name: String
    /// Models of the spec, in its order.
    package var candidates: [String]
    /// The best 1/eta of a rung go on with eta times the rounds.
    package var eta: Int
    /// The rounds of the first rung.
    package var minRounds: Int
    /// So many periods before the first cutoff are forecast and not trained on.
    package var validation: Int
    /// How many candidates are backtested in the end.
    package var keep: Int
    /// What they compete by, over the validation periods.
    package var metric: MetricName

    package init(
        name: String, candidates: [String], eta: Int, minRounds: Int, validation: Int, keep: Int,
        metric: MetricName
    ) {
        self.name = name
        self.candidates = candidates
        self.eta = eta
        self.minRounds = minRounds
        self.validation = validation
        self.keep = keep
        self.metric = metric
    }

    /// Losses of a point forecast that need no scale: all that a search trains is the centre.
    package static let metrics: [MetricName] = [.wape, .mape, .smape, .mae, .rmse]
}

extension ExperimentSpec {
    /// The models that a search may drop.
    package var candidates: Set<String> { Set(halvings.flatMap(\.candidates)) }
}
