/// One column of numbers, or of categories, over all series and periods.
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
    package let values: Numbers
    /// What the values of a column of words mean: each is an index into these, in the order in which `dataset.yaml` lists
    /// them, so that it means the same at every cutoff and in every later state of the data. Nil for numbers.
    package let categories: [String]?

    package init(name: String, knowledge: Knowledge, values: Numbers, categories: [String]? = nil) {
        self.name = name
        self.knowledge = knowledge
        self.values = values
        self.categories = categories
    }

    package init(name: String, knowledge: Knowledge, values: [Double], categories: [String]? = nil) {
        self.init(name: name, knowledge: knowledge, values: Numbers(values), categories: categories)
    }

    /// The same column with other values.
    package func with(values: [Double]) -> PanelColumn {
        PanelColumn(name: name, knowledge: knowledge, values: values, categories: categories)
    }
}
