package import ForecastCore

/// Weekly demand of a made-up shop: products with prices, promotions, holidays, seasons, launches and
/// ends, of four profiles (`ProductProfile`).
///
/// Everything follows from the seed. Series `i` is the same in a data set of ten series and of a
/// million: each draws from a random path of its own. Other weeks or another start give other series.
package struct DemandGenerator: Sendable {
    package let seriesCount: Int
    package let weeks: Int
    package let seed: UInt64
    /// The first day of the first week.
    package let start: CivilDate
    private let rhythms: [CategoryRhythm]

    /// Six digits of series number.
    package static let seriesLimit = 1_000_000
    /// Twenty years.
    package static let weeksLimit = 1_040

    /// - Parameter commonShock: by how much weeks differ for the whole shop, as the deviation of a logarithm.
    /// - Throws: `SyntheticDemandError.request` for counts outside the limits or weeks that leave the
    ///   calendar.
    package init(
        series: Int, weeks: Int, seed: UInt64, start: CivilDate = Self.defaultStart, commonShock: Double = 0
    ) throws(SyntheticDemandError) {
        guard (1...Self.seriesLimit).contains(series) else {
            throw .request("series must be 1 to \(Self.seriesLimit), not \(series)")
        }
        guard (2...Self.weeksLimit).contains(weeks) else {
            throw .request(
                "weeks must be 2 to \(Self.weeksLimit), not \(weeks): one week has no history to learn from")
        }
        guard (1900...2199).contains(start.components.year) else {
            throw .request("start must lie in the years 1900 to 2199, not \(start)")
        }
        guard (0...1).contains(commonShock) else {
            throw .request(
                "the common shock must be 0 to 1, such as 0.1 for weeks that differ by 10 %, not \(commonShock)"
            )
        }
        self.seriesCount = series
        self.weeks = weeks
        self.seed = seed
        self.start = start
        rhythms = Assortment.categories.map {
            CategoryRhythm(of: $0, weeks: weeks, start: start, seed: seed, commonShock: commonShock)
        }
    }

    /// Monday, 2 January 2023.
    package static let defaultStart = CivilDate(dayNumber: 19_359)

    /// Series `index`, from 0.
    package func series(at index: Int) -> GeneratedSeries {
        precondition((0..<seriesCount).contains(index), "series \(index) of \(seriesCount)")
        return GeneratedSeries(index: index, weeks: weeks, seed: seed, rhythms: rhythms)
    }

    /// The holidays of the weeks and of the year after them, so that forecasts know what is ahead.
    package var holidays: [Holiday] {
        let end = CivilDate(dayNumber: start.dayNumber + 7 * (weeks + 53) - 1)
        return HolidayCalendar.feasts(from: start, through: end).map {
            Holiday(date: $0.date, name: $0.feast.rawValue)
        }
    }

    func label(ofWeek week: Int) -> String { CivilDate(dayNumber: start.dayNumber + 7 * week).description }
}
