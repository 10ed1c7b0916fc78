/// Where the forecasts of a network look: the mean weight of every period in its attention, step by step.
package struct AttentionShares: Equatable, Sendable {
    /// What one step of the forecast looks at.
    package struct Row: Equatable, Sendable {
        /// From 1, the first period after the cutoff.
        package let step: Int
        /// The oldest period first, the step's own last; their sum is 1.
        package let weights: [Double]

        package init(step: Int, weights: [Double]) {
            self.step = step
            self.weights = weights
        }

        /// The position of the oldest period: 0 is the cutoff's, 1 the first after it.
        package var first: Int { step - weights.count + 1 }
    }

    /// Of some steps, the nearest first.
    package let rows: [Row]

    package init(_ rows: [Row]) { self.rows = rows }
}
