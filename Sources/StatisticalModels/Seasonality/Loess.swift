/// Locally weighted regression on equally spaced points.
///
/// **Source** Cleveland 1979; weights at a place beyond the data, and of windows longer than the data, as in Cleveland et al.
/// 1990: tricube of the distance over that of the q-th nearest point, (q - n) / 2 further where there are only n of them.
/// **Complexity** O(window) a place.
enum Loess {
    enum Local { case constant, line }

    static func smooth(_ y: [Double], window: Int) -> [Double] {
        smooth(y, window: window, .line, from: 0, through: y.count - 1)
    }

    /// The fit at every whole place from `first` through `last`, which may lie beyond the data.
    static func smooth(_ y: [Double], window: Int, _ local: Local, from first: Int, through last: Int)
        -> [Double]
    {
        guard y.count > 1 else { return [Double](repeating: y[0], count: last - first + 1) }
        let width = min(window, y.count)
        var weights = [Double](repeating: 0, count: width)
        return y.withUnsafeBufferPointer { y in
            (first...last).map { place in
                let start = max(0, min(y.count - width, place - width / 2))
                let points = UnsafeBufferPointer(rebasing: y[start..<start + width])
                var reach = Double(max(place - start, start + width - 1 - place))
                if window > y.count { reach += Double((window - y.count) / 2) }
                return fit(
                    points, at: Double(place - start), reach, local, span: Double(y.count - 1), &weights)
            }
        }
    }

    /// As many values of one weight tell as much as the fit at the end of `points` values, a mean for a fraction of them.
    static func effectiveCount(window: Int, points: Double) -> Double {
        guard points < Double(window) else { return effectiveCount(window, window) }
        let whole = Int(points)
        let part = points - Double(whole)
        return (1 - part) * effectiveCount(window, whole) + part * effectiveCount(window, whole + 1)
    }

    private static func effectiveCount(_ window: Int, _ points: Int) -> Double {
        let reach = Double(points - 1 + (window - points) / 2)
        let weights = (0..<points).map { tricube(Double($0) / reach) }
        let sum = weights.reduce(0, +)
        return sum * sum / weights.reduce(0) { $0 + $1 * $1 }
    }

    /// - Parameters:
    ///   - place: counted from the first of `y`.
    ///   - span: of all the data: points of one place have no slope.
    private static func fit(
        _ y: UnsafeBufferPointer<Double>, at place: Double, _ reach: Double, _ local: Local, span: Double,
        _ weights: inout [Double]
    ) -> Double {
        var total = 0.0
        for index in y.indices {
            weights[index] = tricube((Double(index) - place).magnitude / reach)
            total += weights[index]
        }
        var (mean, centre) = (0.0, 0.0)
        for index in y.indices {
            weights[index] /= total
            mean += weights[index] * y[index]
            centre += weights[index] * Double(index)
        }
        guard local == .line else { return mean }
        var (spread, slope) = (0.0, 0.0)
        for index in y.indices {
            let offset = Double(index) - centre
            spread += weights[index] * offset * offset
            slope += weights[index] * offset * y[index]
        }
        return spread.squareRoot() > 0.001 * span ? mean + (place - centre) * slope / spread : mean
    }

    /// With the limits of the original program: nearer than a thousandth counts in full, beyond 0.999 not at all.
    private static func tricube(_ share: Double) -> Double {
        let rest = 1 - share * share * share
        return share > 0.999 ? 0 : share <= 0.001 ? 1 : rest * rest * rest
    }
}
