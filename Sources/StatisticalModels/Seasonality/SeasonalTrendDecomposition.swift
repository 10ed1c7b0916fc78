/// A series as trend + season + rest by locally weighted regression (STL).
///
///     repeat:  S = cycle-subseries of y - T, each smoothed, less their own low-pass;   T = loess of y - S
///
/// Each position of the season is smoothed over the seasons, so that it may change from year to year, slowly.
///
/// **Source** Cleveland, Cleveland, McRae & Terpenning 1990, "STL: a seasonal-trend decomposition procedure based on loess": two
/// inner loops, no robustness weights, cycle-subseries locally constant (the default of R's `stl`), the others locally linear;
/// windows of the trend and of the low-pass filter as in section 3.
/// **Complexity** O(T (m + trend window)) a loop.
package struct SeasonalTrendDecomposition {
    package let trend: [Double]
    package let season: [Double]
    package let rest: [Double]

    private static let loops = 2

    /// - Parameters:
    ///   - y: at least two seasons, without gaps.
    ///   - seasonalWindow: odd, 3 and more, in seasons.
    package init(_ y: [Double], season period: Int, seasonalWindow: Int) {
        precondition(
            period > 1 && y.count >= 2 * period && seasonalWindow % 2 == 1 && seasonalWindow > 2,
            "\(y.count) steps, season \(period), window \(seasonalWindow)")
        let trendWindow = Self.trendWindow(period, seasonalWindow)
        var trend = [Double](repeating: 0, count: y.count)
        var season = trend
        for _ in 0..<Self.loops {
            // One season longer at both ends, so that the filter leaves as many steps as there are.
            let cycles = Self.smoothedCycles(zip(y, trend).map { $0 - $1 }, period, seasonalWindow)
            let filtered = Self.movingAverage(
                Self.movingAverage(Self.movingAverage(cycles, period), period), 3)
            let low = Loess.smooth(filtered, window: Self.odd(period))
            for t in y.indices { season[t] = cycles[t + period] - low[t] }
            trend = Loess.smooth(zip(y, season).map { $0 - $1 }, window: trendWindow)
        }
        self.trend = trend
        self.season = season
        rest = y.indices.map { y[$0] - trend[$0] - season[$0] }
    }

    /// The smallest odd number from 1.5 m / (1 - 1.5 / n_s) on.
    private static func trendWindow(_ period: Int, _ seasonalWindow: Int) -> Int {
        odd(Int((1.5 * Double(period) / (1 - 1.5 / Double(seasonalWindow))).rounded(.up)))
    }

    private static func odd(_ value: Int) -> Int { value % 2 == 1 ? value : value + 1 }

    /// **Shape** `[T + 2 m]`.
    private static func smoothedCycles(_ y: [Double], _ period: Int, _ window: Int) -> [Double] {
        var result = [Double](repeating: 0, count: y.count + 2 * period)
        for position in 0..<period {
            let values = stride(from: position, to: y.count, by: period).map { y[$0] }
            let smooth = Loess.smooth(values, window: window, .constant, from: -1, through: values.count)
            for (index, value) in smooth.enumerated() { result[position + index * period] = value }
        }
        return result
    }

    /// **Shape** `[count - length + 1]`. Exact at every step rather than a running sum that drifts.
    private static func movingAverage(_ values: [Double], _ length: Int) -> [Double] {
        (0...values.count - length).map { start in
            var sum = 0.0
            for index in start..<start + length { sum += values[index] }
            return sum / Double(length)
        }
    }
}
