/// How much each series in each window moves some quantity.
protocol InfluenceGrid {
    /// The windows in which there is something to measure, as indices of all.
    var windows: [Int] { get }
    /// Series in which there is something to measure.
    var measuredSeries: [Int] { get }
    /// The parts of the denominator, by measured series and by measured window; each sums to 1.
    var seriesShares: [Double] { get }
    var windowShares: [Double] { get }

    /// **Shape** `[measured series]`.
    func values(inWindow index: Int) -> [Double]
}
