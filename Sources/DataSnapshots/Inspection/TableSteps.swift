internal import ForecastCore

/// The periods of a sample's rows, and how far apart they are.
struct TableSteps {
    /// Per row: hours since 1970 for dates, else the number itself; a negative number of its own for a cell that is
    /// neither.
    let ordinals: [Int]
    /// Without those that are none.
    private let read: [Int]
    private let first: Int
    private let isDate: Bool
    private let isHourly: Bool

    /// - Parameter format: of the dates; nil where periods are numbered.
    init(_ cells: [String], format: DateFormat?, isHourly: Bool) {
        let read = cells.map { cell in
            format.map { ColumnDates.hour(of: cell, $0) } ?? Int(trimmed(cell)).flatMap(Self.period)
        }
        ordinals = read.enumerated().map { $1 ?? Int.min + $0 }
        self.read = read.compactMap(\.self)
        first = self.read.min() ?? 0
        isDate = format != nil
        self.isHourly = isHourly
    }

    /// Numbers beyond all periods name none: differences between them would not fit.
    private static func period(_ number: Int) -> Int? {
        number.magnitude <= 1 << 31 ? number : nil
    }

    /// What nearly all rows say: one mistyped date makes weeks neither days nor months.
    ///
    /// - Parameter codes: the series of every row.
    func frequency(codes: [Int]) -> (frequency: Frequency, keepsItsDay: Bool) {
        guard isDate else { return (.weekly, true) }
        if isHourly { return (.hourly, true) }
        let distinct = Set(read).sorted()
        let days = zip(distinct.dropFirst(), distinct).map { ($0 - $1) / 24 }.sorted()
        guard !days.isEmpty else { return (.weekly, true) }
        if days[days.count / 20] >= 28 { return (.monthly, true) }
        if isOnOneWeekday { return (.weekly, true) }
        let steps = steps(codes: codes)
        func most(_ range: ClosedRange<Int>) -> Bool {
            !steps.isEmpty && steps.count(where: range.contains) * 100 >= steps.count * 80
        }
        if most(6...8) { return (.weekly, false) }
        return most(26...35) ? (.monthly, false) : (.daily, true)
    }

    private var isOnOneWeekday: Bool {
        var rowsOnWeekday = [Int](repeating: 0, count: 7)
        for hour in read { rowsOnWeekday[((hour / 24) % 7 + 7) % 7] += 1 }
        return (rowsOnWeekday.max() ?? 0) * 100 >= read.count * 95
    }

    /// Days between the rows of each series.
    private func steps(codes: [Int]) -> [Int] {
        let rows = zip(codes, ordinals).filter { $0.1 > Int.min / 2 }.sorted { $0 < $1 }
        return zip(rows.dropFirst(), rows).filter { $0.0 == $1.0 }.map { ($0.1 - $1.1) / 24 }
    }

    /// How many periods are missing between two rows of a series, as the reader will count them. `codes` names the
    /// series of every row.
    func holes(codes: [Int], _ frequency: Frequency) -> Int {
        var steps: [Int: Set<Int>] = [:]
        for (code, ordinal) in zip(codes, ordinals) where ordinal > Int.min / 2 {
            steps[code, default: []].insert(step(of: ordinal, frequency))
        }
        return steps.values.reduce(0) { sum, steps in
            sum + (steps.max() ?? 0) - (steps.min() ?? 0) + 1 - steps.count
        }
    }

    /// Counts the periods of the frequency.
    private func step(of ordinal: Int, _ frequency: Frequency) -> Int {
        guard isDate else { return ordinal }
        let hours = ordinal - first
        switch frequency {
        case .hourly: return hours
        case .daily: return hours / 24
        // Half a week more: one row on an earlier weekday moves no other one.
        case .weekly: return (hours + 84) / 168
        case .monthly:
            let (year, month, _) = CivilDate(dayNumber: (ordinal - ((ordinal % 24) + 24) % 24) / 24)
                .components
            return 12 * year + month
        }
    }
}
