/// The rate that an intermittent model forecasts for a step, and its derivatives by the two weights.
struct RateCurve {
    var rate: Double
    /// By the first and by the second weight.
    var slope: SIMD2<Double>
    /// By the first twice, by both, by the second twice.
    var bend: (Double, Double, Double)

    /// Where one weight is both: derivatives by it stand in the place of those by the first.
    var byOneWeight: RateCurve {
        RateCurve(
            rate: rate, slope: SIMD2(slope[0] + slope[1], 0), bend: (bend.0 + 2 * bend.1 + bend.2, 0, 0))
    }
}
