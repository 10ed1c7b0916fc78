/// One round of a rolling-origin backtest, in steps of the panel's grid.
///
/// A forecaster sees `training` only. Step 1 of the horizon is `test.lowerBound`; with a gap, the
/// periods between are neither trained on nor scored.
package struct BacktestWindow: Hashable, Sendable {
    /// 0 for the earliest window.
    package let index: Int
    package let training: Range<Int>
    package let test: Range<Int>
    /// The window whose training data fits the parameters; earlier than `index` when `refit` > 1.
    package let fittedIn: Int

    package init(index: Int, training: Range<Int>, test: Range<Int>, fittedIn: Int) {
        precondition(
            test.lowerBound >= training.upperBound, "test \(test) starts inside training \(training)")
        self.index = index
        self.training = training
        self.test = test
        self.fittedIn = fittedIn
    }

    /// The last period a forecaster may look at.
    package var cutoff: Int { training.upperBound - 1 }
    package var gap: Int { test.lowerBound - training.upperBound }
    package var horizon: Int { test.count }
}
