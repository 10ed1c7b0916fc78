internal import ForecastCore

/// The periods of a sample's rows, and how far apart they are.
struct TableSteps {
    /// Per row: minutes since 1970 for dates, else the number itself; a negative number of its own for a cell that is
    /// neither.
    let ordinals: [Int]
    /// What the rows of all series together keep to; nil where periods are numbered.
    private let rhythm: TimeRhythm?
    private let first: Int
    /// Of all series together, ascending.
    private let distinct: [Int]

    var isWithinDays: Bool { rhythm?.isWithinDays == true }

    /// - Parameter format: of the dates; nil where periods are numbered.
    init(_ cells: [String], format: DateFormat?) {
        let read = cells.map { cell in
            format.map { ColumnDates.minute(of: cell, $0) } ?? Int(trimmed(cell)).flatMap(Self.period)
        }
        ordinals = read.enumerated().map { $1 ?? Int.min + $0 }
        let periods = read.compactMap(\.self)
        distinct = Set(periods).sorted()
        rhythm = format == nil ? nil : TimeRhythm(periods)
        first = distinct.first ?? 0
    }

    /// Numbers beyond all periods name none: differences between them would not fit.
    private static func period(_ number: Int) -> Int? {
        number.magnitude <= 1 << 31 ? number : nil
    }

    /// What nearly all rows say: one mistyped date makes weeks neither days nor months.
    ///
    /// - Parameter codes: the series of every row.
    func frequency(codes: [Int]) -> (frequency: Frequency, keepsItsDay: Bool) {
        guard let rhythm else { return (.weekly, true) }
        if let frequency = rhythm.frequency, frequency.unit != .month || rhythm.isOnOneMonthDay {
            return (frequency, true)
        }
        let steps = daySteps(codes: codes)
        func most(_ range: ClosedRange<Int>) -> Bool {
            !steps.isEmpty && steps.count(where: range.contains) * 100 >= steps.count * 80
        }
        if most(6...8) { return (.weekly, false) }
        return most(26...35) ? (.monthly, false) : (rhythm.frequency ?? rhythm.frequencyOfDays, true)
    }

    /// By row, the periods of a frequency; a number of its own for a cell that is no period.
    func steps(_ frequency: Frequency) -> [Int] {
        ordinals.map { $0 > Int.min / 2 ? step(of: $0, frequency) : $0 }
    }

    /// From the first day to the last.
    var dayCount: Int {
        floorDivide(distinct.last ?? 0, 1440) - floorDivide(distinct.first ?? 0, 1440) + 1
    }

    /// The day of the week that dates are on; nil where they are on several.
    var weekday: Weekday? {
        rhythm?.isOnOneWeekday == true
            ? distinct.first.map { CivilDate(dayNumber: floorDivide($0, 1440)).weekday } : nil
    }

    /// Days between the rows of each series.
    private func daySteps(codes: [Int]) -> [Int] {
        let rows = zip(codes, ordinals).filter { $0.1 > Int.min / 2 }.sorted { $0 < $1 }
        return zip(rows.dropFirst(), rows).filter { $0.0 == $1.0 }.map { ($0.1 - $1.1) / 1440 }
    }

    /// How many periods are missing between two rows of a series, as the reader will count them. `codes` names the
    /// series of every row.
    func holes(codes: [Int], _ frequency: Frequency) -> Int {
        var steps: [Int: Set<Int>] = [:]
        for (code, ordinal) in zip(codes, ordinals) where ordinal > Int.min / 2 {
            steps[code, default: []].insert(step(of: ordinal, frequency))
        }
        let skipped = skippedSteps
        return steps.values.reduce(0) { sum, steps in
            let range = (steps.min() ?? 0)...(steps.max() ?? 0)
            return sum + range.count - steps.count - skipped.count(where: range.contains)
        }
    }

    /// How many of these holes are business days on which no series has a row: holidays, for a table of several weeks.
    func holidayHoles(codes: [Int], _ frequency: Frequency) -> Int {
        guard frequency == .businessDays else { return 0 }
        let used = Set(distinct.map { step(of: $0, frequency) })
        let free = (0...(used.max() ?? 0)).filter { !used.contains($0) }
        var ranges: [Int: ClosedRange<Int>] = [:]
        for (code, ordinal) in zip(codes, ordinals) where ordinal > Int.min / 2 {
            let step = step(of: ordinal, frequency)
            let range = ranges[code] ?? step...step
            ranges[code] = min(range.lowerBound, step)...max(range.upperBound, step)
        }
        return ranges.values.reduce(0) { sum, range in sum + free.count(where: range.contains) }
    }

    // MARK: - Clock changes

    /// Where hours may be there twice or not at all; nil where steps are days or longer.
    private var changes: ClockChanges? {
        guard let rhythm, rhythm.isWithinDays, let frequency = rhythm.frequency else { return nil }
        let day = CivilDate(dayNumber: floorDivide(first, 1440))
        let minute = first - 1440 * day.dayNumber
        return ClockChanges(
            TimeGrid(
                frequency: frequency, origin: .calendar(day, hour: minute / 60, minute: minute % 60), count: 1
            ))
    }

    /// Steps, counted from the first row, of the hours that no clock showed.
    private var skippedSteps: Set<Int> {
        guard let changes, let frequency = rhythm?.frequency else { return [] }
        let used = Set(distinct.map { step(of: $0, frequency) })
        return changes.skipped((0...(used.max() ?? 0)).map(used.contains))
    }

    /// Rows of a series and period that an earlier row has, but for an hour that the clock showed twice.
    func repeats(codes: [Int]) -> Int {
        let repeated = repeatedRows(codes: codes)
        let doubled = doubledSteps(repeated)
        guard let frequency = rhythm?.frequency, !doubled.isEmpty else { return repeated.count }
        return repeated.count { !doubled.contains(step(of: $0, frequency)) }
    }

    /// The moments of rows that an earlier row of their series has.
    private func repeatedRows(codes: [Int]) -> [Int] {
        var seen: Set<SIMD2<Int>> = []
        return zip(codes, ordinals).filter { !seen.insert(SIMD2($0, $1)).inserted }.map(\.1)
    }

    private func doubledSteps(_ repeated: [Int]) -> Set<Int> {
        guard let changes, let frequency = rhythm?.frequency, let last = distinct.last else { return [] }
        var pairs = [Int](repeating: 0, count: step(of: last, frequency) + 1)
        for moment in repeated where moment >= first { pairs[step(of: moment, frequency)] += 1 }
        return changes.doubled(pairs)
    }

    /// Whether some hour is there twice, or none of the series has it.
    func showsClockChange(codes: [Int]) -> Bool {
        changes != nil && (!skippedSteps.isEmpty || !doubledSteps(repeatedRows(codes: codes)).isEmpty)
    }

    /// Counts the periods of the frequency.
    private func step(of ordinal: Int, _ frequency: Frequency) -> Int {
        rhythm == nil ? ordinal : TimeRhythm.step(of: ordinal, since: first, frequency)
    }

    /// The periods from the first row to the last, and those of them in which any series has a row.
    func coverage(_ frequency: Frequency) -> Coverage {
        let steps = Set(distinct.map { step(of: $0, frequency) })
        guard let first = steps.min(), let last = steps.max() else { return Coverage(periods: 0, used: 0) }
        if rhythm == nil { return Coverage(periods: last - first + 1, used: steps.count, isNumbered: true) }
        let isDaily = frequency.unit == .day && frequency.multiple == 1
        let cycle =
            isDaily ? 7 : frequency.isWithinDays || frequency.unit == .month ? frequency.seasonLength : 1
        let periods = last - first + 1
        // A place in the week or the day at which nothing ever is: Sundays, nights. Where other places are full, three
        // cycles show it; where they have holes, too, it takes more to rule out chance.
        let places = Set(steps.map { $0 - cycle * floorDivide($0, cycle) }).count
        let isFull = 10 * steps.count * cycle >= 9 * periods * places
        let isShown =
            periods >= 8 * cycle && steps.count >= 6 * cycle || periods >= 3 * cycle && isFull
        return Coverage(
            periods: periods, used: steps.count, places: isShown ? places : cycle, cycle: cycle,
            isRegular: keepsPlace(frequency))
    }

    /// A series whose rows are all as many periods apart, where others have rows between them, and that distance.
    ///
    /// - Parameter codes: the series of every row.
    func longStep(codes: [Int], _ frequency: Frequency) -> (code: Int, periods: Int)? {
        var steps: [Int: Set<Int>] = [:]
        for (code, ordinal) in zip(codes, ordinals) where ordinal > Int.min / 2 {
            steps[code, default: []].insert(step(of: ordinal, frequency))
        }
        // Fewer keep to a distance by chance.
        for (code, own) in steps.sorted(by: { $0.key < $1.key }) where own.count >= 7 {
            let sorted = own.sorted()
            let distance = sorted[1] - sorted[0]
            if distance > 1, zip(sorted.dropFirst(), sorted).allSatisfy({ $0 - $1 == distance }) {
                return (code, distance)
            }
        }
        return nil
    }

    /// Two moments of rows that are a day apart at different times of it; nil where rows are not.
    var changingTimes: (Int, Int)? {
        guard rhythm?.isDailyAtChangingTimes == true, let first = distinct.first else { return nil }
        let time = first - 1440 * floorDivide(first, 1440)
        return distinct.first { $0 - 1440 * floorDivide($0, 1440) != time }.map { (first, $0) }
    }

    private func keepsPlace(_ frequency: Frequency) -> Bool {
        switch frequency.unit {
        case .week: rhythm?.isOnOneWeekday == true
        case .month: rhythm?.isOnOneMonthDay == true
        case .minute, .hour, .day, .businessDay: false
        }
    }

    /// How much of the time between the first row and the last has rows at all.
    struct Coverage {
        let periods: Int
        let used: Int
        /// Of the places in a week or a day, those that ever have a row.
        var places = 1
        var cycle = 1
        /// Whether the dates keep to a day of the week or of the month.
        var isRegular = false
        /// Numbers of periods count without holes, or are no numbers of periods: `20241` to `20244` are quarters.
        var isNumbered = false

        /// Whether some places never have a row: then nobody looks there, and what is missing there is not 0.
        var hasClosedPlaces: Bool { places < cycle }

        /// Whether nearly all periods have a row in some series.
        var isFull: Bool { 10 * used >= 9 * periods }

        /// Whether a third of the periods or more has no row in any series.
        var isSparse: Bool { 3 * used < 2 * periods }

        /// Whether most periods at open places have no row in any series.
        var isMostlyEmpty: Bool {
            // Dates on one day of the week or the month say what they are, however few they are.
            isNumbered ? 10 * used < 6 * periods : isRegular ? false : 2 * used * cycle < periods * places
        }
    }
}
