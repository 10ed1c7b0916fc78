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
package struct FeatureTable: Sendable {
    package let features: FeatureSet
    package let grid: TimeGrid
    /// What the features were computed from; the last period is the cutoff.
    package let training: Range<Int>
    /// The last target period.
    package let through: Int
    package let seriesCount: Int

    let plan: FeaturePlan
    let firstStep: [Int]
    /// Periods per row of a block.
    let length: Int
    let blocks: [Float]
    /// `[block]`: whether it goes on after the cutoff.
    let isAhead: [Bool]
    /// `[fact, time]`.
    let calendar: [Float]
    /// `[constant, series]`.
    let constants: [Float]
    /// `[constant]`: what the numbers of a category mean; empty for measures.
    let labels: [[String]]
    /// The last periods of the target in full precision, `[series, plan.reach]`: what recursion goes on from.
    let tail: [Double]

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
        tail = builder.tail()
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
