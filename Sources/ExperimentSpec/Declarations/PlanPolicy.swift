/// What becomes of periods to come for which a column is known ahead, and a model reads it, but nobody has planned anything.
package enum PlanPolicy: String, CaseIterable, Sendable {
    /// It is an error.
    case required
    /// The last value of the series goes on.
    case last
    /// Models are told nothing, as of any missing value.
    case missing
}
