/// How a forecast came about: with which parameters, or why not by the model that was asked.
package struct SeriesOutcome: Equatable, Sendable {
    /// The model's fitted parameters, in the order of its `parameterNames`; empty after a fallback.
    package var parameters: [Double]
    package var fallback: Fallback?
    /// What was changed after the model had spoken.
    package var repairs: RepairCount
    /// True for a series that takes no part in a window: nothing was forecast, and nothing is counted.
    package var isAbsent: Bool

    package init(
        parameters: [Double] = [], fallback: Fallback? = nil, repairs: RepairCount = RepairCount(),
        isAbsent: Bool = false
    ) {
        self.parameters = parameters
        self.fallback = fallback
        self.repairs = repairs
        self.isAbsent = isAbsent
    }
}
