internal import ForecastCore
internal import NumericKernels

/// What all products of a category share, week by week: the season, the holidays and the mood of the
/// market.
struct CategoryRhythm: Sendable {
    /// Log demand against the year's level, from the calendar alone. **Shape** `[weeks]`.
    let season: [Double]
    /// Log lift of holidays plus the shocks of the category and of the shop. **Shape** `[weeks]`.
    let events: [Double]

    /// - Parameter commonShock: the deviation of the logarithm of what moves the whole shop; see `shopShocks`.
    init(
        of category: Assortment.Category, weeks: Int, start: CivilDate, seed: UInt64, commonShock: Double
    ) {
        season = (0..<weeks).map {
            Self.season(of: category, on: CivilDate(dayNumber: start.dayNumber + 7 * $0 + 3))
        }
        let lifts = Self.holidayLifts(of: category, weeks: weeks, start: start)
        let shocks = Self.shocks(
            RandomPath(seed: seed, ["synthetic-demand", "category", category.name]), weeks: weeks,
            deviation: 0.04)
        let shop = Self.shopShocks(weeks: weeks, seed: seed, deviation: commonShock)
        events = lifts.indices.map { lifts[$0] + shocks[$0] + shop[$0] }
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

    /// What all products share: a strike, a heat wave, a new shop next door. Errors of all series move together then, and
    /// windows differ from each other by more than series can explain.
    private static func shopShocks(weeks: Int, seed: UInt64, deviation: Double) -> [Double] {
        guard deviation > 0 else { return [Double](repeating: 0, count: weeks) }
        return shocks(
            RandomPath(seed: seed, ["synthetic-demand", "common-shock"]), weeks: weeks, deviation: deviation)
    }

    /// A first-order autoregression with coefficient 0.7 and this stationary deviation: weather, fashion, a competitor's
    /// campaign.
    private static func shocks(_ path: RandomPath, weeks: Int, deviation: Double) -> [Double] {
        var chance = Chance(path)
        let persistence = 0.7
        let innovation = deviation * (1 - persistence * persistence).squareRoot()
        var shock = deviation * chance.normal()
        return (0..<weeks).map { _ in
            defer { shock = persistence * shock + innovation * chance.normal() }
            return shock
        }
    }
}
