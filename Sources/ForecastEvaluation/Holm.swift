/// Intervals for several comparisons at once.
///
/// Of thirty challengers that are as good as the champion, one leads by luck. Holm's method (Holm 1979, "A simple
/// sequentially rejective multiple test procedure") keeps the chance that any of k equals is called better where one
/// comparison would have it, whatever their dependence: the surest is tested as one of k, the next as one of k - 1, until
/// one fails; that one's level holds for all that are less sure.
package enum Holm {
    /// The confidence of one interval among `count`, so that all of them cover at once (Bonferroni).
    package static func confidence(_ confidence: Double, amongst count: Int) -> Double {
        1 - (1 - confidence) / Double(max(1, count))
    }

    /// The confidence of each interval, in the order of `pValues`. An interval at it leaves 0 out exactly where
    /// Holm's method rejects.
    /// - Parameters:
    ///   - pValues: two-sided; nil where nobody can say.
    ///   - count: how many were tried, at least as many as there are values.
    package static func confidences(_ pValues: [Double?], _ confidence: Double, amongst count: Int)
        -> [Double]
    {
        let order = pValues.indices.sorted {
            let (left, right) = (pValues[$0] ?? .infinity, pValues[$1] ?? .infinity)
            return left != right ? left < right : $0 < $1
        }
        var levels = [Double](repeating: self.confidence(confidence, amongst: count), count: pValues.count)
        var remaining = count
        for index in order {
            let level = self.confidence(confidence, amongst: remaining)
            levels[index] = level
            guard let p = pValues[index], p <= 1 - level else {
                // This one fails, and so do all that come after it.
                for later in order.drop(while: { $0 != index }) { levels[later] = level }
                return levels
            }
            remaining = max(1, remaining - 1)
        }
        return levels
    }
}
