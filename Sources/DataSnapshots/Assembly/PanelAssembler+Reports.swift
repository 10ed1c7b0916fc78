internal import ForecastCore

extension PanelAssembler {
    /// A row, found again for a message.
    struct Row {
        let file: Int
        let line: Int
        /// The number of the series in the table.
        let series: Int
        let period: Int32
    }

    /// The first row, in the order of the files, whose label satisfies a condition. Only before
    /// `placeRows`.
    func findRow(where matches: (Int32) -> Bool) -> Row? {
        for chunk in table.rows.chunks {
            guard let row = chunk.period.firstIndex(where: matches) else { continue }
            return Row(
                file: chunk.file, line: Int(chunk.line[row]), series: Int(chunk.series[row]),
                period: chunk.period[row])
        }
        return nil
    }

    func location(_ row: Row) -> SourceLocation {
        SourceLocation(file: table.files[row.file].displayPath, line: row.line, column: 1)
    }

    /// `data.csv:17 (series 'S00017')`.
    func sentence(_ row: Row) -> String {
        "\(table.files[row.file].displayPath):\(row.line) (series \(quoted(table.ids.string(row.series))))"
    }

    mutating func reportCoarser(_ coarser: Frequency) {
        let frequency = table.periods.frequency
        guard let row = findRow(where: { _ in true }) else { return }
        problems.report(.coarserData) {
            Problem(
                "the rows are declared \(frequency.rawValue), but all are whole \(coarser.stepNoun(2)) apart",
                at: location(row),
                fix: "set 'frequency: \(coarser.rawValue)'")
        }
    }

    /// `gaps: zero` would invent a regular zero beside every number.
    mutating func reportEmptySteps(_ longer: Frequency) {
        let frequency = table.periods.frequency
        guard let row = findRow(where: { _ in true }) else { return }
        problems.report(.coarserData) {
            Problem(
                "all rows are whole \(longer.stepNoun(2)) apart: between them, 'frequency: \(frequency.rawValue)' with "
                    + "'gaps: zero' would write zeros that nobody observed",
                at: location(row),
                fix: "set 'frequency: \(longer.rawValue)', or 'gaps: missing'")
        }
    }

    mutating func reportAmbiguous() {
        guard let row = findRow(where: { Int($0) / 32 == placement.first }) else { return }
        problems.report(.offGrid) {
            Problem(
                "month \(table.periods.label(of: row.period)) could be meant as day \(placement.monthDay) or as the last day",
                at: location(row),
                fix: "write the months as \(table.periods.format.monthPattern.uppercased())")
        }
    }

    /// Weekly rows on another weekday than most, monthly rows on another day of the month.
    mutating func reportOffGrid(_ resolution: GridResolution) {
        guard let row = findRow(where: isOffDay) else { return }
        let count = table.rows.chunks.reduce(0) { $0 + $1.period.count { isOffDay($0) } }
        let label = table.periods.label(of: row.period)
        let id = quoted(table.ids.string(row.series))
        let share = ": \(NumberText.count(count)) of \(NumberText.count(table.rows.count)); this is the first"
        let actual = CivilDate(dayNumber: Int(row.period)).weekday
        if let weekday = placement.weekday, actual != weekday {
            problems.report(.wrongWeekday) {
                Problem(
                    "week \(label) of series \(id) starts on a \(actual), but most weeks start on a \(weekday)",
                    at: location(row),
                    notes: ["rows on another day\(share)"],
                    fix: "move these rows to the \(weekday) of their week"
                        + (resolution.usedWeekdays == 7
                            ? "; where series have a row for every day, set 'frequency: daily'" : ""))
            }
        } else if let message = rhythmFault(row, actual) {
            problems.report(.offGrid) {
                Problem(
                    message.text + " (series \(id))", at: location(row), notes: ["rows elsewhere\(share)"],
                    fix: message.fix)
            }
        } else {
            let month = table.periods.format.monthPattern.uppercased()
            let day = placement.monthDay == 31 ? "the last day" : "day \(placement.monthDay)"
            problems.report(.offGrid) {
                Problem(
                    "month \(label) of series \(id) is not on \(day) of its month, as most rows are",
                    at: location(row),
                    notes: ["rows on another day\(share)"],
                    fix: "write one row per month, as \(month), or declare the finer 'frequency'")
            }
        }
    }

    /// What is wrong with a row of business days, or of steps of several units; nil where it is the day of the month.
    private func rhythmFault(_ row: Row, _ weekday: Weekday) -> (text: String, fix: String)? {
        let frequency = table.periods.frequency
        let label = table.periods.label(of: row.period)
        if frequency.unit == .businessDay {
            return (
                "\(label) is a \(weekday), but business days are Monday to Friday",
                "set 'frequency: daily', or add the row to a business day"
            )
        }
        guard frequency.multiple > 1 else { return nil }
        let isOtherDay = frequency.unit == .month && placement.isOtherDay(row.period)
        return isOtherDay
            ? nil
            : (
                "\(label) does not begin one of the \(frequency.stepNoun(2)) that most rows keep to",
                "write one row per \(frequency.stepNoun(1)), or declare the finer 'frequency'"
            )
    }

    /// Whether the label begins no step, though it lies within the grid or before it.
    private func isOffDay(_ ordinal: Int32) -> Bool {
        table.periods.notation == .date && placement.isBeside(ordinal)
    }

    /// Ids of other bytes that are one text to Unicode, and to every program that compares texts by it. Only before
    /// `placeRows`.
    func reportSameText() {
        var seen: [String: Int] = [:]
        for series in order {
            let id = table.ids.string(series)
            // ASCII is written in one way only.
            guard id.utf8.contains(where: { $0 >= 0x80 }) else { continue }
            guard let other = seen.updateValue(series, forKey: id) else { continue }
            let first = table.ids.string(other)
            let row = firstRow(ofSeries: series)
            problems.report(.sameText) {
                Problem(
                    "series \(quoted(id)) is written in two ways: \(Self.difference(first, id))",
                    at: row.map(location), fix: "write it in one way in all rows, such as Unicode's NFC")
            }
        }
    }

    private func firstRow(ofSeries series: Int) -> Row? {
        for chunk in table.rows.chunks {
            guard let row = chunk.series.firstIndex(of: Int32(series)) else { continue }
            return Row(
                file: chunk.file, line: Int(chunk.line[row]), series: series, period: chunk.period[row])
        }
        return nil
    }

    /// `U+00E9 in one, U+0065 U+0301 in the other`: where two texts part.
    private static func difference(_ left: String, _ right: String) -> String {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        let start = zip(left, right).prefix { $0 == $1 }.count
        func codes(_ scalars: [Unicode.Scalar]) -> String {
            scalars[min(start, scalars.count)...].prefix(2).map {
                let hex = String($0.value, radix: 16, uppercase: true)
                return "U+" + String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            }.joined(separator: " ")
        }
        return "\(codes(left)) in some rows, \(codes(right)) in others"
    }

    mutating func reportDuplicates() {
        occupied = [UInt8](repeating: 0, count: order.count * periodCount)
        var repeats: [(row: Row, cell: Int)] = []
        var more = 0
        for chunk in table.rows.chunks {
            for row in chunk.series.indices where chunk.series[row] >= 0 {
                let cell = Int(chunk.series[row]) * periodCount + Int(chunk.period[row])
                if occupied[cell] == 0 {
                    occupied[cell] = 1
                } else if doubled.contains(cell) {
                    continue
                } else if repeats.count < DataProblems.shownPerKind {
                    repeats.append((placedRow(chunk, row), cell))
                } else {
                    more += 1
                }
            }
        }
        guard !repeats.isEmpty else { return }
        let first = firstRows(ofCells: repeats.map(\.cell))
        for (row, cell) in repeats {
            problems.report(.duplicateRow) {
                Problem(
                    "a second row for series \(quoted(table.ids.string(row.series))) in \(label(ofCell: cell))",
                    at: location(row),
                    notes: first[cell].map {
                        ["the first is in \(table.files[$0.file].displayPath):\($0.line)"]
                    } ?? [],
                    fix: "keep one of them, or say by 'aggregate' how they become one"
                        + clockAdvice(at: cell % periodCount, "back", "sum or mean"))
            }
        }
        problems.count(.duplicateRow, further: more)
    }

    /// For rows that may be beside each other, or not there, because clocks change.
    private func clockAdvice(at step: Int, _ direction: String, _ rules: String) -> String {
        guard clockChange == nil, ClockChanges(placement.timeGrid(count: periodCount)).mayChange(at: step)
        else {
            return ""
        }
        return "; where clocks go \(direction) in this hour, set 'clock_change: \(rules)'"
    }

    private func placedRow(_ chunk: RowChunk, _ row: Int) -> Row {
        Row(
            file: chunk.file, line: Int(chunk.line[row]), series: order[Int(chunk.series[row])],
            period: chunk.period[row])
    }

    /// `week 2021-01-04`, of a cell of the panel.
    private func label(ofCell cell: Int) -> String { label(ofStep: cell % periodCount) }

    private func label(ofStep step: Int) -> String {
        "\(table.periods.frequency.stepNoun(1)) \(placement.timeGrid(count: periodCount).label(of: step))"
    }

    /// The first row of each of some cells.
    private func firstRows(ofCells cells: [Int]) -> [Int: Row] {
        var found: [Int: Row] = [:]
        let wanted = Set(cells)
        for chunk in table.rows.chunks {
            for row in chunk.series.indices where chunk.series[row] >= 0 {
                let cell = Int(chunk.series[row]) * periodCount + Int(chunk.period[row])
                if wanted.contains(cell), found[cell] == nil { found[cell] = placedRow(chunk, row) }
            }
        }
        return found
    }

    mutating func reportGaps() {
        var holes: [(before: Int, after: Int)] = []
        for series in order.indices {
            var last = -1
            for cell in series * periodCount..<(series + 1) * periodCount where occupied[cell] != 0 {
                if last >= 0, cell > last + 1 { holes.append((last, cell)) }
                last = cell
            }
        }
        let before = firstRows(ofCells: shownCells(of: holes))
        for hole in holes {
            let missing = hole.after - hole.before - 1
            let series = hole.before / periodCount
            problems.report(.gap, alike: String(series)) {
                Problem(
                    "series \(quoted(table.ids.string(order[series]))) has no row for "
                        + "\(table.periods.frequency.count(missing)) from \(label(ofCell: hole.before + 1)) on",
                    at: before[hole.before].map(location),
                    fix: "add the rows, or set 'gaps: zero' or 'gaps: missing'"
                        + clockAdvice(at: hole.before % periodCount + 1, "forward", "mean"),
                    repeats: "holes are in this series")
            }
        }
    }

    /// Where the first holes of the series are that are shown.
    private func shownCells(of holes: [(before: Int, after: Int)]) -> [Int] {
        var cells: [Int] = []
        for hole in holes where cells.last.map({ $0 / periodCount }) != hole.before / periodCount {
            cells.append(hole.before)
            if cells.count == DataProblems.shownPerKind { break }
        }
        return cells
    }

    mutating func reportUnobserved(_ firstStep: [Int]) {
        let silent = order.indices.filter { firstStep[$0] == periodCount }
        guard !silent.isEmpty else { return }
        var rows: [Int: Row] = [:]
        let shown = Set(silent.prefix(DataProblems.shownPerKind))
        for chunk in table.rows.chunks {
            for row in chunk.series.indices
            where shown.contains(Int(chunk.series[row])) && rows[Int(chunk.series[row])] == nil {
                rows[Int(chunk.series[row])] = placedRow(chunk, row)
            }
        }
        for series in silent {
            problems.report(.noObservations) {
                Problem(
                    "series \(quoted(table.ids.string(order[series]))) has no observation of any target",
                    at: rows[series].map(location),
                    fix: "remove its rows; there is nothing to learn from")
            }
        }
    }
}

extension Frequency {
    /// `1 week`, `1,200 weeks`.
    func count(_ steps: Int) -> String { "\(NumberText.count(steps)) \(stepNoun(steps))" }
}
