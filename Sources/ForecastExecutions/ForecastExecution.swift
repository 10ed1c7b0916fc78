/// A forecast that went into production, as its tables know it. Names in the tables are those of the planning system that
/// reads them.
package struct ForecastExecution: Equatable, Sendable {
    /// Of everything that decides the forecast: the same question has the same id.
    package let id: String
    package let experiment: String
    package let kind: Kind
    /// The last observed period.
    package var cutoff: String
    package let horizon: Int
    /// Of the data, in hexadecimal digits.
    package let snapshot: String
    package let code: String

    package enum Kind: String, Sendable {
        case train, predict, backtest
    }

    package init(
        id: String, experiment: String, kind: Kind, cutoff: String, horizon: Int, snapshot: String,
        code: String
    ) {
        self.id = id
        self.experiment = experiment
        self.kind = kind
        self.cutoff = cutoff
        self.horizon = horizon
        self.snapshot = snapshot
        self.code = code
    }
}
