/// Cutoffs inside a history at which forecasts are tried.
enum ValidationFolds {
    /// Observed values before the first cutoff, at least.
    static let leastObserved = 8

    /// Ascending; up to `most`, at most a horizon apart, the last one a horizon before the end. The first one leaves at
    /// least half of the history before it. None where there is no room for one.
    static func cutoffs(_ values: [Double], horizon: Int, most: Int) -> [Int] {
        guard let first = values.firstIndex(where: { !$0.isNaN }) else { return [] }
        var observed = 0
        var earliest = first + (values.count - first + 1) / 2
        for (index, value) in values.enumerated() where !value.isNaN {
            observed += 1
            if observed == leastObserved {
                earliest = max(earliest, index + 1)
                break
            }
        }
        let latest = values.count - horizon
        guard observed >= leastObserved, latest >= earliest else { return [] }
        guard most > 1, latest > earliest else { return [latest] }
        let distance = max(1, min(horizon, (latest - earliest) / (most - 1)))
        return Array(
            sequence(first: latest) { $0 - distance < earliest ? nil : $0 - distance }
                .prefix(most).reversed())
    }
}
