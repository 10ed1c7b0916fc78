/// Where the median lies among quantiles: one of them, or on the line between the two around it.
package struct SpreadCentre: Sendable {
    private let below: Int
    private let above: Int
    private let share: Double

    /// - Parameter levels: in any order; nil where none is up to a half or none from it on.
    package init?(_ levels: [Double]) {
        guard let below = levels.indices.filter({ levels[$0] <= 0.5 }).max(by: { levels[$0] < levels[$1] }),
            let above = levels.indices.filter({ levels[$0] >= 0.5 }).min(by: { levels[$0] < levels[$1] })
        else { return nil }
        self.below = below
        self.above = above
        let width = levels[above] - levels[below]
        share = width > 0 ? (0.5 - levels[below]) / width : 0
    }

    package func value(_ quantiles: ArraySlice<Double>) -> Double {
        let below = quantiles[quantiles.startIndex + below]
        let above = quantiles[quantiles.startIndex + above]
        return below == above ? below : below + share * (above - below)
    }
}
