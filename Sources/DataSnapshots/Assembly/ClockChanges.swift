internal import ForecastCore

/// The hours that a clock shows twice in autumn and not at all in spring, in rows that are written in local time.
///
/// No table of time zones is asked, for they change with the machine: a doubled hour is one of the night's first four,
/// the only one of its year in which series have two rows for a period; a skipped hour is one in which no series has
/// any, between two that have.
struct ClockChanges {
    private let grid: TimeGrid
    /// How many steps an hour has; 0 where hours are no whole number of steps.
    private let stepsPerHour: Int

    init(_ grid: TimeGrid) {
        self.grid = grid
        let minutes = grid.frequency.multiple * (grid.frequency.unit == .hour ? 60 : 1)
        stepsPerHour = grid.frequency.isWithinDays && minutes <= 60 && 60 % minutes == 0 ? 60 / minutes : 0
    }

    /// Clocks change between midnight and four o'clock.
    private static let night = 0..<240

    /// Whether clocks may change in the hour of a step.
    func mayChange(at step: Int) -> Bool {
        stepsPerHour > 0 && Self.night.contains(grid.minuteOfDay(of: step))
    }

    /// The steps of the hour, one per year, that the clock showed twice.
    ///
    /// - Parameter pairs: for every step, how many series have two rows for it.
    func doubled(_ pairs: [Int]) -> Set<Int> {
        let steps = pairs.indices.filter { pairs[$0] > 0 && mayChange(at: $0) }
        let hours = Dictionary(grouping: steps, by: hour).sorted { $0.key < $1.key }
        var best: [Int: (count: Int, steps: [Int])] = [:]
        for (_, steps) in hours {
            let count = steps.reduce(0) { $0 + pairs[$1] }
            if count > best[year(of: steps[0])]?.count ?? 0 { best[year(of: steps[0])] = (count, steps) }
        }
        return Set(best.values.flatMap(\.steps))
    }

    /// The steps of the hour, one per year, that no clock showed. Where a year has several that nobody filled, the one
    /// on a Sunday; where it has several of those, none: rows are missing.
    ///
    /// - Parameter isUsed: for every step, whether any series has a row.
    func skipped(_ isUsed: [Bool]) -> Set<Int> {
        guard stepsPerHour > 0 else { return [] }
        var runs: [Int: [Int]] = [:]
        var step = 0
        while let start = isUsed[step...].firstIndex(of: false) {
            let end = isUsed[start...].firstIndex(of: true) ?? isUsed.count
            let isHour = end - start == stepsPerHour && hour(of: start) == hour(of: end - 1)
            if isHour, end < isUsed.count, mayChange(at: start) {
                runs[year(of: start), default: []].append(start)
            }
            step = end
        }
        return Set(runs.values.flatMap(choice).flatMap { $0..<$0 + stepsPerHour })
    }

    private func choice(_ starts: [Int]) -> [Int] {
        guard starts.count > 1 else { return starts }
        let sundays = starts.filter { grid.date(of: $0)?.weekday == .sunday }
        return sundays.count == 1 ? sundays : []
    }

    private func hour(of step: Int) -> Int {
        (grid.date(of: step)?.dayNumber ?? 0) * 24 + grid.minuteOfDay(of: step) / 60
    }

    private func year(of step: Int) -> Int { grid.date(of: step)?.components.year ?? 0 }
}

extension PanelAssembler {
    /// The cells that have two rows because the clock showed their hour twice. Only after `placeRows`.
    func doubledCells() -> Set<Int> {
        var seen: Set<Int> = []
        var counts: [Int: Int] = [:]
        let changes = ClockChanges(placement.timeGrid(count: periodCount))
        for chunk in table.rows.chunks {
            for row in chunk.series.indices where chunk.series[row] >= 0 {
                guard changes.mayChange(at: Int(chunk.period[row])) else { continue }
                let cell = Int(chunk.series[row]) * periodCount + Int(chunk.period[row])
                if !seen.insert(cell).inserted { counts[cell, default: 1] += 1 }
            }
        }
        var pairs = [Int](repeating: 0, count: periodCount)
        for (cell, count) in counts where count == 2 { pairs[cell % periodCount] += 1 }
        let doubled = changes.doubled(pairs)
        return Set(counts.filter { $0.value == 2 && doubled.contains($0.key % periodCount) }.keys)
    }

    /// Takes the hour that no clock showed for looked after in every series: it is no gap, and its values are missing.
    mutating func skipMissingHours() {
        var isUsed = [Bool](repeating: false, count: periodCount)
        for series in order.indices {
            for step in 0..<periodCount where occupied[series * periodCount + step] != 0 {
                isUsed[step] = true
            }
        }
        for step in ClockChanges(placement.timeGrid(count: periodCount)).skipped(isUsed) {
            for series in order.indices { occupied[series * periodCount + step] = 1 }
        }
    }

    /// The two rows of a doubled hour as one: targets by the rule of `clock_change`, everything else by its mean, which
    /// is the one known value where the other is missing. A sum with a missing part is missing.
    func mergeDoubledHours(_ column: Int, into space: NumberSpace) {
        guard let clockChange, !doubled.isEmpty else { return }
        let isSum = clockChange == .sum && table.columns[column].knowledge == .target
        var parts: [Int: [Double]] = [:]
        for chunk in table.rows.chunks(with: column) {
            for row in chunk.series.indices where chunk.series[row] >= 0 {
                let cell = Int(chunk.series[row]) * periodCount + Int(chunk.period[row])
                guard doubled.contains(cell) else { continue }
                parts[cell, default: []].append(chunk.values[column][row])
            }
        }
        let cells = space.numbers
        for (cell, values) in parts {
            let known = values.filter { !$0.isNaN }
            let sum = known.reduce(0, +)
            if table.columns[column].categories != nil {
                cells[cell] = known.first ?? .nan
            } else if isSum {
                cells[cell] = known.count == values.count ? sum : .nan
            } else {
                cells[cell] = known.isEmpty ? .nan : sum / Double(known.count)
            }
        }
    }
}
