/// Where a column of the matrix comes from, with origin o and target period t.
enum FeatureSource {
    typealias When = FeatureFormula.When

    /// The target at o - k + 1.
    case lag(Int)
    /// The target a season, or as few seasons as it takes, before t, so that it lies at o or before.
    case seasonalLag(period: Int)
    /// A block, at o or at t.
    case block(Int, When)
    /// One block, at o or at t, over another at o.
    case ratio(Int, When, over: Int)
    /// One number per period: read at t.
    case calendar(Int)
    /// One number per series.
    case constant(Int)
    case timeSinceLaunch
}
