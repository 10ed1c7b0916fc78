/// A model that is made of other models' forecasts.
package protocol ForecastCombiner: Sendable {
    /// The forecasts of every series.
    /// - Parameter members: `[member]`, of one target at one cutoff, in the order of the parameters.
    func combine(_ members: [ForecastBlock]) -> Combination
}
