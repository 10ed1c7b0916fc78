/// One column of numbers over all series and periods.
package struct PanelColumn: Sendable {
    /// When a value becomes known to a forecaster.
    package enum Knowledge: String, Sendable, CaseIterable {
        /// What is forecast, such as volume and revenue: known up to the cutoff.
        case target
        /// Known for future periods too: a calendar, a planned price, a planned promotion.
        case knownAhead = "known_ahead"
        /// Known up to the cutoff only.
        case pastOnly = "past_only"
    }

    package let name: String
    package let knowledge: Knowledge
    /// `[series, time]`, row-major; NaN where missing.
    package let values: [Double]

    package init(name: String, knowledge: Knowledge, values: [Double]) {
        self.name = name
        self.knowledge = knowledge
        self.values = values
    }
}
