internal import ForecastCore

/// Tables with a column per series, or a column per period.
extension TableGuess {
    // MARK: - A row per period

    /// What a table of one row per period is, of whose columns of numbers none is called demand; nil for all others.
    func columnPerSeries(_ period: PeriodColumns, _ steps: TableSteps) throws -> TableInspection? {
        guard wish.series == nil, wish.target == nil, period.part == nil else { return nil }
        let others = sample.names.indices.filter { !period.columns.contains($0) }
        let codes = Array(repeating: 0, count: sample.rowCount)
        guard named(TableWords.series, among: others.filter { !isDate($0) }) == nil,
            isUnique(codes: codes, steps), onlySeries(others, steps) == nil
        else { return nil }
        let numeric = others.filter { types[$0].isNumeric }
        let values = numeric.filter {
            !TableWords.isKnownAhead(sample.names[$0]) && !TableWords.isTotal(sample.names[$0])
        }
        let demand = values.filter {
            TableWords.target.contains(TableWords.plain(sample.names[$0]))
                || TableWords.isDemandAmong(sample.names[$0])
        }
        // One column that is called demand is the target, and the others are what stands beside it.
        guard values.count > 1, demand.count != 1, named(TableWords.target, among: values) == nil else {
            return nil
        }
        let cells = values.flatMap { numbers($0) }
        let axis = try axis(period, steps, codes: codes, hasZeros: cells.contains(0))
        let names = values.map { sample.names[$0] }
        var dialect = dialect
        dialect.dateFormat = period.declaredFormat
        let left = others.filter { !values.contains($0) }
        return wide(
            .columnPerSeries, axis, dialect, period.format,
            [column(period.column, .time, "dates of the rows")]
                + left.map { column($0, .ignored, "no series of its own, it seems") }
                + [merged(names, "a column per series: \(NumberText.count(names.count)) series")],
            time: [sample.names[period.column]], exceptions: left.map { sample.names[$0] }, cells,
            warnings: period.remarks + [
                "every column of numbers is read as a series (\(shortened(names))). Where it is one series with several columns, say "
                    + "which is forecast: --target \(ShellText.word(names[0]))"
            ])
    }

    // MARK: - A row per series

    /// What a table is whose header names periods; nil for all others.
    func columnPerPeriod() throws -> TableInspection? {
        guard wish.time == nil else { return nil }
        if let numbered = try valuesInARow() { return numbered }
        let dated = sample.names.indices.filter { DateHint.looksLikePeriod(sample.names[$0]) }
        let years = sample.names.indices.filter { Self.isYear(sample.names[$0]) }
        let periods = dated.count >= years.count ? dated : years
        guard periods.count > 2, 2 * periods.count >= sample.names.count else { return nil }
        let labels = periods.map { sample.names[$0] }
        let found = ColumnDates(labels, only: wish.dateFormat).formats
        let formats = found.isEmpty && periods == years ? [.year] : found
        guard let format = formats.first else { throw unreadableHeader(labels) }
        if let open = openHeader(labels, formats) { throw open }
        let period = PeriodColumns(column: periods[0], format: format, cells: labels, declaredFormat: format)
        let steps = TableSteps(labels, format: format)
        let others = sample.names.indices.filter { !periods.contains($0) }
        let series = try rowKeys(others)
        let cells = periods.flatMap { numbers($0) }
        let codes = Array(repeating: 0, count: labels.count)
        let axis = try axis(period, steps, codes: codes, hasZeros: cells.contains(0))
        let fixed = others.filter { !series.contains($0) && [.text, .code, .flag].contains(types[$0]) }
        let left = others.filter { !series.contains($0) && !fixed.contains($0) }
        var dialect = dialect
        dialect.dateFormat = format
        return wide(
            .columnPerPeriod, axis, dialect, format,
            series.map { column($0, .series, "\(NumberText.count(sample.rowCount)) series") }
                + fixed.map { column($0, .fixed, "one value per series") }
                + left.map { column($0, .ignored, "no period: a number of the series, or a total") }
                + [merged(labels, "a column per period: \(NumberText.count(labels.count)) periods")],
            time: [], exceptions: left.map { sample.names[$0] }, cells, warnings: [])
    }

    private static func isYear(_ name: String) -> Bool {
        name.utf8.count == 4 && (1900...2100).contains(Int(name) ?? 0)
    }

    /// An id and `V2`, `V3`, ... or `d_1`, `d_2`, ...: values one behind the other.
    private func valuesInARow() throws -> TableInspection? {
        let rest = sample.names.dropFirst()
        guard rest.count > 2, let second = rest.first else { return nil }
        let stem = String(second.prefix { !$0.isNumber })
        let numbers = rest.map { name in name.hasPrefix(stem) ? Int(name.dropFirst(stem.count)) : nil }
        guard let start = numbers[0], numbers.enumerated().allSatisfy({ $1 == start + $0 }), start <= 2,
            distinct(0) == sample.rowCount, !types[0].isNumeric || sample.names[0] != stem
        else { return nil }
        guard let frequency = wish.frequency else {
            throw sample.refusal(
                .badDate,
                "\(display) has a row per series and no dates (\(quoted(second)), \(quoted(sample.names[2])), ...)",
                fix: "say how far apart its values are, such as --frequency weekly")
        }
        let labels = Array(rest)
        return TableInspection(
            columns: [
                column(0, .series, "\(NumberText.count(sample.rowCount)) series"),
                merged(
                    labels,
                    "values one behind the other: \(NumberText.count(labels.count)) periods, numbered from 1"),
            ],
            frequency: frequency, notation: .number,
            gaps: ("missing", "an empty cell is a period without a value"),
            hasNegativeTargets: labels.indices.contains { self.numbers($0 + 1).contains { $0 < 0 } },
            negativePrices: [:], rowCount: nil, dialect: dialect, time: [], clockChange: nil,
            warnings: [
                "the last value of every row is taken for the same period: shorter rows begin later, as in the M4 competition. Its last "
                    + "day can be said: end: 2024-12-30"
            ], layout: .valuesInARow)
    }

    /// The columns that tell rows apart.
    private func rowKeys(_ others: [Int]) throws -> [Int] {
        if let wanted = try column(wish.series, "--series") { return [wanted] }
        func isKey(_ columns: [Int]) -> Bool { Set(codes(of: columns)).count == sample.rowCount }
        let ids = others.filter {
            [.text, .code, .integer].contains(types[$0]) && !TableWords.isTotal(sample.names[$0])
        }
        if let best = named(TableWords.series, among: ids.filter { isKey([$0]) }) { return [best] }
        if let best = ids.first(where: { isKey([$0]) }) { return [best] }
        let first = named(TableWords.series, among: ids) ?? ids.first
        if let first, let second = ids.first(where: { $0 != first && isKey([first, $0]) }) {
            return [first, second]
        }
        throw sample.refusal(
            .missingColumn,
            "\(display) has a column per period, and no column that names the series of a row",
            fix: ids.isEmpty
                ? "add a column of ids"
                : "two rows are of one series: keep one of them, or add their values up")
    }

    private func unreadableHeader(_ labels: [String]) -> DiagnosticsError {
        sample.refusal(
            .badDate,
            "\(display) has a column per period (\(quoted(labels[0])), \(quoted(labels[1])), ...), whose names are no dates",
            fix: DateHint.advice(for: labels[0]))
    }

    private func openHeader(_ labels: [String], _ formats: [DateFormat]) -> DiagnosticsError? {
        guard wish.dateFormat == nil,
            let open = labels.first(where: { label in
                Set(formats.map { ColumnDates.minute(of: label, $0) }).count > 1
            })
        else { return nil }
        return sample.refusal(
            .badDate, "the column names may begin with the day or with the month: no part is above 12",
            notes: ["such as \(quoted(open))"],
            fix: "say which: " + formats.map { "--date-format \($0.rawValue)" }.joined(separator: " or "))
    }

    // MARK: - What is made of it

    private func wide(
        _ layout: TableLayout, _ axis: Axis, _ dialect: CSVDialect, _ format: DateFormat?,
        _ columns: [TableInspection.Column], time: [String], exceptions: [String], _ cells: [Double],
        warnings: [String]
    ) -> TableInspection {
        TableInspection(
            columns: columns, frequency: axis.frequency, notation: format == nil ? .number : .date,
            gaps: axis.gaps, hasNegativeTargets: cells.contains { $0 < 0 }, negativePrices: [:],
            rowCount: nil,
            dialect: dialect, time: time, clockChange: nil,
            warnings: warnings
                + (cells.contains(where: \.isNaN)
                    ? ["some cells are empty: not known, it seems. Where nothing was sold, set empty: zero"]
                    : [])
                + (axis.keepsItsDay ? [] : [changingDays(axis.frequency)]),
            layout: layout, exceptions: exceptions)
    }

    private func column(_ index: Int, _ part: TableInspection.Part, _ reason: String)
        -> TableInspection.Column
    {
        TableInspection.Column(name: sample.names[index], part: part, reason: reason)
    }

    /// Many columns as one line.
    private func merged(_ names: [String], _ reason: String) -> TableInspection.Column {
        TableInspection.Column(name: shortened(names), part: .target, reason: reason)
    }

    private func shortened(_ names: [String]) -> String {
        names.count < 4
            ? names.joined(separator: ", ") : "\(names[0]), \(names[1]), ..., \(names[names.count - 1])"
    }
}
