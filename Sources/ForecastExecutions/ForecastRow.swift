/// One series, target and period of a forecast.
package struct ForecastRow: Equatable, Sendable {
    package let series, target, period, model: String
    package let forecast: Double
    /// By label, ascending: `p10` and so on.
    package let quantiles: [(label: String, value: Double)]

    package init(
        series: String, target: String, period: String, model: String, forecast: Double,
        quantiles: [(label: String, value: Double)]
    ) {
        self.series = series
        self.target = target
        self.period = period
        self.model = model
        self.forecast = forecast
        self.quantiles = quantiles
    }

    package static func == (left: ForecastRow, right: ForecastRow) -> Bool {
        left.series == right.series && left.target == right.target && left.period == right.period
            && left.model == right.model && left.forecast == right.forecast
            && left.quantiles.elementsEqual(right.quantiles) { $0 == $1 }
    }
}
