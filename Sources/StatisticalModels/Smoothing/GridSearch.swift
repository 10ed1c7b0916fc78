internal import NumericKernels

/// Where the local searches begin: the sums of squares have several valleys now and then.
enum GridSearch {
    /// The best point of a rectangular grid; nil when every value is infinite or NaN. Ties go to the earlier point.
    static func best(_ axes: [[Double]], _ objective: ([Double]) -> Double) -> [Double]? {
        var candidates: [[Double]] = [[]]
        for axis in axes { candidates = candidates.flatMap { head in axis.map { head + [$0] } } }
        var best: [Double]?
        var bestValue = Double.infinity
        for candidate in candidates {
            let value = objective(candidate)
            if value < bestValue { (best, bestValue) = (candidate, value) }
        }
        return best
    }

    /// The minimum of a function of one variable: the best point of an ascending grid, then Brent's method between
    /// its neighbours. Nil when every value is infinite or NaN, or Brent's method does not converge.
    static func minimum(on grid: [Double], tolerance: Double, _ objective: (Double) -> Double) -> Double? {
        var best = 0
        var bestValue = Double.infinity
        for (index, point) in grid.enumerated() {
            let value = objective(point)
            if value < bestValue { (best, bestValue) = (index, value) }
        }
        guard bestValue.isFinite else { return nil }
        let interval = grid[max(0, best - 1)]...grid[min(grid.count - 1, best + 1)]
        let minimum = BrentMinimiser(tolerance: tolerance).minimise(in: interval, objective)
        guard minimum.converged else { return nil }
        return minimum.value < bestValue ? minimum.point : grid[best]
    }
}
