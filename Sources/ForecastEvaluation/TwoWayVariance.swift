/// How sure an improvement is, when both the series and the windows of a backtest are a sample of those that might
/// have been.
///
/// All series of a shop share the weeks: a warm May or a late delivery moves the errors of every product. Few
/// windows then mean few independent observations, however many the series. With z of series i in window w
/// (`PairedInfluence`), Z_w its sum over series, z_i over windows, h and g their shares of the denominator:
///
///     A  = sum_w (Z_w - mean Z)^2 / (1 - g_w)           what windows do, series as they are
///     B  = sum_i z_i^2 / (1 - h_i)                      what series do, windows as they are
///     C  = W/(W-1) sum_i sum_w (z_iw - mean_w z_iw)^2   the noise of single cells, in A and in B
///     V  = max(max(A - C, 0) + B, C)
///     df = V^2 / (A^2/(W_e - 1) + B^2/(N_e - 1))        W_e = 1/sum g^2, N_e = 1/sum h^2
///
/// and the interval is the improvement +- t(df) sqrt(V), with fewer degrees of freedom far out in the tails
/// (`Comparison.Uncertainty`).
///
/// **Source** A + B - C: two-way clustered variance (Cameron, Gelbach & Miller 2011, section 2). 1/(1 - h): the CR2
/// residual correction of Bell & McCaffrey 2002, since a product of a fifth of the volume pulls the improvement
/// towards itself. df: Satterthwaite 1946. C is taken within series, not as the plain sum of z^2: what is true of a series
/// in all windows belongs to B alone, and would be subtracted without ever having been in A.
///
/// **Assumption** Windows are independent and roughly symmetric around their mean. Where errors of neighbouring
/// windows move together the interval is too narrow. `docs/metrics.md` has the measured coverage.
///
/// **Overlap** A and C are means over the phases of `WindowOverlap` with most windows, each scaled to all
/// windows: the variance of a mean of correlated means is at most the mean of their variances.
///
/// **Complexity** O(series * windows).
struct TwoWayVariance {
    let variance: Double
    let degreesOfFreedom: Double
    /// W_e - 1, at least 1.
    let windowDegrees: Double
    /// Windows of which no two share a period.
    let disjointWindows: Int
    /// As many series of one size would tell as much.
    let effectiveSeries: Double

    /// The variance is not a number where there are fewer than two disjoint windows.
    init(_ influence: some InfluenceGrid, overlap: WindowOverlap) {
        let phases = overlap.over(influence.windows)
        let longest = phases.map(\.count).max() ?? 0
        disjointWindows = longest
        effectiveSeries = Self.effectiveCount(influence.seriesShares)
        var sums = [Double](repeating: 0, count: influence.measuredSeries.count)
        var between = 0.0
        var within = 0.0
        var windowCount = Double(longest)
        let used = phases.count { $0.count == longest }
        for phase in phases {
            let part = Phase(phase, influence, addingTo: &sums)
            guard phase.count == longest, longest > 1 else { continue }
            between += part.between / Double(used)
            within += part.within / Double(used)
            windowCount = min(windowCount, part.effectiveWindows)
        }
        guard longest > 1 else {
            variance = .nan
            degreesOfFreedom = .nan
            windowDegrees = .nan
            return
        }
        let windowDegrees = max(1, windowCount - 1)
        self.windowDegrees = windowDegrees
        guard influence.measuredSeries.count > 1 else {
            // A single series is no sample of series: what is said is said of this one.
            variance = between
            degreesOfFreedom = windowDegrees
            return
        }
        let series = Self.spread(sums, influence.seriesShares)
        let seriesDegrees = max(1, effectiveSeries - 1)
        let variance = max(max(between - within, 0) + series, within)
        let denominator = between * between / windowDegrees + series * series / seriesDegrees
        let satterthwaite = denominator > 0 ? variance * variance / denominator : windowDegrees
        self.variance = variance
        degreesOfFreedom = max(satterthwaite, min(windowDegrees, seriesDegrees))
    }

    /// A share nearer to 1 says no more about what it leaves over.
    private static let largestShare = 1 - 0x1p-20

    /// The sum of squares, each over what its share leaves.
    fileprivate static func spread(_ sums: [Double], _ shares: [Double]) -> Double {
        var total = 0.0
        for (sum, share) in zip(sums, shares) { total += sum * sum / (1 - min(share, largestShare)) }
        return total
    }

    fileprivate static func effectiveCount(_ shares: [Double]) -> Double {
        let squares = shares.reduce(0) { $0 + $1 * $1 }
        return squares > 0 ? 1 / squares : Double(shares.count)
    }

    /// A and C over one phase, scaled to all windows.
    private struct Phase {
        let between: Double
        let within: Double
        let effectiveWindows: Double

        /// - Parameter sums: of z by series, to which those of the phase are added.
        init(_ phase: [Int], _ influence: some InfluenceGrid, addingTo sums: inout [Double]) {
            let count = Double(phase.count)
            var totals: [Double] = []
            var ofSeries = [Double](repeating: 0, count: sums.count)
            var squares = 0.0
            for window in phase {
                let values = influence.values(inWindow: window)
                var total = 0.0
                for (series, value) in values.enumerated() {
                    total += value
                    squares += value * value
                    ofSeries[series] += value
                }
                totals.append(total)
            }
            var squaredSums = 0.0
            for (series, sum) in ofSeries.enumerated() {
                sums[series] += sum
                squaredSums += sum * sum
            }
            let all = phase.reduce(0) { $0 + influence.windowShares[$1] }
            let shares = phase.map { all > 0 ? influence.windowShares[$0] / all : 1 / count }
            let mean = totals.reduce(0, +) / count
            let scale = Double(influence.windows.count) / count
            between = scale * scale * TwoWayVariance.spread(totals.map { $0 - mean }, shares)
            within =
                count > 1
                ? scale * scale * max(squares - squaredSums / count, 0) * count / (count - 1) : 0
            effectiveWindows = TwoWayVariance.effectiveCount(shares)
        }
    }
}
