internal import ForecastCore

/// Why a table cannot be read, and what to do.
extension TableGuess {
    static func openDecimals(_ sample: TableSample, _ column: Int, _ row: Int) -> DiagnosticsError {
        let cell = trimmed(sample.cells[column][row])
        return sample.refusal(
            .notANumber,
            "\(quoted(cell)) (\(quoted(sample.names[column])), line \(sample.lines[row])) may have thousands or decimals, "
                + "and so may every number with a mark",
            fix: "say which mark begins decimals: --decimal . or --decimal ,")
    }

    /// The first row whose date is another by another of the formats that all rows keep to; nil where none is.
    func openRow(_ column: Int) -> Int? {
        sample.cells[column].firstIndex { cell in
            Set(dates[column].formats.map { ColumnDates.hour(of: cell, $0) }).count > 1
        }
    }

    func openDates(_ column: Int, _ row: Int) -> DiagnosticsError {
        let formats = dates[column].formats
        let cell = trimmed(sample.cells[column][row])
        let readings = formats.compactMap { format in
            ColumnDates.hour(of: cell, format).map {
                "\(CivilDate(dayNumber: ($0 - (($0 % 24) + 24) % 24) / 24)) as \(format.rawValue)"
            }
        }
        return sample.refusal(
            .badDate,
            "the dates in \(quoted(sample.names[column])) may begin with the day or with the month: no part is above 12",
            notes: [
                "\(quoted(cell)) in line \(sample.lines[row]) is \(readings.joined(separator: ", "))"
            ],
            fix: "say which: " + formats.map { "--date-format \($0.rawValue)" }.joined(separator: " or "))
    }

    func noDates() -> DiagnosticsError {
        let wide = sample.names.filter { DateHint.looksLikePeriod($0) }
        guard wide.count < 3 else {
            return sample.refusal(
                .badDate, "\(display) has a column per period (\(quoted(wide[0])), \(quoted(wide[1])), ...)",
                fix: "write a row per series and period instead; pandas does it by df.melt(id_vars=...)")
        }
        let suspect =
            sample.names.indices.first { holdsPeriods($0) }
            ?? named(TableWords.time, among: Array(sample.names.indices))
        guard let suspect, let row = sample.cells[suspect].firstIndex(where: { !trimmed($0).isEmpty }) else {
            return sample.refusal(
                .badDate, "\(display) has no column of dates",
                fix: "write periods as YYYY-MM-DD (hourly: YYYY-MM-DD HH:MM)")
        }
        let cell = trimmed(sample.cells[suspect][row])
        return sample.refusal(
            .badDate,
            "\(display) has no column of dates; \(quoted(sample.names[suspect])) holds \(quoted(cell)) in line \(sample.lines[row])",
            fix: DateHint.advice(for: cell))
    }

    /// Whether most of the first cells look like periods.
    func holdsPeriods(_ column: Int) -> Bool {
        let cells = sample.cells[column].lazy.filter { !trimmed($0).isEmpty }.prefix(100)
        let looking = cells.count { DateHint.looksLikePeriod($0) }
        return looking > 0 && 2 * looking >= cells.count
    }

    /// A column that would be the target, but for too many cells.
    func noNumbers(_ column: Int) -> DiagnosticsError {
        let cells = sample.cells[column]
        let bad = cells.indices.filter { row in
            !trimmed(cells[row]).isEmpty && Self.number(cells[row], reader) == nil
                && !Self.isMissing(cells[row], reader)
        }
        var seen: Set<String> = []
        let examples = bad.filter { seen.insert(cells[$0]).inserted }.prefix(3)
            .map { "\(quoted(cells[$0])) in line \(sample.lines[$0])" }
        return sample.refusal(
            .notANumber,
            "\(quoted(sample.names[column])) would be the target, but \(NumberText.count(bad.count)) of "
                + "\(NumberText.count(filledCount(column))) cells looked at are no numbers: \(examples.joined(separator: ", "))",
            fix: bad.first.map { NumberHint.advice(for: cells[$0]) } ?? "write numbers as 1234.5")
    }
}
