internal import NumericKernels

/// The weights of an intermittent model with the least loss.
enum IntermittentSearch {
    private static let gridWeights = [0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.22, 0.32, 0.45, 0.6, 0.8, 1]
    /// The surface has several valleys and, of absolute errors, edges. The search begins at so many of the best points of the grid, which
    /// may all lie in one valley, and at so many of the best points that no neighbour is better than, one for each valley.
    ///
    /// **Source** Measured on the squared errors of 493 made-up series: from the three best points of a grid of eight weights `croston`
    /// ended above the best known loss in 13 of them, by up to 0.24 %; from these in 3, by up to 0.003 %, where Nelder and Mead's search stopped
    /// short. By Newton's method none of 120 others ends above it (a copy in Python).
    private static let starts = 3
    static let bounds = 0.0...1.0
    /// The valleys are told apart by a first, short search of each: only the deepest one is searched to its bottom. Sums of squares are smooth:
    /// Newton's method takes eight passes for what takes that of Nelder and Mead hundreds.
    private static let firstTolerance = 1e-4
    private static let tolerance = 1e-9
    private static let bottomTolerance = 1e-12

    /// - Parameters:
    ///   - settings: of the weights; those that are a number stay.
    ///   - pass: what is known of the loss at a point, by one weight or two; asked for where it is a sum of squares.
    ///   - objective: the loss of all weights.
    /// - Returns: nil when no loss is a number.
    static func weights(
        _ settings: [SmoothingSetting], of kind: IntermittentLoss,
        pass: @escaping (SIMD2<Double>) -> RateDescent.Pass, _ objective: ([Double]) -> Double
    ) -> [Double]? {
        let free = settings.indices.filter { settings[$0].fixedValue == nil }
        var point = settings.map { $0.fixedValue ?? 0 }
        guard !free.isEmpty else { return point }
        func loss(_ weights: [Double]) -> Double {
            for (place, index) in free.enumerated() { point[index] = weights[place] }
            return objective(point)
        }
        let starts = startingPoints(dimension: free.count, loss)
        if kind.isSumOfSquares {
            return bottom(settings, RateDescent(held: held(settings), pass: pass), from: starts)
        }
        var best: NelderMead.Minimum?
        for start in starts {
            let minimum = minimum(from: start, step: 0.05, firstTolerance, loss)
            if minimum.value < best?.value ?? .infinity { best = minimum }
        }
        best = best.map { minimum(from: $0.point, step: 0.01, tolerance, loss) }
        guard let best else { return nil }
        for (place, index) in free.enumerated() { point[index] = best.point[place] }
        return point
    }

    /// A second weight that is not there stays, too.
    private static func held(_ settings: [SmoothingSetting]) -> (Bool, Bool) {
        (settings[0].fixedValue != nil, settings.count == 1 || settings[1].fixedValue != nil)
    }

    /// The deepest point that a descent reaches from any of the starts.
    private static func bottom(
        _ settings: [SmoothingSetting], _ descent: RateDescent, from starts: [[Double]]
    ) -> [Double]? {
        var best: (point: SIMD2<Double>, value: Double)?
        for start in starts {
            var rest = start[...]
            var point = SIMD2<Double>()
            for (lane, setting) in settings.enumerated() {
                point[lane] = setting.fixedValue ?? rest.removeFirst()
            }
            let found = descent.descend(from: point, tolerance: firstTolerance)
            if found.value < best?.value ?? .infinity { best = found }
        }
        guard let best else { return nil }
        let bottom = descent.descend(from: best.point, tolerance: bottomTolerance).point
        return settings.indices.map { bottom[$0] }
    }

    private static func minimum(
        from start: [Double], step: Double, _ tolerance: Double, _ loss: ([Double]) -> Double
    ) -> NelderMead.Minimum {
        NelderMead(
            lower: start.map { _ in bounds.lowerBound }, upper: start.map { _ in bounds.upperBound },
            tolerance: tolerance
        ).minimise(from: start, step: start.map { _ in step }, loss)
    }

    /// The best points of the grid and the best of its minima, earlier ones first among equals.
    private static func startingPoints(dimension: Int, _ loss: ([Double]) -> Double) -> [[Double]] {
        let grid = grids[dimension]
        let losses = grid.points.map(loss)
        let order = grid.points.indices.filter { losses[$0].isFinite }
            .sorted { (losses[$0], $0) < (losses[$1], $1) }
        let minima = Array(
            order.lazy.filter { point in
                grid.neighbours[point].allSatisfy { !(losses[$0] < losses[point]) }
            }.prefix(starts))
        let best = order.prefix(starts)
        return (best + minima.filter { !best.contains($0) }).map { grid.points[$0] }
    }

    /// By the number of weights that are searched for: two at most.
    private static let grids = (0...2).map(Grid.init)

    private struct Grid: Sendable {
        let points: [[Double]]
        /// `[point]`: those that differ by at most one place in every weight.
        let neighbours: [[Int]]

        init(dimension: Int) {
            let places = (0..<dimension).reduce([[Int]()]) { heads, _ in
                heads.flatMap { head in gridWeights.indices.map { head + [$0] } }
            }
            points = places.map { $0.map { gridWeights[$0] } }
            neighbours = places.map { own in
                places.indices.filter { other in zip(own, places[other]).allSatisfy { abs($0 - $1) <= 1 } }
            }
        }
    }
}
