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
            Set(dates[column].formats.map { ColumnDates.minute(of: cell, $0) }).count > 1
        }
    }

    func openDates(_ column: Int, _ row: Int) -> DiagnosticsError {
        let formats = dates[column].formats
        let cell = trimmed(sample.cells[column][row])
        let readings = formats.compactMap { format in
            ColumnDates.minute(of: cell, format).map {
                "\(CivilDate(dayNumber: floorDivide($0, 1440))) as \(format.rawValue)"
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
        let suspect =
            sample.names.indices.first { holdsPeriods($0) }
            ?? named(TableWords.time, among: Array(sample.names.indices))
            ?? sample.names.indices.first { PeriodWords(sample.names[$0]).isAny }
        guard let suspect, let row = oddRow(suspect) else {
            let numbers = sample.names.indices.first {
                types[$0] == .integer && !TableWords.isDemand(sample.names[$0])
            }
            let option = numbers.map {
                "; a column that numbers them can be named: --time \(ShellText.word(sample.names[$0]))"
            }
            return sample.refusal(
                .badDate, "\(display) has no column of dates",
                fix: "write periods as YYYY-MM-DD (hourly: YYYY-MM-DD HH:MM)\(option ?? "")")
        }
        let cell = trimmed(sample.cells[suspect][row])
        let isWeek = PeriodWords(sample.names[suspect]).isWeek
        return sample.refusal(
            .badDate,
            "\(display) has no column of dates; \(quoted(sample.names[suspect])) holds \(quoted(cell)) in line \(sample.lines[row])",
            fix: isWeek ? DateHint.adviceOnWeeks(for: cell) : DateHint.advice(for: cell))
    }

    /// The first row of a column that is no period, or else its first filled one: most cells may be dates.
    private func oddRow(_ column: Int) -> Int? {
        let cells = sample.cells[column]
        let filled = cells.indices.lazy.filter { !trimmed(cells[$0]).isEmpty }
        return filled.first { DateHint.formats(of: cells[$0]).isEmpty } ?? filled.first
    }

    /// Of the column that the user named as the one of periods.
    func noDates(in column: Int) -> DiagnosticsError {
        let cells = sample.cells[column]
        guard let row = cells.firstIndex(where: { !trimmed($0).isEmpty }) else {
            return sample.refusal(
                .badDate, "\(quoted(sample.names[column])) is empty", fix: "name another column with --time")
        }
        return sample.refusal(
            .badDate,
            "\(quoted(sample.names[column])) holds no periods: \(quoted(trimmed(cells[row]))) in line \(sample.lines[row])",
            fix: DateHint.advice(for: trimmed(cells[row])))
    }

    /// Rows of a period that no column tells apart.
    func noSeries(_ others: [Int], _ steps: TableSteps) -> DiagnosticsError {
        var first: [Int: Int] = [:]
        let second = steps.ordinals.indices.first { row in
            defer { first[steps.ordinals[row]] = first[steps.ordinals[row]] ?? row }
            return first[steps.ordinals[row]] != nil
        }
        let pair = second.flatMap { row in
            first[steps.ordinals[row]].map { (sample.lines[$0], sample.lines[row]) }
        }
        let rows = pair.map { ": lines \($0.0) and \($0.1) are of one period" } ?? ""
        let candidate = others.filter { [.integer, .code, .number].contains(types[$0]) }
            .filter { index in
                let name = sample.names[index]
                return !TableWords.isDemand(name) && !TableWords.isDemandAmong(name)
                    && !TableWords.isKnownAhead(name) && 2 * distinct(index) <= sample.rowCount
            }.max { distinct($0) < distinct($1) }
        return sample.refusal(
            .missingColumn, "\(display) has no column that names the series\(rows)",
            fix: candidate.map { "say which it is, such as --series \(ShellText.word(sample.names[$0]))" }
                ?? "add one, or add the rows of a period up: a table of one series needs no such column")
    }

    /// Numbers there are, and none that could be a target.
    func nothingToForecast(numeric: [Int]) -> DiagnosticsError {
        let names = numeric.map { quoted(sample.names[$0]) }.joined(separator: ", ")
        return sample.refusal(
            .missingColumn,
            numeric.isEmpty
                ? "\(display) has no column of numbers besides periods and series: nothing to forecast"
                : "\(display) has no numeric column that changes over time (\(names)): nothing to forecast",
            fix: numeric.first.map {
                "add the column of what was sold, or say which it is: --target \(ShellText.word(sample.names[$0]))"
            } ?? "add the column of what was sold")
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
            fix: bad.first.map { NumberHint.advice(for: cells[$0]) }
                ?? "name a column of numbers with --target")
    }
}
