internal import ForecastCore

/// What the moments of a table keep to, all series together: so many minutes, days, weeks or months apart.
///
/// The longest step that nearly all of them keep to is the frequency: dates three months apart are quarters, not months
/// with two of three missing.
struct TimeRhythm {
    /// Minutes since 1970, one per row, ascending.
    private let rows: [Int]
    /// Days since 1970, each once, ascending.
    private let days: [Int]
    /// Whether rows have more than one time of day.
    let isWithinDays: Bool

    /// One mistyped date in twenty makes no other frequency.
    private static let nearlyAll = 95
    /// Fewer dates keep to long steps by chance.
    private static let fewest = 4

    init(_ minutes: [Int]) {
        rows = minutes.sorted()
        days = Set(minutes.map { floorDivide($0, 1440) }).sorted()
        let times = Dictionary(minutes.map { ($0 - 1440 * floorDivide($0, 1440), 1) }, uniquingKeysWith: +)
        isWithinDays = (times.values.max() ?? 0) * 100 < minutes.count * Self.nearlyAll
    }

    /// Nil where rows are less than four weeks apart and keep to no day of the week.
    var frequency: Frequency? {
        if isWithinDays { return frequencyWithinDays }
        guard days.count > 1 else { return .weekly }
        let distances = zip(days.dropFirst(), days).map { $0 - $1 }.sorted()
        let isLong = distances[distances.count / 20] >= 28
        if isOnOneWeekday, !isLong || !isOnOneMonthDay {
            let weeks = frequencyOfWeeks
            if !isLong || weeks.multiple > 1 { return weeks }
        }
        return isLong ? frequencyOfMonths : nil
    }

    private var frequencyWithinDays: Frequency {
        let moments = Set(rows).sorted()
        // A day has so many of each.
        let lengths = (2...720).reversed().filter { 1440 % $0 == 0 }
        let length =
            lengths.first { (moments.count >= Self.fewest || $0 <= 60) && keeps(moments, to: $0) } ?? 1
        return Frequency(every: length, .minute) ?? .minutely
    }

    private var frequencyOfWeeks: Frequency {
        let weeks = Set(days.map { floorDivide($0 + 3, 7) }).sorted()
        let multiple = (2...13).reversed().first { weeks.count >= Self.fewest && fills(weeks, inStepsOf: $0) }
        return Frequency(every: multiple ?? 1, .week) ?? .weekly
    }

    private var frequencyOfMonths: Frequency {
        let months = Set(days.map { CivilDate(dayNumber: $0).month }).sorted()
        // Years and quarters are usual enough to be told by two of them.
        let multiple = [12, 6, 4, 3, 2].first { multiple in
            (months.count >= Self.fewest || [3, 12].contains(multiple)) && fills(months, inStepsOf: multiple)
        }
        return Frequency(every: multiple ?? 1, .month) ?? .monthly
    }

    /// Days, business days or several days, for rows that keep to no weekday.
    var frequencyOfDays: Frequency {
        let weekdays = Set(days.map { CivilDate(dayNumber: $0).weekday })
        let isBusiness = weekdays.count == 5 && weekdays.allSatisfy { $0.rawValue <= Weekday.friday.rawValue }
        if isBusiness, days.count > 5 { return .businessDays }
        let multiple = [10, 6, 5, 4, 3, 2].first { days.count >= Self.fewest && fills(days, inStepsOf: $0) }
        return Frequency(every: multiple ?? 1, .day) ?? .daily
    }

    /// Whether nearly all numbers are so far apart, and most of the places between the first and the last are taken:
    /// products that rarely sell keep to long steps by chance.
    private func fills(_ numbers: [Int], inStepsOf divisor: Int) -> Bool {
        guard let first = numbers.first, let last = numbers.last, keeps(numbers, to: divisor) else {
            return false
        }
        return 10 * numbers.count >= 8 * ((last - first) / divisor + 1)
    }

    /// Whether nearly all numbers leave the same rest.
    private func keeps(_ numbers: [Int], to divisor: Int) -> Bool {
        var counts = [Int](repeating: 0, count: divisor)
        for number in numbers { counts[number - divisor * floorDivide(number, divisor)] += 1 }
        return (counts.max() ?? 0) * 100 >= numbers.count * Self.nearlyAll
    }

    /// Whether there is a moment a day or less, and their times of day differ: midnights of local time in UTC.
    var isDailyAtChangingTimes: Bool {
        guard isWithinDays else { return false }
        let moments = Set(rows).sorted()
        let steps = zip(moments.dropFirst(), moments).map { $0 - $1 }
        return steps.count(where: { $0 >= 1320 }) * 100 >= steps.count * Self.nearlyAll
    }

    /// Counted by rows: a series or two on another day are mistakes.
    var isOnOneWeekday: Bool { keeps(rows.map { floorDivide($0, 1440) }, to: 7) }

    /// Whether nearly all dates are on one day of the month, or on its last.
    var isOnOneMonthDay: Bool {
        let places = days.map { day -> (day: Int, length: Int) in
            let (year, month, dayOfMonth) = CivilDate(dayNumber: day).components
            return (dayOfMonth, CivilDate.days(inMonth: month, year: year))
        }
        let most = (1...31).map { day in places.count { $0.day == min(day, $0.length) } }.max() ?? 0
        return most * 100 >= places.count * Self.nearlyAll
    }

    /// The step of a moment, counted from that of another one; rows beside the rhythm belong to the step before them,
    /// those of weeks to the nearest.
    static func step(of minute: Int, since first: Int, _ frequency: Frequency) -> Int {
        let (day, start) = (floorDivide(minute, 1440), floorDivide(first, 1440))
        let multiple = frequency.multiple
        return switch frequency.unit {
        case .minute: floorDivide(minute - first, multiple)
        case .hour: floorDivide(minute - first, 60 * multiple)
        case .day: floorDivide(day - start, multiple)
        case .businessDay: CivilDate(dayNumber: day).businessDay - CivilDate(dayNumber: start).businessDay
        // Half a week more: one row on an earlier weekday moves no other one.
        case .week: floorDivide(2 * (day - start) + 7, 14 * multiple)
        case .month:
            floorDivide(CivilDate(dayNumber: day).month - CivilDate(dayNumber: start).month, multiple)
        }
    }
}
