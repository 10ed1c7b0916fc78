internal import ForecastCore

/// The covariance of a model's errors over the nodes of a hierarchy and its series, up to a factor that decides nothing.
///
/// It is kept as a diagonal plus a product of few rows, `W = D + F'F`, because there are thousands of nodes and tens of rows
/// of errors: no matrix of all nodes by all nodes is ever made.
///
/// **Source** Wickramasuriya, Athanasopoulos & Hyndman 2019, section 2.4, `W = lambda diag(V) + (1 - lambda) V` with the
/// sample covariance `V`; lambda by Schaefer & Strimmer 2005, target D ("diagonal, unequal variance").
struct ErrorCovariance: Sendable {
    /// **Shape** `[node]`: what is added on the diagonal.
    private(set) var diagonal: [Double]
    /// **Shape** `[row, node]`.
    private(set) var factor: [Double]
    let rows: Int
    /// lambda; 1 for a diagonal.
    let shrinkage: Double

    var count: Int { diagonal.count }

    /// A diagonal.
    init(diagonal: [Double]) {
        self.init(diagonal: diagonal, factor: [], rows: 0, shrinkage: 1)
    }

    private init(diagonal: [Double], factor: [Double], rows: Int, shrinkage: Double) {
        self.diagonal = diagonal
        self.factor = factor
        self.rows = rows
        self.shrinkage = shrinkage
    }

    enum Estimate {
        /// Mean squares alone, as weighted least squares take them: a bias counts as an error.
        case meanSquares
        /// Shrunk towards the diagonal, so that it can be inverted.
        case shrunk
        /// As errors have it: of many series, correlations that are shrunk make sums look surer than they are.
        case sample
    }

    /// The covariance of errors, from two rows on.
    ///
    /// **Missing values** A missing error counts as the mean of its node's; variances are of those that are there. A node
    /// with fewer than two errors takes the mean variance of `group`.
    /// **Numerics** Errors are divided by a power of two first, so that no square overflows.
    /// **Complexity** O(rows^2 x nodes).
    /// - Parameters:
    ///   - group: of each node, its level: those whose variances are alike.
    init(_ errors: HierarchicalErrors, group: [Int], _ estimate: Estimate) {
        precondition(errors.rows > 1 && group.count == errors.columns, "no covariance of \(errors.rows) rows")
        let centred = CentredErrors(errors)
        guard estimate != .meanSquares else {
            self.init(diagonal: Self.filled(centred.meanSquares, group))
            return
        }
        let variances = Self.filled(centred.variances, group)
        let shrinkage = estimate == .shrunk ? centred.shrinkage : 0
        var factor = centred.values
        var diagonal = variances
        let scale = ((1 - shrinkage) / Double(errors.rows - 1)).squareRoot()
        for row in 0..<errors.rows {
            for node in 0..<errors.columns {
                let place = row * errors.columns + node
                factor[place] *= scale
                diagonal[node] -= factor[place] * factor[place]
            }
        }
        self.init(
            diagonal: zip(diagonal, variances).map { max($0, shrinkage * $1) }, factor: factor,
            rows: errors.rows, shrinkage: shrinkage)
    }

    private static func filled(_ variances: [Double?], _ group: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: (group.max() ?? -1) + 1)
        var counts = sums
        for (node, variance) in variances.enumerated() {
            guard let variance else { continue }
            sums[group[node]] += variance
            counts[group[node]] += 1
        }
        // Where no node of a level was observed twice, no error says anything: they count alike.
        return variances.enumerated().map { node, variance in
            variance ?? (counts[group[node]] > 0 ? sums[group[node]] / counts[group[node]] : 1)
        }
    }

    /// `W[node, node]`.
    func variance(of node: Int) -> Double {
        (0..<rows).reduce(diagonal[node]) { sum, row in
            sum + factor[row * count + node] * factor[row * count + node]
        }
    }

    /// The covariance where these nodes have no error at all: nothing moves them.
    func fixing(_ isFixed: [Bool]) -> ErrorCovariance {
        var fixed = self
        for node in 0..<count where isFixed[node] {
            fixed.diagonal[node] = 0
            for row in 0..<rows { fixed.factor[row * count + node] = 0 }
        }
        return fixed
    }
}

/// Errors less their node's mean.
private struct CentredErrors {
    /// **Shape** `[row, node]`; 0 where missing.
    private(set) var values: [Double]
    /// With one degree of freedom less; nil for a node with fewer than two errors.
    private(set) var variances: [Double?]
    /// Of the errors themselves; nil as the variances.
    private(set) var meanSquares: [Double?]
    private let rows: Int
    private let columns: Int

    init(_ errors: HierarchicalErrors) {
        (rows, columns) = (errors.rows, errors.columns)
        values = errors.values
        variances = []
        meanSquares = []
        let largest = values.reduce(0) { $1.isFinite ? max($0, $1.magnitude) : $0 }
        let scale = largest > 0 ? Double(sign: .plus, exponent: -largest.exponent, significand: 1) : 1
        for node in 0..<columns {
            let places = stride(from: node, to: values.count, by: columns)
            let known = places.filter { values[$0].isFinite }
            let mean = known.reduce(0) { $0 + values[$1] * scale } / Double(max(1, known.count))
            var squares = 0.0
            for place in places {
                values[place] = values[place].isFinite ? values[place] * scale - mean : 0
                squares += values[place] * values[place]
            }
            variances.append(known.count > 1 ? squares / Double(known.count - 1) : nil)
            meanSquares.append(known.count > 1 ? squares / Double(known.count) + mean * mean : nil)
        }
    }

    /// lambda: the summed variances of all correlations over the sum of their squares, from 0 to 1.
    ///
    /// With `x` of variance 1 and `w_kij = x_ki x_kj`, the correlation is the mean of `w` over the rows k, and its variance
    /// `sum_k (w_kij - mean)^2 / (T (T - 1))`. Sums over all pairs follow from rows alone: `sum_ij w_kij^2 = (sum_i x_ki^2)^2`,
    /// and the squared correlations sum to the squared entries of `X X'`, T by T, over T^2.
    var shrinkage: Double {
        let count = Double(rows)
        let deviations = variances.map { (($0 ?? 0) * (count - 1) / count).squareRoot() }
        let kept = deviations.indices.filter { deviations[$0] > 0 }
        let scaled = (0..<rows).map { row in
            kept.map { values[row * columns + $0] / deviations[$0] }
        }
        var products = 0.0
        var squares = 0.0
        var diagonal = 0.0
        for first in 0..<rows {
            let own = scaled[first].reduce(0) { $0 + $1 * $1 }
            products += own * own - scaled[first].reduce(0) { $0 + $1 * $1 * $1 * $1 }
            for second in 0..<rows {
                let product = zip(scaled[first], scaled[second]).reduce(0) { $0 + $1.0 * $1.1 }
                squares += product * product
            }
        }
        for place in kept.indices {
            let own = scaled.reduce(0) { $0 + $1[place] * $1[place] } / count
            diagonal += own * own
        }
        let correlations = squares / (count * count) - diagonal
        guard correlations > 0 else { return 1 }
        let variance = (products - count * correlations) / (count * (count - 1))
        return min(1, max(0, variance / correlations))
    }
}
