internal import ForecastCore

/// The label of a period as a day: `2024-05-06`, or the first of a month, `2024-05`.
struct PeriodDate: Equatable {
    let date: CivilDate

    /// Nil for hours, and for periods that are numbers.
    init?(_ label: String) {
        guard let date = CivilDate(label) ?? (label.utf8.count == 7 ? CivilDate("\(label)-01") : nil) else {
            return nil
        }
        self.date = date
    }

    var text: String { date.description }
}
