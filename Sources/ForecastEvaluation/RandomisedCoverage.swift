/// How much of an actual lies in the widest central interval of a forecast, 0 to 1: of a count that is a part.
///
/// An actual y has the probabilities from a = F(below y) to b = F(y) to itself, since a count of a forecast F has more than none. Of them counts
/// the part between the lowest and the highest level. So the mean is what the interval promises where the forecast is right, which neither
/// bounds included nor bounds counted half are: of demand that is 0 in most periods these are 90 to 97 and 45 to 66 % of 80.
///
/// A and b lie between two levels each, and are taken to lie in the middle; nothing lies below 0 where y is 0. With five levels a right
/// forecast of counts then has 76 to 84 % (`Tests/Measurements/coverage.py`).
///
/// **Source** The expected place of a randomised probability integral transform: Smith 1985, "Diagnostic checks of non-standard time series
/// models"; Czado, Gneiting & Held 2009, "Predictive model assessment for count data".
package struct RandomisedCoverage: Sendable {
    /// 0, the levels in ascending order, and 1.
    private let edges: [Double]

    package init(levels: [Double]) { edges = [0] + levels + [1] }

    /// - Parameter quantile: by the place of its level; they ascend.
    /// - Complexity: O(levels).
    package func part(of actual: Double, _ quantile: (Int) -> Double) -> Double {
        let count = edges.count - 2
        var below = 0
        while below < count, quantile(below) < actual { below += 1 }
        var upTo = below
        while upTo < count, quantile(upTo) <= actual { upTo += 1 }
        let a = actual == 0 && below == 0 ? 0 : middle(below)
        let b = middle(upTo)
        let (low, high) = (edges[1], edges[count])
        guard b > a else { return low < a && a < high ? 1 : 0 }
        return max(0, min(b, high) - max(a, low)) / (b - a)
    }

    private func middle(_ place: Int) -> Double { (edges[place] + edges[place + 1]) / 2 }
}
