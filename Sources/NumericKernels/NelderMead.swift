/// The downhill simplex method inside a box, without derivatives.
///
/// **Source** Nelder & Mead 1965, with the coefficients 1, 2, 1/2, 1/2 and the acceptance rules of Lagarias,
/// Reeds, Wright & Wright 1998. A trial point outside the box is moved to its edge.
///
/// Moving trial points to the edge can flatten the simplex against a face of the box. So when the search
/// has converged it starts once more from the best point with a quarter of the first step, and ends when
/// it has converged again.
///
/// Deterministic: vertices with equal values keep the order in which they were found. A NaN value counts
/// as infinite. Nothing is allocated after the set-up, which takes n (n + 4) numbers.
package struct NelderMead {
    package let lower: [Double]
    package let upper: [Double]
    package let tolerance: Double
    package let evaluationLimit: Int

    package struct Minimum: Equatable, Sendable {
        package let point: [Double]
        package let value: Double
        package let evaluations: Int
        /// False when the limit on evaluations came first.
        package let converged: Bool
    }

    /// - Parameters:
    ///   - tolerance: the search ends when the values at the vertices differ by less than this share of
    ///     the best one, and the vertices by less than its square root of the box.
    package init(lower: [Double], upper: [Double], tolerance: Double = 1e-8, evaluationLimit: Int = 500) {
        precondition(
            lower.count == upper.count && !lower.isEmpty, "bounds [\(lower.count)] and [\(upper.count)]")
        self.lower = lower
        self.upper = upper
        self.tolerance = tolerance
        self.evaluationLimit = evaluationLimit
    }

    /// Minimises `objective` from `start`; `step` is the first edge length along each axis.
    package func minimise(
        from start: [Double], step: [Double], _ objective: ([Double]) -> Double
    ) -> Minimum {
        precondition(start.count == lower.count && step.count == lower.count, "start [\(start.count)]")
        func value(at point: [Double]) -> Double {
            let value = objective(point)
            return value.isNaN ? .infinity : value
        }
        var simplex = Simplex(dimension: start.count)
        var origin = start
        clamp(&origin)
        spread(&simplex, around: origin, value(at: origin), step: step, scale: 1, value)
        var evaluations = simplex.dimension + 1
        var converged = run(&simplex, &evaluations, value)
        if converged {
            spread(&simplex, around: simplex.bestPoint, simplex.best, step: step, scale: 0.25, value)
            evaluations += simplex.dimension
            converged = run(&simplex, &evaluations, value)
        }
        return Minimum(
            point: simplex.bestPoint, value: simplex.best, evaluations: evaluations, converged: converged)
    }

    /// A fresh simplex: `origin` and one neighbour along each axis, inside the box.
    private func spread(
        _ simplex: inout Simplex, around origin: [Double], _ originValue: Double, step: [Double],
        scale: Double,
        _ value: ([Double]) -> Double
    ) {
        simplex.removeAll()
        simplex.append(origin, originValue)
        var vertex = origin
        for axis in origin.indices {
            let edge = step[axis] * scale
            vertex[axis] += vertex[axis] + edge <= upper[axis] ? edge : -edge
            clamp(&vertex)
            simplex.append(vertex, value(vertex))
            vertex[axis] = origin[axis]
        }
    }

    /// Moves the simplex until it has converged (true) or the limit on evaluations is reached.
    private func run(_ simplex: inout Simplex, _ evaluations: inout Int, _ value: ([Double]) -> Double)
        -> Bool
    {
        var first = [Double](repeating: 0, count: simplex.dimension)
        var second = first
        while evaluations < evaluationLimit {
            if hasConverged(simplex) { return true }
            simplex.updateCentroid()
            move(simplex, by: 1, to: &first)
            let reflected = value(first)
            evaluations += 1
            if reflected < simplex.best {
                move(simplex, by: 2, to: &second)
                let expanded = value(second)
                evaluations += 1
                expanded < reflected
                    ? simplex.replaceWorst(second, expanded) : simplex.replaceWorst(first, reflected)
            } else if reflected < simplex.secondWorst {
                simplex.replaceWorst(first, reflected)
            } else {
                let isOutside = reflected < simplex.worst
                move(simplex, by: isOutside ? 0.5 : -0.5, to: &second)
                let contracted = value(second)
                evaluations += 1
                if contracted <= (isOutside ? reflected : simplex.worst),
                    contracted < simplex.worst || isOutside
                {
                    simplex.replaceWorst(second, contracted)
                } else {
                    evaluations += simplex.shrink(&first, value)
                }
            }
        }
        return false
    }

    private func hasConverged(_ simplex: Simplex) -> Bool {
        guard simplex.worst - simplex.best <= tolerance * (simplex.best.magnitude + tolerance) else {
            return false
        }
        let allowed = tolerance.squareRoot()
        for axis in 0..<simplex.dimension
        where simplex.extent(axis) > allowed * (upper[axis] - lower[axis]) { return false }
        return true
    }

    /// The centroid of all vertices but the worst, moved away from the worst by `factor`.
    private func move(_ simplex: Simplex, by factor: Double, to point: inout [Double]) {
        for axis in point.indices {
            let centre = simplex.centroid[axis]
            point[axis] = centre + factor * (centre - simplex.worstCoordinate(axis))
        }
        clamp(&point)
    }

    private func clamp(_ point: inout [Double]) {
        for axis in point.indices { point[axis] = max(lower[axis], min(upper[axis], point[axis])) }
    }
}

/// The vertices in ascending order of value.
private struct Simplex {
    let dimension: Int
    /// **Shape** `[dimension + 1, dimension]`, row-major; `order` says which row is which.
    var coordinates: [Double] = []
    var values: [Double] = []
    var order: [Int] = []
    var centroid: [Double]

    init(dimension: Int) {
        self.dimension = dimension
        centroid = [Double](repeating: 0, count: dimension)
        coordinates.reserveCapacity(dimension * (dimension + 1))
    }

    var best: Double { values[order[0]] }
    var worst: Double { values[order[dimension]] }
    var secondWorst: Double { values[order[max(dimension - 1, 0)]] }
    var bestPoint: [Double] {
        Array(coordinates[order[0] * dimension..<(order[0] + 1) * dimension])
    }

    mutating func removeAll() {
        coordinates.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
    }

    func worstCoordinate(_ axis: Int) -> Double { coordinates[order[dimension] * dimension + axis] }

    mutating func append(_ point: [Double], _ value: Double) {
        coordinates.append(contentsOf: point)
        values.append(value)
        order.append(values.count - 1)
        sinkLast()
    }

    mutating func replaceWorst(_ point: [Double], _ value: Double) {
        let row = order[dimension]
        for axis in 0..<dimension { coordinates[row * dimension + axis] = point[axis] }
        values[row] = value
        sinkLast()
    }

    mutating func updateCentroid() {
        for axis in 0..<dimension {
            var sum = 0.0
            for rank in 0..<dimension { sum += coordinates[order[rank] * dimension + axis] }
            centroid[axis] = sum / Double(dimension)
        }
    }

    /// Halves the distance of every vertex to the best one; returns the number of evaluations.
    mutating func shrink(_ scratch: inout [Double], _ value: ([Double]) -> Double) -> Int {
        let anchor = order[0]
        for rank in 1...dimension {
            let row = order[rank]
            for axis in 0..<dimension {
                let origin = coordinates[anchor * dimension + axis]
                scratch[axis] = origin + 0.5 * (coordinates[row * dimension + axis] - origin)
                coordinates[row * dimension + axis] = scratch[axis]
            }
            values[row] = value(scratch)
        }
        for end in 1...dimension { sink(end) }
        return dimension
    }

    func extent(_ axis: Int) -> Double {
        var low = Double.infinity
        var high = -Double.infinity
        for row in 0...dimension {
            low = min(low, coordinates[row * dimension + axis])
            high = max(high, coordinates[row * dimension + axis])
        }
        return high - low
    }

    private mutating func sinkLast() { sink(order.count - 1) }

    /// Moves the vertex at `rank` before all that are worse; behind those that are equal.
    private mutating func sink(_ rank: Int) {
        let row = order[rank]
        var place = rank
        while place > 0, values[row] < values[order[place - 1]] {
            order[place] = order[place - 1]
            place -= 1
        }
        order[place] = row
    }
}
