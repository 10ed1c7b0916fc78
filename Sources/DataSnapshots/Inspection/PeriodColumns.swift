internal import ForecastCore

/// Where the periods of a table stand, and how they are written.
struct PeriodColumns {
    let column: Int
    /// The week of a year or the hour of a day, where it has a column of its own.
    var part: Int?
    /// Nil where periods are numbered.
    let format: DateFormat?
    /// By row, one label each.
    let cells: [String]
    /// What `date_format` has to say: of two columns, how the days in the first one are written.
    let declaredFormat: DateFormat
    /// What a person should know of the guess.
    var remarks: [String] = []

    var columns: [Int] { [column] + [part].compactMap(\.self) }
}

extension TableGuess {
    /// What the user called the column of periods is one of them, alone or with its partner.
    ///
    /// - Throws: `DiagnosticsError(.data)` where no column holds periods, or two readings are left.
    func periodColumns() throws -> PeriodColumns {
        let wanted = try column(wish.time, "--time")
        let candidates = wanted.map { [$0] } ?? Array(sample.names.indices)
        let isDated = candidates.contains { types[$0] == .date && dates[$0].formats != [.compact] }
        if !isDated {
            if wanted.map(isYearOrPart) ?? true, let pair = try yearAndPart(),
                wanted.map(pair.columns.contains) ?? true
            {
                return pair
            }
            if let encoded = encodedPeriods(among: candidates) { return encoded }
        }
        let time = try timeColumn()
        let format = types[time] == .date ? dates[time].formats[0] : nil
        if let format, let pair = try dayAndHour(time, format) { return pair }
        if let format, wish.dateFormat == nil, let open = weeksOrMonths(time, format) { throw open }
        var period = PeriodColumns(
            column: time, format: format, cells: sample.cells[time], declaredFormat: format ?? .iso)
        if format == .isoWeek, let first = sample.cells[time].first {
            period.remarks = [EncodedPeriods.weeks(of: quoted(sample.names[time]), trimmed(first), .isoWeek)]
        }
        return period
    }

    /// `2024/05` in a column of weeks.
    private func weeksOrMonths(_ time: Int, _ format: DateFormat) -> DiagnosticsError? {
        let words = PeriodWords(sample.names[time])
        guard words.isWeek, !words.isMonth,
            let row = sample.cells[time].firstIndex(where: { ColumnDates.isMonth($0, format) })
        else { return nil }
        let cell = trimmed(sample.cells[time][row])
        return sample.refusal(
            .badDate,
            "\(quoted(cell)) (\(quoted(sample.names[time])), line \(sample.lines[row])) may be a week or a month",
            fix:
                "\(DateHint.adviceOnWeeks(for: cell)); where these are months: --date-format \(format.rawValue)"
        )
    }

    private func isYearOrPart(_ column: Int) -> Bool {
        let words = PeriodWords(sample.names[column])
        return words.isYear || words.isWeek || words.isMonth || words.isQuarter
    }

    /// A column of numbers that are hardly counts; years only where nothing else is called a time.
    private func encodedPeriods(among candidates: [Int]) -> PeriodColumns? {
        let found = candidates.compactMap { column -> PeriodColumns? in
            guard [.integer, .number, .date].contains(types[column]),
                let encoded = EncodedPeriods(
                    sample.cells[column], name: sample.names[column], only: wish.dateFormat)
            else { return nil }
            return PeriodColumns(
                column: column, format: encoded.format, cells: sample.cells[column],
                declaredFormat: encoded.format, remarks: [encoded.remark].compactMap(\.self))
        }
        let isNumbered = sample.names.indices.contains { column in
            types[column] == .integer && TableWords.time.contains(TableWords.plain(sample.names[column]))
        }
        let named = named(TableWords.time, among: found.map(\.column))
        if wish.dateFormat != nil {
            // Small numbers are days of a spreadsheet, too.
            let periods = found.filter { PeriodWords(sample.names[$0.column]).isAny }
            return found.first { $0.column == named } ?? periods.first ?? found.first
        }
        return found.first { $0.column == named } ?? found.first { $0.format != .year || !isNumbered }
    }

    /// A column of years, and one of weeks, months or quarters.
    private func yearAndPart() throws -> PeriodColumns? {
        let years = columns(in: 1900...2100) { $0.isYear && !$0.isWeek && !$0.isMonth && !$0.isQuarter }
        guard let year = years.first else { return nil }
        let weeks = columns(in: 1...53, read: Self.numbered) { $0.isWeek && !$0.isYear }
        let months = columns(in: 1...12) { $0.isMonth && !$0.isYear }
        let quarters = columns(in: 1...4, read: Self.numbered) { $0.isQuarter && !$0.isYear }
        if weeks.isEmpty, !months.isEmpty, let day = columns(in: 1...31, where: \.isDay).first {
            throw scatteredDays([year, months[0], day])
        }
        let choice: [(Int?, Frequency)] = [
            (weeks.first, .weekly), (months.first, .monthly), (quarters.first, .quarterly),
        ]
        for case (let part?, let frequency) in choice {
            let pairing = PairedPeriod(frequency, dates: .iso)
            let cells = zip(sample.cells[year], sample.cells[part]).map(pairing.label)
            var period = PeriodColumns(
                column: year, part: part, format: pairing.format, cells: cells, declaredFormat: .iso)
            let names = "\(quoted(sample.names[year])), \(quoted(sample.names[part]))"
            if frequency == .weekly, let first = cells.first {
                period.remarks = [EncodedPeriods.weeks(of: names, first, .isoWeek)]
            }
            return period
        }
        if let words = namedMonths(besides: year) { throw words }
        return nil
    }

    /// A column of days that repeat, and one of hours that tells them apart.
    private func dayAndHour(_ time: Int, _ format: DateFormat) throws -> PeriodColumns? {
        let hours = columns(in: 0...24, read: Self.hour, where: \.isHour).filter { $0 != time }
        guard let hour = hours.first, distinct(hour) > 2, 2 * distinct(hour) <= sample.rowCount,
            DateFormat.days.contains(format)
        else { return nil }
        let pairing = PairedPeriod(.hourly, dates: format)
        let cells = zip(sample.cells[time], sample.cells[hour]).map(pairing.label)
        guard Set(cells).count > 2 * distinct(time) else { return nil }
        if sample.cells[hour].contains(where: { trimmed($0) == "24" }) {
            throw sample.refusal(
                .badDate, "the hours in \(quoted(sample.names[hour])) run to 24",
                fix: "write the hour at which each period begins, 0 to 23")
        }
        return PeriodColumns(column: time, part: hour, format: format, cells: cells, declaredFormat: format)
    }

    /// Columns of whole numbers in a range whose names say something.
    private func columns(
        in range: ClosedRange<Int>, read: (String) -> Int? = { Int($0) },
        where says: (PeriodWords) -> Bool
    ) -> [Int] {
        sample.names.indices.filter { column in
            guard types[column] != .date, says(PeriodWords(sample.names[column])) else { return false }
            let filled = sample.cells[column].map(trimmed).filter { !$0.isEmpty }
            return !filled.isEmpty && filled.allSatisfy { read($0).map(range.contains) == true }
        }
    }

    /// `5`, `W05`, `KW 5`, `Q1`.
    private static func numbered(_ cell: String) -> Int? {
        let digits = cell.drop { $0.isLetter }
        guard cell.count - digits.count <= 2 else { return nil }
        return Int(trimmed(String(digits)))
    }

    /// `5`, `05:00`, `05:15:00`.
    private static func hour(_ cell: String) -> Int? {
        let parts = cell.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3, parts.allSatisfy({ $0.count <= 2 && Int($0) != nil }) else {
            return nil
        }
        return Int(parts[0])
    }

    /// Months that are words beside a year.
    private func namedMonths(besides year: Int) -> DiagnosticsError? {
        let column = sample.names.indices.first { column in
            let filled = sample.cells[column].lazy.map(trimmed).filter { !$0.isEmpty }
            return column != year && PeriodWords(sample.names[column]).isMonth && !filled.isEmpty
                && filled.allSatisfy(DateHint.isMonthName)
        }
        guard let column else { return nil }
        return sample.refusal(
            .badDate,
            "the months in \(quoted(sample.names[column])) are words, such as "
                + quoted(trimmed(sample.cells[column].first { !trimmed($0).isEmpty } ?? "")),
            fix:
                "write them as numbers, 1 to 12; the years in \(quoted(sample.names[year])) may stay as they are"
        )
    }

    private func scatteredDays(_ columns: [Int]) -> DiagnosticsError {
        let names = columns.map { quoted(sample.names[$0]) }.joined(separator: ", ")
        return sample.refusal(
            .badDate, "year, month and day are in three columns: \(names)",
            fix: "write each day as one cell: YYYY-MM-DD")
    }

    /// What a column of periods is, for the table of columns.
    func periodWord(_ column: Int, _ roles: Roles) -> String {
        guard let part = roles.timePart else { return roles.isNumbered ? "numbered periods" : "dates" }
        return "periods, with \(sample.names[column == part ? roles.time : part])"
    }

    /// Whether rows are in the time of clocks that change.
    func changesClocks(_ period: PeriodColumns, _ steps: TableSteps, codes: [Int]) -> Bool {
        let zones = Set(period.cells.compactMap { ColumnDates.zone(of: $0, period.format) })
        return zones.count > 1 && steps.isWithinDays || steps.showsClockChange(codes: codes)
    }
}
