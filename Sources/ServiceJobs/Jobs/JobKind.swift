/// What a job does, as the queue names it.
package enum JobKind: String, CaseIterable, Sendable {
    /// Trains, scores and registers every model of an experiment: `forecast pipeline SPEC --train`.
    case train = "train_model"
    /// `forecast run SPEC`.
    case backtest
    /// `forecast predict SPEC`.
    case predict
}
