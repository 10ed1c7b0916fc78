package import ForecastCore

/// The features of every series and period up to a cutoff, computed once and read by every strategy and model.
///
/// A *row* of a matrix belongs to a series, an origin o and a target period t = o + step. Features of the origin
/// are read at o, features of the target at t. Nothing of the target or of a past-only column after the cutoff
/// is in the table, so no row can show it; what is known ahead reaches to `through`.
///
/// **Shape** blocks are `[block, series, time]` in Float, time from the first training period to `through`. A lag
/// is the target's own block read earlier, a fact of the calendar one number per period, a class one per series:
/// memory grows with the distinct blocks, not with the columns of the matrix.
///
/// A block says of a period what was known in that period, whatever came later. So the table of a late cutoff holds
/// that of every earlier one with the same first training period, and `rewound` hands it out without copying: it
/// shares the blocks, ends them at its own cutoff (`lastReadable`), and takes anew what belongs to a cutoff.
package struct FeatureTable: Sendable {
    package let features: FeatureSet
    package let grid: TimeGrid
    /// What the features were computed from; the last period is the cutoff.
    package private(set) var training: Range<Int>
    /// The last target period.
    package private(set) var through: Int
    package let seriesCount: Int

    let plan: FeaturePlan
    let firstStep: [Int]
    /// From one row of a block to the next: the periods of the table that computed the blocks.
    let length: Int
    let blocks: [Float]
    /// `[block]`: whether it goes on after the cutoff.
    let isAhead: [Bool]
    /// `[fact, time]`.
    let calendar: [Float]
    /// `[constant, series]`.
    private(set) var constants: [Float]
    /// `[constant]`: what the numbers of a category mean; empty for measures.
    let labels: [[String]]
    /// `[feature]`: the words of a category that changes over time; nil for all other features.
    let words: [[String]?]
    /// The last periods of the target in full precision, `[series, plan.reach]`: what recursion goes on from.
    private(set) var tail: [Double]

    package var cutoff: Int { training.upperBound - 1 }

    /// - Parameters:
    ///   - features: checked against this panel.
    ///   - classes: of these training data; needed only when the set has a classification.
    ///   - training: the periods whose values may be looked at, cutoff included. Only facts of the launch and of
    ///     the calendar come from outside.
    ///   - through: the last target period: the cutoff, the gap, and the horizon. It may lie beyond the grid;
    ///     columns are missing there.
    ///
    /// **Complexity** O(series * periods * sum of windows), in one pass over each column.
    package init(
        panel: Panel, features: FeatureSet, classes: SeriesClasses?, training: Range<Int>, through: Int
    ) {
        precondition(
            training.lowerBound >= 0 && !training.isEmpty && training.upperBound <= panel.grid.count
                && through >= training.upperBound - 1,
            "training \(training) and targets to \(through) on \(panel.grid.count) periods")
        self.features = features
        self.training = training
        self.through = through
        grid = panel.grid
        seriesCount = panel.seriesCount
        firstStep = panel.firstStep
        length = through - training.lowerBound + 1
        plan = FeaturePlan(features)
        let builder = FeatureTableBuilder(
            panel: panel, classes: classes, plan: plan, training: training, length: length)
        isAhead = plan.blocks.map(builder.isAhead)
        blocks = builder.blocks()
        calendar = builder.calendar()
        (constants, labels) = builder.constants()
        words = features.features.enumerated().map { [plan] index, feature in
            guard feature.isCategorical, case .block(let block, _) = plan.sources[index] else { return nil }
            return plan.codes[plan.blocks[block].column]
        }
        tail = builder.tail()
    }

    /// Whether every row of such a cutoff can be read from these blocks.
    ///
    /// The first training period must be the same: windows and running means begin there.
    package func covers(training earlier: Range<Int>, through last: Int) -> Bool {
        earlier.lowerBound == training.lowerBound && earlier.upperBound <= training.upperBound
            && last <= through
    }

    /// The table of an earlier cutoff on the same blocks, equal to one computed from what was known then.
    ///
    /// Classes and the target's last periods are those of the cutoff; scales always are, they are computed from
    /// `training` when they are asked for.
    ///
    /// - Parameters:
    ///   - panel: as it was known at the cutoff.
    ///   - classes: of its training data.
    /// **Complexity** O(series * (constants + reach)).
    package func rewound(
        panel: Panel, classes: SeriesClasses?, training earlier: Range<Int>, through last: Int
    ) -> FeatureTable {
        precondition(
            covers(training: earlier, through: last) && !earlier.isEmpty && last >= earlier.upperBound - 1
                && panel.seriesCount == seriesCount,
            "training \(earlier) and targets to \(last) on blocks of \(training) to \(through)")
        var table = self
        table.training = earlier
        table.through = last
        let builder = FeatureTableBuilder(
            panel: panel, classes: classes, plan: plan, training: earlier, length: length)
        table.constants = builder.constants().values
        table.tail = builder.tail()
        return table
    }

    /// The last period of a block that may be read: what is not known ahead ends at the cutoff.
    func lastReadable(_ block: Int) -> Int { isAhead[block] ? through : cutoff }

    /// The period as few seasons before `target` as it takes to lie at the origin or before.
    static func season(before target: Int, origin: Int, period: Int) -> Int {
        target - (target - origin + period - 1) / period * period
    }

    /// The numbers by which the target of each series is divided, `[series]`.
    package func scales(_ scaling: SeriesScaling) -> [Double] {
        blocks.withUnsafeBufferPointer { blocks in
            (0..<seriesCount).map { series in
                let start = series * length
                return scaling.scale(
                    of: UnsafeBufferPointer(rebasing: blocks[start..<start + training.count]))
            }
        }
    }

    /// Bytes held by the table.
    package var memory: Int { 4 * (blocks.count + calendar.count + constants.count) + 8 * tail.count }
}
