/// What a local model sees of one series at one cutoff: nothing after it.
package struct SeriesHistory: Sendable {
    package let id: String
    /// **Shape** `[time]`, from the series' first period (or the window's) to the cutoff.
    /// **Missing values** NaN.
    package let values: [Double]
    /// The grid step of `values[0]`.
    package let firstStep: Int

    package init(id: String, values: [Double], firstStep: Int) {
        self.id = id
        self.values = values
        self.firstStep = firstStep
    }
}
