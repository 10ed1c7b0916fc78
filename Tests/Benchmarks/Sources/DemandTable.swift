import ForecastCore
import Foundation

/// The volumes of a generated `demand.csv`, whose rows come series by series and week by week.
struct DemandTable {
    private var ids: [String] = []
    private var firstWeeks: [Int] = []
    private var volumes: [[Double]] = []
    private var weekCount = 0

    init(path: String, profiles: Set<String>) throws {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw BenchmarkError(description: "cannot read \(path)")
        }
        var firstDay: Int?
        for line in content.split(separator: UInt8(ascii: "\n")).dropFirst() {
            let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            guard cells.count == 8, let volume = Double(Self.text(cells[2])),
                let date = CivilDate(Self.text(cells[1]))
            else {
                throw BenchmarkError(description: "\(path): not a generated demand.csv: \(Self.text(line))")
            }
            // The first series need not start in the first week, so earlier weeks may still come.
            let day = min(firstDay ?? date.dayNumber, date.dayNumber)
            if let known = firstDay, day < known { shiftWeeks(by: (known - day) / 7) }
            firstDay = day
            let week = (date.dayNumber - day) / 7
            weekCount = max(weekCount, week + 1)
            if profiles.isEmpty || profiles.contains(Self.text(cells[7])) {
                append(volume, to: Self.text(cells[0]), in: week)
            }
        }
    }

    /// Every series from its first week to the end of the panel without its last `horizon` weeks; weeks
    /// after the end of a product are 0. Series that start later than that are left out.
    func histories(withoutLast horizon: Int) -> [SeriesHistory] {
        ids.indices.compactMap { index in
            let length = weekCount - horizon - firstWeeks[index]
            guard length > 0 else { return nil }
            let padding = [Double](repeating: 0, count: max(0, length - volumes[index].count))
            return SeriesHistory(
                id: ids[index], values: Array(volumes[index].prefix(length)) + padding,
                firstStep: firstWeeks[index])
        }
    }

    private mutating func append(_ volume: Double, to id: String, in week: Int) {
        if ids.last != id {
            ids.append(id)
            firstWeeks.append(week)
            volumes.append([])
        }
        volumes[volumes.count - 1].append(volume)
    }

    private mutating func shiftWeeks(by count: Int) {
        firstWeeks = firstWeeks.map { $0 + count }
        weekCount += count
    }

    private static func text(_ bytes: Data.SubSequence) -> String { String(decoding: bytes, as: UTF8.self) }
}
