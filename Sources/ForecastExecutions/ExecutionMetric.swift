/// A figure of an execution.
package struct ExecutionMetric: Equatable, Sendable {
    package let target, model, metric: String
    /// A class of series, or `todas`.
    package let segment: String
    /// `backtest`, or `real` and the cutoff of an earlier forecast that is held against what came.
    package let window: String
    package let value: Double
    /// Points that it is made of; 0 where nobody counted.
    package let count: Int

    package init(
        target: String, model: String, metric: String, segment: String, window: String, value: Double,
        count: Int
    ) {
        self.target = target
        self.model = model
        self.metric = metric
        self.segment = segment
        self.window = window
        self.value = value
        self.count = count
    }
}
