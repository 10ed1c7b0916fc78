package import ForecastCore

/// What a person should know of data that are read without an error.
extension Panel {
    /// A sentence or two each: what was added up or left out, knowledge that ends before the data do, ids that a person reads as one.
    package var remarks: [String] { notes + holidayRemarks + endingColumns + alikeIDs }

    // MARK: - Knowledge that ends

    /// The last period in which some target was observed.
    private var lastObserved: Int? {
        columns.filter { $0.knowledge == .target }.compactMap(lastStep).max()
    }

    /// The last period in which some series has a value.
    private func lastStep(of column: PanelColumn) -> Int? {
        guard grid.count > 0 else { return nil }
        defer { column.values.letGo() }
        var last = -1
        for series in 0..<seriesCount {
            let row = series * grid.count
            for step in stride(from: grid.count - 1, to: last, by: -1) where !column.values[row + step].isNaN
            {
                last = step
                break
            }
        }
        return last < 0 ? nil : last
    }

    private var holidayRemarks: [String] {
        guard let first = holidays.first?.date, let last = holidays.last?.date, let end = lastObserved,
            let begin = firstStep.min(), let firstDay = grid.date(of: begin), let lastDay = grid.date(of: end)
        else { return [] }
        let advice = "is_holiday, days_to_holiday and days_since_holiday are missing there. List holidays "
        var remarks: [String] = []
        if last < lastDay {
            remarks.append(
                "the list of holidays ends on \(last), the data in \(grid.label(of: end)): whether a later period holds one "
                    + "is not known, and \(advice)to the end of the data and one beyond.")
        }
        if firstDay.components.year < first.components.year {
            remarks.append(
                "the list of holidays begins on \(first), the data in \(grid.label(of: begin)): whether a period of an earlier "
                    + "year holds one is not known, and \(advice)of all years.")
        }
        return remarks
    }

    private var endingColumns: [String] {
        guard let end = lastObserved else { return [] }
        return columns.filter { $0.knowledge == .knownAhead }.compactMap { column in
            guard let last = lastStep(of: column) else {
                return "\(column.name) is known ahead and has no value in any period."
            }
            guard last < end else { return nil }
            return
                "\(column.name) is known ahead and has no value after \(grid.label(of: last)), where the data go on to "
                + "\(grid.label(of: end)): it is missing there, not 0."
        }
    }

    // MARK: - Names

    private var alikeIDs: [String] {
        var seen: [String: String] = [:]
        var pairs: [(String, String)] = []
        for id in seriesIDs {
            let shown = Self.shown(id)
            if let other = seen[shown] { pairs.append((other, id)) } else { seen[shown] = id }
        }
        guard let (left, right) = pairs.first else { return [] }
        let more = pairs.count > 1 ? " (\(NumberText.count(pairs.count)) such pairs)" : ""
        return [
            "\(quoted(left)) and \(quoted(right)) are two series that look like one\(more): they differ in blanks or in "
                + "characters that show nothing."
        ]
    }

    /// What a person sees of an id: without blanks around it and characters that show nothing.
    private static func shown(_ id: String) -> String {
        if id.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return id }
        let visible = id.unicodeScalars.filter {
            $0.properties.isWhitespace || !$0.properties.isDefaultIgnorableCodePoint
        }
        let cut = visible.drop { $0.properties.isWhitespace }
        let end = cut.lastIndex { !$0.properties.isWhitespace }
        var text = String.UnicodeScalarView()
        if let end { text.append(contentsOf: cut[...end]) }
        return String(text)
    }
}
