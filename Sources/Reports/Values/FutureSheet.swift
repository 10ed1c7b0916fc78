/// The forecast of the periods after the data, as people look at it: a picture and a table.
package struct FutureSheet: Sendable {
    /// A series, or the total of several.
    package struct Line: Sendable {
        package let name: String
        /// What was observed up to the cutoff, NaN where missing.
        package let history: [Double]
        /// One per period.
        package let forecast: [Double]
        /// The outer quantiles; empty for a total, whose quantiles are not the sum of others'.
        package let lower, upper: [Double]

        package init(
            name: String, history: [Double], forecast: [Double], lower: [Double] = [], upper: [Double] = []
        ) {
            self.name = name
            self.history = history
            self.forecast = forecast
            self.lower = lower
            self.upper = upper
        }
    }

    package let title: String
    package let notes: [String]
    package let model: String
    package let cutoff: String
    /// The names of `lower` and `upper`; nil where there are none.
    package let band: String?
    /// Labels of the forecast periods.
    package let periods: [String]
    /// The first is drawn.
    package let lines: [Line]

    package init(
        title: String, notes: [String], model: String, cutoff: String, band: String?, periods: [String],
        lines: [Line]
    ) {
        self.title = title
        self.notes = notes
        self.model = model
        self.cutoff = cutoff
        self.band = band
        self.periods = periods
        self.lines = lines
    }
}
