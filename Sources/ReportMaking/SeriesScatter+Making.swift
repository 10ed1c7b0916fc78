internal import NumericKernels
package import Reports

extension SeriesScatter {
    /// Up to so many series are drawn one by one; beyond, points would cover each other.
    private static let mostPoints = 600
    /// Series that are named on each side of the diagonal.
    private static let extremes = 5

    private struct Pair {
        let id: String
        let before: Double
        let after: Double
        /// What the series takes from the whole error.
        let gain: Double
    }

    /// Lays the series of two runs side by side; series of one run alone are counted.
    package init(
        label: String, target: String, kind: SeriesErrors.Kind, models: (before: String, after: String),
        before: SeriesErrors, after: SeriesErrors
    ) {
        var pairs: [Pair] = []
        var undefined = 0
        var shared = 0
        for id in before.seriesIDs {
            guard let old = before.entry(of: id), let new = after.entry(of: id) else { continue }
            shared += 1
            guard let left = old.error, let right = new.error, left.isFinite, right.isFinite else {
                undefined += 1
                continue
            }
            pairs.append(Pair(id: id, before: left, after: right, gain: old.total - new.total))
        }
        let scale = Scale(errors: pairs.flatMap { [$0.before, $0.after] })
        // Ties in the order of the file.
        let ranked = pairs.indices.sorted { (pairs[$1].gain, $0) < (pairs[$0].gain, $1) }.map { pairs[$0] }
        func extreme(_ pair: Pair) -> Extreme {
            Extreme(
                uniqueID: pair.id, before: Figure(pair.before), after: Figure(pair.after),
                x: scale.place(pair.before), y: scale.place(pair.after))
        }
        self.init(
            label: label, target: target, error: kind.rawValue, unit: kind.unit, before: models.before,
            after: models.after, series: pairs.count, better: pairs.count { $0.after < $0.before },
            worse: pairs.count { $0.after > $0.before }, equal: pairs.count { $0.after == $0.before },
            undefined: undefined,
            unmatched: before.seriesIDs.count + after.seriesIDs.count - 2 * shared,
            axis: Axis(
                isLogarithmic: scale.isLogarithmic, lower: scale.lower, upper: scale.upper,
                clipped: pairs.count { scale.isOutside($0.before) || scale.isOutside($0.after) }),
            points: pairs.count > Self.mostPoints
                ? [] : pairs.map { [scale.place($0.before), scale.place($0.after)] },
            bins: pairs.count > Self.mostPoints ? Self.bins(pairs, scale) : [],
            gains: ranked.filter { $0.gain > 0 && $0.after < $0.before }.prefix(Self.extremes).map(extreme),
            losses: ranked.reversed().filter { $0.gain < 0 && $0.after > $0.before }.prefix(Self.extremes)
                .map(extreme))
    }

    private static func bins(_ pairs: [Pair], _ scale: Scale) -> [Bin] {
        let side = binsPerSide
        var counts = [Int](repeating: 0, count: side * side)
        for pair in pairs {
            counts[scale.bin(pair.before, of: side) * side + scale.bin(pair.after, of: side)] += 1
        }
        return counts.indices.filter { counts[$0] > 0 }.map {
            Bin(before: $0 / side, after: $0 % side, series: counts[$0])
        }
    }

    /// One axis for both errors.
    private struct Scale {
        let isLogarithmic: Bool
        let lower: Double
        let upper: Double

        /// Logarithms where errors reach over more than one power of ten; never more than four, so that a few
        /// tiny errors do not push all others into a corner.
        init(errors: [Double]) {
            let positive = errors.filter { $0 > 0 }.sorted()
            guard let largest = positive.last else {
                (isLogarithmic, lower, upper) = (false, 0, 1)
                return
            }
            let low = positive[positive.count / 50]
            let high = positive[positive.count - 1 - positive.count / 50]
            isLogarithmic = high > 10 * low
            guard isLogarithmic else {
                // The last hundredth of series may lie far away.
                (lower, upper) = (0, min(largest, 2 * high))
                return
            }
            let top = Self.log10(min(largest, 10 * high))
            upper = top + 0.02
            lower = max(Self.log10(max(positive[0], low / 10)), top - 4) - 0.02
        }

        func place(_ error: Double) -> Double {
            let raw = isLogarithmic ? (error > 0 ? Self.log10(error) : -.infinity) : error
            return min(max(raw, lower), upper)
        }

        func isOutside(_ error: Double) -> Bool {
            guard isLogarithmic else { return error > upper }
            return error <= 0 || Self.log10(error) < lower || Self.log10(error) > upper
        }

        func bin(_ error: Double, of count: Int) -> Int {
            guard upper > lower else { return 0 }
            return min(count - 1, Int((place(error) - lower) / (upper - lower) * Double(count)))
        }

        private static func log10(_ value: Double) -> Double {
            PortableMath.log(value) * 0.4342944819032518  // 1 / ln 10
        }
    }
}
