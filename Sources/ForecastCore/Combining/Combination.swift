/// What a model that is made of others came to at one cutoff.
package struct Combination: Sendable {
    package let block: ForecastBlock
    /// Series in which each member could not forecast while others could; `[member]`.
    package let missing: [Int]
    /// The place of the rule that sent each series to a member, `[series]`; nil for those that take no part, empty where
    /// members are not chosen by rules.
    package let rules: [Int?]

    package init(block: ForecastBlock, missing: [Int], rules: [Int?] = []) {
        self.block = block
        self.missing = missing
        self.rules = rules
    }

    /// Combines series by series, by the members that could forecast one: the others have no say there. Where none
    /// could, the first one's stand-in is the forecast, and the fallback that of the first member.
    /// - Parameters:
    ///   - members: `[member]`, of one target at one cutoff.
    ///   - combine: the forecast of a series. **Shape** `[speaking member][horizon x (1 + levels)]` to `[horizon x (1 +
    ///     levels)]`; beside it the places of the members that speak.
    package init(of members: [ForecastBlock], by combine: ([[Double]], _ speaking: [Int]) -> [Double]) {
        var block = ForecastBlock(horizon: members[0].horizon, levelCount: members[0].levelCount)
        block.reserve(series: members[0].seriesCount)
        var missing = Array(repeating: 0, count: members.count)
        for series in 0..<members[0].seriesCount {
            let speaking = members.indices.filter { members[$0].outcomes[series].fallback == nil }
            if let absent = members.first(where: { $0.outcomes[series].isAbsent }) {
                block.append(absent.forecast(ofSeries: series))
                continue
            }
            guard !speaking.isEmpty else {
                block.append(members[0].forecast(ofSeries: series))
                continue
            }
            for member in members.indices where !speaking.contains(member) { missing[member] += 1 }
            let forecasts = speaking.map { members[$0].forecast(ofSeries: series).values }
            block.append(SeriesForecast(values: combine(forecasts, speaking), outcome: SeriesOutcome()))
        }
        self.init(block: block, missing: missing)
    }
}
