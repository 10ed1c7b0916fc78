internal import ForecastCore
internal import NumericKernels

/// What all products of a category share, week by week: the season, the holidays and the mood of the
/// market.
struct CategoryRhythm: Sendable {
    /// Log demand against the year's level, from the calendar alone. **Shape** `[weeks]`.
    let season: [Double]
    /// Log lift of holidays plus the category's common shock. **Shape** `[weeks]`.
    let events: [Double]

    init(of category: Assortment.Category, weeks: Int, start: CivilDate, seed: UInt64) {
        season = (0..<weeks).map {
            Self.season(of: category, on: CivilDate(dayNumber: start.dayNumber + 7 * $0 + 3))
        }
        let lifts = Self.holidayLifts(of: category, weeks: weeks, start: start)
        let shocks = Self.commonShocks(of: category, weeks: weeks, seed: seed)
        events = zip(lifts, shocks).map { $0 + $1 }
    }

    /// Two waves of a year and half a year that peak together; `day` is the middle of the week.
    private static func season(of category: Assortment.Category, on day: CivilDate) -> Double {
        guard let newYear = CivilDate(year: day.components.year, month: 1, day: 1) else { return 0 }
        let turn = 2 * Double.pi * (Double(day.dayNumber - newYear.dayNumber) - category.peakDay) / 365.25
        return category.yearlyAmplitude * PortableMath.cos(turn)
            + category.halfYearlyAmplitude * PortableMath.cos(2 * turn)
    }

    /// People shop on the seven days that end with the holiday: a holiday on a Monday lifts mostly the
    /// week before.
    private static func holidayLifts(of category: Assortment.Category, weeks: Int, start: CivilDate)
        -> [Double]
    {
        var lifts = [Double](repeating: 0, count: weeks)
        let end = CivilDate(dayNumber: start.dayNumber + 7 * weeks + 6)
        for (date, feast) in HolidayCalendar.feasts(from: start, through: end) {
            guard let lift = category.holidayLift[feast] else { continue }
            for day in (date.dayNumber - 6)...date.dayNumber where day >= start.dayNumber {
                let week = (day - start.dayNumber) / 7
                if week < weeks { lifts[week] += lift / 7 }
            }
        }
        return lifts
    }

    /// A first-order autoregression with coefficient 0.7 and a stationary deviation of 4 %: weather,
    /// fashion, a competitor's campaign.
    private static func commonShocks(of category: Assortment.Category, weeks: Int, seed: UInt64) -> [Double] {
        var chance = Chance(RandomPath(seed: seed, ["synthetic-demand", "category", category.name]))
        let persistence = 0.7
        let deviation = 0.04
        let innovation = deviation * (1 - persistence * persistence).squareRoot()
        var shock = deviation * chance.normal()
        return (0..<weeks).map { _ in
            defer { shock = persistence * shock + innovation * chance.normal() }
            return shock
        }
    }
}
