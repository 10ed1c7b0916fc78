/// A model that is made of other models' forecasts.
package protocol ForecastCombiner: Sendable {
    /// How many windows before each cutoff it learns from; 0 where it learns nothing.
    var earlierWindows: Int { get }

    /// Itself with what the windows before a cutoff teach. Where the data begin too late for any, nothing is learned, and
    /// `combine` is asked right away.
    /// - Parameters:
    ///   - earlier: one to `earlierWindows` of them, the latest first, all of which ended by the cutoff.
    ///   - known: the series at that cutoff.
    func learning(from earlier: [EarlierForecasts], of known: KnownSeries) -> LearnedCombiner

    /// Itself as a lesson taught it before; that is of as many members.
    /// - Parameter series: their ids.
    func taught(by lesson: CombinationLesson, series: [String]) -> any ForecastCombiner

    /// The place of the only member that each series needs, `[series]`; nil where it needs all of them.
    func routes(of known: KnownSeries) -> [Int]?

    /// The forecasts of every series; one that a member leaves out, where it is needed, takes no part.
    /// - Parameters:
    ///   - members: `[member]`, of one target at one cutoff, in the order of the parameters.
    ///   - known: the series at that cutoff.
    func combine(_ members: [ForecastBlock], of known: KnownSeries) -> Combination
}

extension ForecastCombiner {
    package var earlierWindows: Int { 0 }

    package func learning(from earlier: [EarlierForecasts], of known: KnownSeries) -> LearnedCombiner {
        LearnedCombiner(self)
    }

    package func routes(of known: KnownSeries) -> [Int]? { nil }

    package func taught(by lesson: CombinationLesson, series: [String]) -> any ForecastCombiner { self }
}
