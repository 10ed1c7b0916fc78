internal import ForecastCore

extension SeriesHistory {
    /// What was known after so many steps.
    func prefix(_ count: Int) -> SeriesHistory {
        SeriesHistory(id: id, values: Array(values.prefix(count)), firstStep: firstStep)
    }
}
