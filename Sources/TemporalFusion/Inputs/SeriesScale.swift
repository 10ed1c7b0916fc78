internal import DemandFeatures

/// By what the target of each series is divided before a network sees it.
enum SeriesScale {
    /// A scale is at least this share of the series' largest value, so that one sale in years does not become a number
    /// that drowns every other.
    static let leastShare = 0.02

    /// The mean of |y| over the training periods, with a floor; 1 where all is zero; NaN where nothing can be said.
    ///
    /// **Shape** targets `[series, period]`, result `[series]`.
    static func scales(of table: FeatureTable, targets: [Float]) -> [Double] {
        let periods = table.through - table.training.lowerBound + 1
        return table.scales(.mean).enumerated().map { series, mean in
            guard mean.isFinite else { return mean }
            let row = targets[series * periods..<series * periods + table.training.count]
            let largest = row.reduce(Float(0)) { $1.isNaN ? $0 : max($0, $1.magnitude) }
            return max(mean, Double(Float(Self.leastShare) * largest))
        }
    }
}
