package import ForecastCore

/// What a spec is read with of the data set that it names.
package struct DatasetFacts: Sendable {
    /// Season lengths follow from it that the spec leaves to the data set; nil where the file has yet to tell it.
    package let frequency: Frequency?
    /// So that a misspelt target is told as what it is, and not as the name that others must agree with; nil where they
    /// are not known.
    package let targets: [String]?
    /// How long the data are: how many windows a spec has that leaves it open follows from it; nil where nobody has
    /// accepted them yet.
    package let periods: Int?

    package init(frequency: Frequency?, targets: [String]?, periods: Int? = nil) {
        self.frequency = frequency
        self.targets = targets
        self.periods = periods
    }
}
