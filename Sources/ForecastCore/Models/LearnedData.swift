/// What a global model is about to learn from.
package struct LearnedData: Sendable {
    package let panel: Panel
    package let targets: [String]
    /// Periods of the shortest training range of the backtest.
    package let shortestTraining: Int

    package init(panel: Panel, targets: [String], shortestTraining: Int) {
        self.panel = panel
        self.targets = targets
        self.shortestTraining = shortestTraining
    }
}
