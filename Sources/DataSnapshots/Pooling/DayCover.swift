internal import ForecastCore

/// The days on which something was written down, and whether they cover the first and the last period.
///
/// A day of the week is open when it has rows more often than not. A period is covered as far as no open day lies between
/// its edge and the nearest row: data that end on a Saturday have the whole week of a shop that is closed on Sundays.
struct DayCover {
    /// 0001-01-01; dates have four digits.
    private static let base = CivilDate(year: 1, month: 1, day: 1)?.dayNumber ?? 0
    private static let count = (CivilDate(year: 9999, month: 12, day: 31)?.dayNumber ?? 0) - base + 1

    private var isUsed = [Bool](repeating: false, count: count)
    private(set) var first = Int.max
    private(set) var last = Int.min

    mutating func take(_ day: Int) {
        guard isUsed.indices.contains(day - Self.base) else { return }
        isUsed[day - Self.base] = true
        first = min(first, day)
        last = max(last, day)
    }

    /// **Shape** one entry per weekday.
    private var isOpen: [Bool] {
        var used = [Int](repeating: 0, count: 7)
        var all = used
        guard first <= last else { return Array(repeating: false, count: 7) }
        for day in first...last {
            let weekday = CivilDate(dayNumber: day).weekday.rawValue
            all[weekday] += 1
            if isUsed[day - Self.base] { used[weekday] += 1 }
        }
        return (0..<7).map { 2 * used[$0] > all[$0] }
    }

    /// Whether an open day lies before the first row, from `start` on.
    func misses(from start: Int) -> Bool { misses(start..<max(start, first)) }

    /// Whether an open day lies after the last row, before `end`.
    func misses(until end: Int) -> Bool { misses(last + 1..<max(last + 1, end)) }

    private func misses(_ days: Range<Int>) -> Bool {
        let isOpen = isOpen
        return days.contains { isOpen[CivilDate(dayNumber: $0).weekday.rawValue] }
    }
}
