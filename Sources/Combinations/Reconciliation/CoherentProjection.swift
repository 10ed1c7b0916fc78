internal import ForecastCore

/// Takes forecasts of nodes and series to series whose sums agree with all of them as far as their errors let them.
///
/// **Source** Wickramasuriya, Athanasopoulos & Hyndman 2019, theorem 1, in the form of their equation 10: with
/// `U' = [I, -C]`, where `C` sums the series, the forecasts `x` become `x - W U (U' W U)^-1 U' x`. Only a matrix of the
/// sums, m by m, is inverted.
struct CoherentProjection: Sendable {
    private let hierarchy: Hierarchy
    private let covariance: ErrorCovariance
    private let factor: CholeskyFactor
    /// **Shape** `[row, sum]`: the rows of the covariance on the equations, `F U`.
    private let rows: [Double]
    /// The first node of each level.
    private let offsets: [Int]
    /// Sums that have no forecast: their equation is left out.
    private let isLeftOut: [Bool]

    /// - Parameters:
    ///   - covariance: of the nodes of all levels, then the series.
    ///   - isLeftOut: of each node of a level.
    /// **Complexity** O(series x levels^2 + rows x (series + sums^2) + sums^3).
    init(_ hierarchy: Hierarchy, _ covariance: ErrorCovariance, leavingOut isLeftOut: [Bool]) {
        let sums = hierarchy.nodeCount
        let all = sums + hierarchy.seriesCount
        precondition(covariance.count == all, "a covariance [\(covariance.count)] for [\(all)]")
        let offsets = hierarchy.levels.indices.map { level in
            hierarchy.levels[..<level].reduce(0) { $0 + $1.nodes.count }
        }
        var matrix = [Double](repeating: 0, count: sums * sums)
        for node in 0..<sums { matrix[node * sums + node] = covariance.diagonal[node] }
        for series in 0..<hierarchy.seriesCount {
            let variance = covariance.diagonal[sums + series]
            let nodes = zip(hierarchy.levels, offsets).map { $0.nodeOfSeries[series] + $1 }
            for first in nodes { for second in nodes { matrix[first * sums + second] += variance } }
        }
        var rows = [Double](repeating: 0, count: covariance.rows * sums)
        for row in 0..<covariance.rows {
            let values = covariance.factor[row * all..<(row + 1) * all]
            let differences = Self.differences(Array(values), hierarchy, offsets)
            for node in 0..<sums { rows[row * sums + node] = differences[node] }
        }
        for row in 0..<covariance.rows {
            for first in 0..<sums {
                let value = rows[row * sums + first]
                if value == 0 { continue }
                for second in 0...first {
                    matrix[first * sums + second] += value * rows[row * sums + second]
                }
            }
        }
        for node in 0..<sums where isLeftOut[node] {
            for other in 0..<sums {
                matrix[node * sums + other] = 0
                matrix[other * sums + node] = 0
            }
        }
        self.hierarchy = hierarchy
        self.covariance = covariance
        self.rows = rows
        self.offsets = offsets
        self.isLeftOut = isLeftOut
        factor = CholeskyFactor(matrix, size: sums)
    }

    /// `U' x`: by how much each sum differs from its series.
    private static func differences(_ values: [Double], _ hierarchy: Hierarchy, _ offsets: [Int]) -> [Double]
    {
        let sums = hierarchy.nodeCount
        var differences = Array(values[..<sums])
        for (level, offset) in zip(hierarchy.levels, offsets) {
            for series in 0..<hierarchy.seriesCount {
                differences[offset + level.nodeOfSeries[series]] -= values[sums + series]
            }
        }
        return differences
    }

    /// The series, `[series]`, of forecasts `[node]`: those of all levels, then the series.
    /// **Complexity** O(series x (levels + rows) + sums^2).
    func series(of values: [Double]) -> [Double] {
        let sums = hierarchy.nodeCount
        let all = covariance.count
        var differences = Self.differences(values, hierarchy, offsets)
        for node in 0..<sums where isLeftOut[node] { differences[node] = 0 }
        let weights = factor.solve(differences)
        let shares = (0..<covariance.rows).map { row in
            (0..<sums).reduce(0) { $0 + rows[row * sums + $1] * weights[$1] }
        }
        var series = Array(values[sums...])
        for (level, offset) in zip(hierarchy.levels, offsets) {
            for index in series.indices {
                series[index] +=
                    covariance.diagonal[sums + index] * weights[offset + level.nodeOfSeries[index]]
            }
        }
        for row in 0..<covariance.rows {
            for index in series.indices {
                series[index] -= covariance.factor[row * all + sums + index] * shares[row]
            }
        }
        return series
    }
}
