/// A model that is made of other models' forecasts.
package protocol ForecastCombiner: Sendable {
    /// The forecasts of every series.
    /// - Parameters:
    ///   - members: `[member]`, of one target at one cutoff, in the order of the parameters.
    ///   - known: the series at that cutoff.
    func combine(_ members: [ForecastBlock], of known: KnownSeries) -> Combination
}
