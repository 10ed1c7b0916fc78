package import ForecastCore

/// The holidays and feasts of the United States that move a shop's sales, by rule, for any year.
package enum HolidayCalendar {
    package enum Feast: String, Sendable, CaseIterable {
        case newYear = "New Year's Day"
        case valentinesDay = "Valentine's Day"
        case easter = "Easter Sunday"
        case memorialDay = "Memorial Day"
        case independenceDay = "Independence Day"
        case laborDay = "Labor Day"
        case halloween = "Halloween"
        case thanksgiving = "Thanksgiving"
        case christmas = "Christmas Day"

        /// The day in `year`; nil outside the years 1 to 9999.
        package func day(in year: Int) -> CivilDate? {
            switch self {
            case .newYear: CivilDate(year: year, month: 1, day: 1)
            case .valentinesDay: CivilDate(year: year, month: 2, day: 14)
            case .easter: HolidayCalendar.easterSunday(in: year)
            case .memorialDay: HolidayCalendar.last(.monday, inMonth: 5, year: year)
            case .independenceDay: CivilDate(year: year, month: 7, day: 4)
            case .laborDay: HolidayCalendar.nth(1, .monday, inMonth: 9, year: year)
            case .halloween: CivilDate(year: year, month: 10, day: 31)
            case .thanksgiving: HolidayCalendar.nth(4, .thursday, inMonth: 11, year: year)
            case .christmas: CivilDate(year: year, month: 12, day: 25)
            }
        }
    }

    /// Every feast from `first` to `last` with both days included, in the order of the calendar.
    package static func feasts(from first: CivilDate, through last: CivilDate) -> [(
        date: CivilDate, feast: Feast
    )] {
        guard first <= last else { return [] }
        return (first.components.year...last.components.year)
            .flatMap { year in
                Feast.allCases.compactMap { feast in feast.day(in: year).map { (date: $0, feast: feast) } }
            }
            .filter { first <= $0.date && $0.date <= last }
            .sorted { $0.date < $1.date }
    }

    /// Easter Sunday of the western churches.
    ///
    /// **Source** "Anonymous Gregorian algorithm", Nature 13 (1876) p. 487, in the form of Meeus 1991,
    /// Astronomical Algorithms, chapter 8; the letters are his.
    static func easterSunday(in year: Int) -> CivilDate? {
        let a = year % 19
        let (b, c) = year.quotientAndRemainder(dividingBy: 100)
        let (d, e) = b.quotientAndRemainder(dividingBy: 4)
        let f = (b + 8) / 25
        let g = (b - f + 1) / 3
        let h = (19 * a + b - d - g + 15) % 30
        let (i, k) = c.quotientAndRemainder(dividingBy: 4)
        let l = (32 + 2 * e + 2 * i - h - k) % 7
        let m = (a + 11 * h + 22 * l) / 451
        let (month, day) = (h + l - 7 * m + 114).quotientAndRemainder(dividingBy: 31)
        return CivilDate(year: year, month: month, day: day + 1)
    }

    /// The `count`-th such weekday of a month, counted from 1.
    static func nth(_ count: Int, _ weekday: Weekday, inMonth month: Int, year: Int) -> CivilDate? {
        guard let first = CivilDate(year: year, month: month, day: 1) else { return nil }
        let offset = (weekday.rawValue - first.weekday.rawValue + 7) % 7
        return CivilDate(dayNumber: first.dayNumber + offset + 7 * (count - 1))
    }

    static func last(_ weekday: Weekday, inMonth month: Int, year: Int) -> CivilDate? {
        let length = CivilDate.days(inMonth: month, year: year)
        guard let end = CivilDate(year: year, month: month, day: length) else { return nil }
        return CivilDate(dayNumber: end.dayNumber - (end.weekday.rawValue - weekday.rawValue + 7) % 7)
    }
}
