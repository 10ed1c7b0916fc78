extension ExperimentReport {
    /// How an improvement spreads over series. Of fixed size: a few dozen bins, however many series there are.
    package struct Distribution: Codable, Equatable, Sendable {
        /// Series for which the improvement is defined.
        package var series: Int
        /// Series with something to score for which it is not.
        package var undefined: Int
        package var better: Side
        package var worse: Side
        package var equal: Side
        /// Of all `series`; null without any.
        package var median: Figure
        /// Ascending; series that are exactly equal are in none.
        package var bins: [Bin]

        /// Some of the series and their share (0 to 1) of what was observed.
        package struct Side: Codable, Hashable, Sendable {
            package var series: Int
            package var share: Figure

            package init(series: Int, share: Figure) {
                self.series = series
                self.share = share
            }
        }

        /// Improvements from `lower` to below `upper`; the outermost bins are open and have null there.
        package struct Bin: Codable, Hashable, Sendable {
            package var lower: Figure
            package var upper: Figure
            package var series: Int
            package var share: Figure

            package init(lower: Figure, upper: Figure, series: Int, share: Figure) {
                self.lower = lower
                self.upper = upper
                self.series = series
                self.share = share
            }
        }
    }
}

extension ExperimentReport.Distribution {
    /// Bins on each side of 0, the open one included.
    private static let binsPerSide = 12

    /// - Parameters:
    ///   - improvements: finite, one per series.
    ///   - volumes: `[series]`, at least 0.
    ///
    /// The width of a bin is 1, 2 or 5 times a power of ten, so that nine tenths of all series lie in closed
    /// bins; the tails of a percentage over single series are far too long to be drawn.
    package init(improvements: [Double], volumes: [Double], undefined: Int) {
        precondition(
            improvements.count == volumes.count,
            "improvements [\(improvements.count)] for volumes [\(volumes.count)]")
        let sorted = improvements.sorted()
        let total = volumes.reduce(0, +)
        func side(_ isIncluded: (Double) -> Bool) -> Side {
            var count = 0
            var volume = 0.0
            for (improvement, size) in zip(improvements, volumes) where isIncluded(improvement) {
                count += 1
                volume += size
            }
            return Side(series: count, share: Figure(total > 0 ? volume / total : nil))
        }
        series = improvements.count
        self.undefined = undefined
        better = side { $0 > 0 }
        worse = side { $0 < 0 }
        equal = side { $0 == 0 }
        median = Figure(Self.median(ofSorted: sorted))
        bins = Self.bins(improvements, volumes, total: total, step: Self.step(forSorted: sorted))
    }

    private static func median(ofSorted sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Nil where no series differs.
    private static func step(forSorted sorted: [Double]) -> Double? {
        let sizes = sorted.filter { $0 != 0 }.map(\.magnitude).sorted()
        guard !sizes.isEmpty else { return nil }
        let reach = sizes[min(sizes.count - 1, sizes.count * 9 / 10)]
        return ChartScale.roundStep(reach / Double(binsPerSide - 1))
    }

    private static func bins(_ improvements: [Double], _ volumes: [Double], total: Double, step: Double?)
        -> [Bin]
    {
        guard let step else { return [] }
        let side = binsPerSide
        var counts = [Int](repeating: 0, count: 2 * side)
        var sums = [Double](repeating: 0, count: 2 * side)
        for (improvement, volume) in zip(improvements, volumes) where improvement != 0 {
            let place = (improvement / step).rounded(.down)
            let bin = side + Int(min(max(place, Double(-side)), Double(side - 1)))
            counts[bin] += 1
            sums[bin] += volume
        }
        let all = (0..<2 * side).map { bin in
            Bin(
                lower: Figure(bin == 0 ? nil : Double(bin - side) * step),
                upper: Figure(bin == 2 * side - 1 ? nil : Double(bin + 1 - side) * step),
                series: counts[bin], share: Figure(total > 0 ? sums[bin] / total : nil))
        }
        return all
    }
}
