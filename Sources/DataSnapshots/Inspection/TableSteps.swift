internal import ForecastCore

/// The periods of a sample's rows, and how far apart they are.
struct TableSteps {
    /// Per row: hours since 1970 for dates, else the number itself; a negative number of its own for a cell that is
    /// neither.
    let ordinals: [Int]
    let frequency: Frequency

    init(_ cells: [String], isDate: Bool, isHourly: Bool) {
        let read = cells.map { isDate ? Self.hour(of: $0) : Int($0) }
        ordinals = read.enumerated().map { $1 ?? Int.min + $0 }
        frequency = isDate ? Self.frequency(read.compactMap { $0 }, isHourly: isHourly) : .weekly
    }

    /// Hours since 1970 of `2024-05-06`, `2024-05-06 13:00[:00]`, `2024-05-06T13:00` or `2024-05`.
    static func hour(of text: String) -> Int? {
        let day = text.utf8.count == 7 ? text + "-01" : String(text.prefix(10))
        guard let date = CivilDate(day) else { return nil }
        guard text.utf8.count > 10 else { return date.dayNumber * 24 }
        let time = text.dropFirst(11)
        guard [5, 8].contains(time.utf8.count), let hour = Int(time.prefix(2)), (0..<24).contains(hour) else {
            return nil
        }
        return date.dayNumber * 24 + hour
    }

    /// What nearly all rows say: one mistyped date makes weeks neither days nor months.
    private static func frequency(_ hours: [Int], isHourly: Bool) -> Frequency {
        if isHourly { return .hourly }
        let distinct = Set(hours).sorted()
        let days = zip(distinct.dropFirst(), distinct).map { ($0 - $1) / 24 }.sorted()
        guard !days.isEmpty else { return .weekly }
        if days[days.count / 20] >= 28 { return .monthly }
        var rowsOnWeekday = [Int](repeating: 0, count: 7)
        for hour in hours { rowsOnWeekday[((hour / 24) % 7 + 7) % 7] += 1 }
        return (rowsOnWeekday.max() ?? 0) * 100 >= hours.count * 95 ? .weekly : .daily
    }

    /// Whether a period is missing between two rows of a series. `codes` names the series of every row.
    func hasGaps(codes: [Int]) -> Bool {
        let grid = Set(ordinals).sorted()
        var position: [Int: Int] = [:]
        for (index, ordinal) in grid.enumerated() { position[ordinal] = index }
        var rows: [Int: (first: Int, last: Int, count: Int)] = [:]
        for (row, code) in codes.enumerated() {
            let step = position[ordinals[row]] ?? 0
            let known = rows[code] ?? (step, step, 0)
            rows[code] = (min(known.first, step), max(known.last, step), known.count + 1)
        }
        return rows.values.contains { $0.last - $0.first + 1 > $0.count }
    }
}
