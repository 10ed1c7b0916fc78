package import ForecastCore

/// Sorts the series of a panel into classes, from training data only.
package struct SeriesClassifier: Sendable {
    package let cuts: ClassCuts

    package init(cuts: ClassCuts = ClassCuts()) { self.cuts = cuts }

    /// The classes of every series at one cutoff.
    ///
    /// - Parameters:
    ///   - volume: `[series, time]`, row-major, over the whole grid; only `training` is looked at.
    ///   - revenue: the same shape; nil where the data set has none: ABC then ranks by volume.
    ///   - timeCount: periods per row.
    ///   - training: the grid steps up to the cutoff.
    ///
    /// **Missing values** NaN, before a launch as in a gap: not observed.
    ///
    /// **Complexity** O(series * training + series * log series); every row is read from memory once.
    package func classify(
        volume: Numbers, revenue: Numbers?, timeCount: Int, training: Range<Int>
    ) -> SeriesClasses {
        precondition(
            timeCount > 0 && volume.count % timeCount == 0
                && (revenue?.count ?? volume.count) == volume.count,
            "volume [\(volume.count)] and revenue [\(revenue?.count ?? 0)] in rows of \(timeCount)")
        precondition(
            training.lowerBound >= 0 && training.upperBound <= timeCount,
            "training \(training) of \(timeCount)")
        let seriesCount = volume.count / timeCount
        var xyz: [XYZClass] = []
        var pattern: [DemandPattern] = []
        var importance: [Double] = []
        xyz.reserveCapacity(seriesCount)
        pattern.reserveCapacity(seriesCount)
        importance.reserveCapacity(seriesCount)
        for series in 0..<seriesCount {
            let row = series * timeCount + training.lowerBound..<series * timeCount + training.upperBound
            let profile = volume.withUnsafeBufferPointer { DemandProfile($0.span.extracting(row)) }
            xyz.append(xyzClass(of: profile))
            pattern.append(demandPattern(of: profile))
            let observed = revenue.map { revenue in
                revenue.withUnsafeBufferPointer { observedSum($0.span.extracting(row)) }
            }
            importance.append(observed ?? profile.total)
            if row.upperBound % NumberSpace.passSize < timeCount {
                volume.letGo()
                revenue?.letGo()
            }
        }
        return SeriesClasses(abc: abcClasses(byRevenue: importance), xyz: xyz, pattern: pattern)
    }

    /// See `classify(volume:revenue:timeCount:training:)`.
    package func classify(
        volume: [Double], revenue: [Double]?, timeCount: Int, training: Range<Int>
    ) -> SeriesClasses {
        classify(
            volume: Numbers(volume), revenue: revenue.map { Numbers($0) }, timeCount: timeCount,
            training: training)
    }

    /// A, B or C by the share of revenue that the more important series hold together.
    ///
    /// Series are ranked by revenue, equals by their index. A series is A while the share *before* it is
    /// below the cut, so the most important series is always A. Net negative revenue counts as none;
    /// without any revenue all are C.
    ///
    /// - Parameter revenue: `[series]`, without NaN.
    package func abcClasses(byRevenue revenue: [Double]) -> [ABCClass] {
        let ranked = revenue.indices.sorted { left, right in
            revenue[left] != revenue[right] ? revenue[left] > revenue[right] : left < right
        }
        let total = ranked.reduce(0.0) { $0 + max(0, revenue[$1]) }
        var classes = [ABCClass](repeating: .c, count: revenue.count)
        guard total > 0 else { return classes }
        var before = 0.0
        for series in ranked {
            classes[series] = before < cuts.abcA * total ? .a : before < cuts.abcB * total ? .b : .c
            before += max(0, revenue[series])
        }
        return classes
    }

    /// X, Y or Z by the coefficient of variation of volume; Z where it is undefined.
    package func xyzClass(of profile: DemandProfile) -> XYZClass {
        guard let variation = profile.volumeVariation else { return .z }
        return variation <= cuts.xyzX ? .x : variation <= cuts.xyzY ? .y : .z
    }

    /// The quadrant of average demand interval and size variation.
    package func demandPattern(of profile: DemandProfile) -> DemandPattern {
        guard let interval = profile.demandInterval, let variation = profile.sizeVariation else {
            return .noDemand
        }
        return switch (interval < cuts.demandInterval, variation < cuts.sizeVariation) {
        case (true, true): .smooth
        case (true, false): .erratic
        case (false, true): .intermittent
        case (false, false): .lumpy
        }
    }

    private func observedSum(_ values: Span<Double>) -> Double {
        var sum = 0.0
        for index in values.indices where !values[index].isNaN { sum += values[index] }
        return sum
    }
}
