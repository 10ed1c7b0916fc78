internal import ForecastCore

/// Finds out which column of a sample is what.
struct TableGuess {
    private let sample: TableSample
    private let display: String
    private let types: [ColumnType]
    private let dates: [ColumnDates]
    private let dialect: CSVDialect
    private let reader: NumberReader

    private enum ColumnType {
        case empty, text, integer, number, date

        var isNumeric: Bool { self == .integer || self == .number }
    }

    /// - Throws: `DiagnosticsError(.data)` where the cells leave open which mark begins decimals.
    init(
        _ sample: TableSample, display: String, dateFormat: DateFormat? = nil,
        decimal: CSVDialect.DecimalMark? = nil
    ) throws {
        self.sample = sample
        self.display = display
        let dates = sample.cells.map { ColumnDates($0, only: dateFormat) }
        let guess = NumberGuess(
            sample, columns: sample.names.indices.filter { dates[$0].formats.isEmpty }, decimal: decimal)
        if let (column, row) = guess.ambiguous {
            throw Self.openDecimals(sample, column, row)
        }
        self.dates = dates
        dialect = guess.dialect
        let reader = NumberReader(guess.dialect)
        self.reader = reader
        types = zip(sample.cells, dates).map { cells, dates in
            dates.formats.isEmpty ? Self.type(cells, reader) : .date
        }
    }

    func inspection() throws -> TableInspection {
        let time = try timeColumn()
        let format = types[time] == .date ? dates[time].formats[0] : nil
        let steps = TableSteps(sample.cells[time], format: format, isHourly: dates[time].isHourly)
        let series = try seriesColumn(time: time, steps: steps)
        let codes = Self.codes(sample.cells[series])
        let fixed = sample.names.indices.map { isFixed($0, codes: codes) }
        let target = try targetColumn(excluding: [time, series], fixed: fixed)
        let values = numbers(target)
        let (frequency, keepsItsDay) = steps.frequency(codes: codes)
        let holes = steps.holes(codes: codes, frequency)
        let gaps = gaps(holes: holes, hasZeros: values.contains(0))
        let traces = SaleTraces(
            target: values, codes: codes, periods: steps.ordinals, holes: gaps.policy == "zero" ? holes : 0)
        let roles = Roles(time: time, series: series, target: target, fixed: fixed, traces: traces)
        var dialect = dialect
        dialect.dateFormat = format ?? .iso
        return TableInspection(
            columns: sample.names.indices.map { column($0, roles) }, frequency: frequency,
            notation: format == nil ? .number : .date, gaps: gaps,
            hasNegativeTargets: values.contains { $0 < 0 },
            rowCount: sample.isPartial ? nil : sample.rowCount,
            dialect: dialect,
            warnings: leaks(roles) + amounts(roles)
                + [
                    openBlanks(roles), repeatedRows(roles, codes, steps), blankIDs(series),
                    keepsItsDay ? nil : changingDays(frequency),
                ].compactMap(\.self))
    }

    /// Which column is what, as far as the others depend on it.
    private struct Roles {
        let time: Int
        let series: Int
        let target: Int
        let fixed: [Bool]
        let traces: SaleTraces
    }

    // MARK: - Which column is what

    private func timeColumn() throws -> Int {
        let dated = sample.names.indices.filter { types[$0] == .date }
        let plain = dated.first { dates[$0].formats != [.compact] }
        if let best = named(TableWords.time, among: dated) ?? plain ?? dated.first {
            if let row = openRow(best) { throw openDates(best, row) }
            return best
        }
        let numbered = sample.names.indices.filter { types[$0] == .integer }
        if let best = named(TableWords.time, among: numbered) { return best }
        throw noDates()
    }

    private func seriesColumn(time: Int, steps: TableSteps) throws -> Int {
        let others = sample.names.indices.filter { $0 != time }
        if let best = named(TableWords.series, among: others) { return best }
        let candidates = others.filter { index in
            types[index] != .number && types[index] != .date && !TableWords.isDemand(sample.names[index])
                && !TableWords.isKnownAhead(sample.names[index]) && amount(in: index) == nil
        }
        // What is another in nearly every row names no series, though it is unique.
        let repeated = candidates.filter { 2 * distinct($0) <= sample.rowCount }
        let plausible = repeated.isEmpty ? candidates : repeated
        let keys = plausible.filter { isUnique(codes: Self.codes(sample.cells[$0]), steps) }
        // A text that tells the rows of a period apart is enough; whole numbers may be quantities.
        let texts = keys.filter { types[$0] == .text }
        let chosen = !texts.isEmpty ? texts : keys.isEmpty ? plausible : keys
        if let best = chosen.max(by: { distinct($0) < distinct($1) }) { return best }
        throw sample.refusal(
            .missingColumn, "\(display) has no column that names the series",
            fix: "add one, even if all rows say the same: one series is fine, too")
    }

    private func targetColumn(excluding taken: [Int], fixed: [Bool]) throws -> Int {
        let free = sample.names.indices.filter { !taken.contains($0) }
        let numeric = free.filter { types[$0].isNumeric }
        // A column of that name with many cells that are no numbers is a question, not a reason to forecast another.
        let spoilt = free.filter {
            types[$0] == .text && 2 * numbers($0).count { !$0.isNaN } >= filledCount($0)
        }
        if let best = named(TableWords.target, among: numeric + spoilt) {
            if types[best] == .text { throw noNumbers(best) }
            return best
        }
        let rest = numeric.filter { !TableWords.isKnownAhead(sample.names[$0]) && !fixed[$0] }
        if let best = rest.first ?? numeric.first(where: { !fixed[$0] }) { return best }
        let words = named(TableWords.target, among: free.filter { types[$0] == .text })
        if let best = spoilt.first ?? words { throw noNumbers(best) }
        throw sample.refusal(
            .missingColumn, "\(display) has no numeric column that changes over time: nothing to forecast",
            fix: "add the column of what was sold")
    }

    private func column(_ index: Int, _ roles: Roles) -> TableInspection.Column {
        let (part, reason) = part(of: index, roles)
        return TableInspection.Column(name: sample.names[index], part: part, reason: reason)
    }

    private func part(of index: Int, _ roles: Roles) -> (TableInspection.Part, String) {
        let name = sample.names[index]
        switch index {
        case roles.time: return (.time, types[index] == .date ? "dates" : "numbered periods")
        case roles.series:
            let count = NumberText.count(distinct(index))
            return (.series, sample.isPartial ? "\(count) series or more" : "\(count) series")
        case roles.target:
            let isNamed = TableWords.target.contains(TableWords.plain(name))
            return (.target, isNamed ? "its name" : "the first number that changes")
        default: break
        }
        if types[index] == .empty { return (.ignored, "empty") }
        if roles.fixed[index] { return (.fixed, "one value per series") }
        if amount(in: index) != nil { return (.ignored, "amounts with a currency sign: see below") }
        guard types[index].isNumeric else { return (.ignored, "text that changes within a series") }
        guard TableWords.isKnownAhead(name) else { return (.pastOnly, "a number that changes; known ahead?") }
        if TableWords.isKnownAfterwards(name) { return (.pastOnly, "its name: known afterwards") }
        return leak(index, roles) == nil
            ? (.knownAhead, "its name; planned ahead?") : (.pastOnly, "it gives the target away: see below")
    }

    /// The candidate whose name stands first in `words`.
    private func named(_ words: [String], among candidates: [Int]) -> Int? {
        for word in words {
            if let index = candidates.first(where: { TableWords.plain(sample.names[$0]) == word }) {
                return index
            }
        }
        return nil
    }

    // MARK: - Looking at cells

    /// By row, NaN where the cell holds no number.
    private func numbers(_ column: Int) -> [Double] {
        sample.cells[column].map { Self.number($0, reader) ?? .nan }
    }

    private func filledCount(_ column: Int) -> Int { sample.cells[column].count { !trimmed($0).isEmpty } }

    private func distinct(_ column: Int) -> Int { Set(sample.cells[column]).count }

    private static func number(_ cell: String, _ reader: NumberReader) -> Double? {
        var text = cell
        return text.withUTF8 { if case .value(let value) = reader.parse($0) { value } else { nil } }
    }

    private static func isMissing(_ cell: String, _ reader: NumberReader) -> Bool {
        var text = cell
        return text.withUTF8 { reader.isMissing($0) }
    }

    /// A number per row: equal cells, equal numbers.
    private static func codes(_ cells: [String]) -> [Int] {
        var known: [String: Int] = [:]
        return cells.map { cell in
            if let code = known[cell] { return code }
            known[cell] = known.count
            return known.count - 1
        }
    }

    private func isFixed(_ column: Int, codes: [Int]) -> Bool {
        var first: [Int: String] = [:]
        for (row, code) in codes.enumerated() {
            let cell = sample.cells[column][row]
            if let known = first[code], known != cell { return false }
            first[code] = cell
        }
        // A number that never changes is a property only where series differ in it.
        return !types[column].isNumeric || Set(first.values).count > 1
    }

    private func isUnique(codes: [Int], _ steps: TableSteps) -> Bool { repeats(codes: codes, steps) == 0 }

    /// Rows of a series and period that an earlier row has.
    private func repeats(codes: [Int], _ steps: TableSteps) -> Int {
        var seen: Set<SIMD2<Int>> = []
        return zip(codes, steps.ordinals).count { !seen.insert(SIMD2($0, $1)).inserted }
    }

    private func gaps(holes: Int, hasZeros: Bool) -> (policy: String, reason: String) {
        guard holes > 0 else { return ("error", "no period is missing inside a series") }
        return hasZeros
            ? ("missing", "periods are missing, and zeros are written out where there are some")
            : ("zero", "periods are missing, and no zero is written out: no row, no sale")
    }

    private static func type(_ cells: [String], _ reader: NumberReader) -> ColumnType {
        let filled = cells.map(trimmed).filter { !$0.isEmpty }
        guard !filled.isEmpty else { return .empty }
        if filled.allSatisfy({ Int($0) != nil }) { return .integer }
        let values = filled.count { number($0, reader) != nil }
        let missing = values > 0 ? filled.count { isMissing($0, reader) } : 0
        // A few cells that are something else are mistakes, which the data set's check names one by one.
        return values > 0 && (values + missing) * 100 >= filled.count * 95 ? .number : .text
    }
}

// MARK: - Warnings

extension TableGuess {
    /// Why a column whose name promises plans is known only afterwards.
    private func leak(_ column: Int, _ roles: Roles) -> String? {
        roles.traces.reason(numbers(column), target: sample.names[roles.target])
    }

    private func leaks(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { index in
            let name = sample.names[index]
            guard ![roles.time, roles.series, roles.target].contains(index), !roles.fixed[index],
                types[index].isNumeric, TableWords.isKnownAhead(name), !TableWords.isKnownAfterwards(name),
                let reason = leak(index, roles)
            else { return nil }
            return
                "\(name) is read as past_only: \(reason). It was written down at the sale, it seems; known ahead, it would "
                + "tell models what was sold."
        }
    }

    /// The first row of a column of amounts such as `$4,123.10`; nil where few of its cells are.
    private func amount(in column: Int) -> Int? {
        guard types[column] == .text else { return nil }
        let cells = sample.cells[column]
        let rows = cells.indices.filter { row in
            let plain = cells[row].filter { !NumberHint.currencies.contains($0) && !$0.isWhitespace }
            return plain.count < cells[row].count && plain.contains(where: \.isNumber)
                && plain.allSatisfy { $0.isNumber || ".,'-+".contains($0) }
                && cells[row].contains(where: NumberHint.currencies.contains)
        }
        return 5 * rows.count >= 4 * filledCount(column) ? rows.first : nil
    }

    private func amounts(_ roles: Roles) -> [String] {
        sample.names.indices.compactMap { column in
            guard column != roles.series, let row = amount(in: column) else { return nil }
            return
                "\(sample.names[column]) is ignored: \(quoted(trimmed(sample.cells[column][row]))) in line "
                + "\(sample.lines[row]) is an amount with a currency sign. Write plain numbers to use it."
        }
    }

    /// Columns known ahead that are empty wherever the target is, where that may mean two things.
    private func openBlanks(_ roles: Roles) -> String? {
        let names = sample.names.indices.filter { index in
            part(of: index, roles).0 == .knownAhead && roles.traces.isMissingWithTarget(numbers(index))
        }.map { sample.names[$0] }
        guard !names.isEmpty else { return nil }
        let (target, columns) = (sample.names[roles.target], names.joined(separator: ", "))
        return
            "where \(target) is empty, so \(names.count > 1 ? "are" : "is") \(columns). If nothing was sold there, set "
            + "empty: zero and move \(names.count > 1 ? "them" : "it") to past_only; if nobody looked, all is well."
    }

    /// Two columns that together name a series, with the command that joins them. The rows themselves are told by the
    /// data set's check.
    private func repeatedRows(_ roles: Roles, _ codes: [Int], _ steps: TableSteps) -> String? {
        // A few rows twice are mistakes.
        guard 10 * repeats(codes: codes, steps) >= sample.rowCount else { return nil }
        let partner = sample.names.indices.first { column in
            ![roles.series, roles.time, roles.target].contains(column)
                && (types[column] == .text || types[column] == .integer)
                && isUnique(
                    codes: zip(codes, Self.codes(sample.cells[column])).map { $0 * 1_000_003 + $1 }, steps)
        }
        guard let partner else { return nil }
        return
            "\(quoted(sample.names[roles.series])) and \(quoted(sample.names[partner])) together name a series, not one "
            + "of them; a column with both makes them one: " + joining(roles.series, partner)
    }

    /// By a program that knows what a quoted cell is.
    private func joining(_ series: Int, _ partner: Int) -> String {
        let separator = sample.separator == .tab ? "\\t" : sample.separator.rawValue
        let option = sample.separator == .comma ? "" : ",delimiter=\"\(separator)\""
        let open = display.hasSuffix(".gz") ? "gzip.open(sys.argv[1],\"rt\")" : "open(sys.argv[1])"
        let script =
            "import csv,gzip,sys; w=csv.writer(sys.stdout\(option)); [w.writerow([r[\(series)]+\"|\"+r[\(partner)] if i else "
            + "\"unique_id\"]+r) for i,r in enumerate(csv.reader(\(open)\(option)))]"
        return "python3 -c '\(script)' \(ShellText.word(display)) > joined.csv"
    }

    /// Ids that a person reads as one.
    private func blankIDs(_ series: Int) -> String? {
        let ids = Set(sample.cells[series])
        guard let id = ids.filter({ trimmed($0) != $0 && ids.contains(trimmed($0)) }).min() else {
            return nil
        }
        return
            "\(quoted(trimmed(id))) and \(quoted(id)) are two series: ids are taken as they are, blanks included"
    }

    private func changingDays(_ frequency: Frequency) -> String {
        frequency == .weekly
            ? "rows are 6 to 8 days apart on changing weekdays: weekly, it seems. Move every row to one day of its week, "
                + "such as Monday, or add the days up to weeks."
            : "rows are about a month apart on changing days: monthly, it seems. Write the months as YYYY-MM."
    }
}

// MARK: - Refusals

extension TableGuess {
    private static func openDecimals(_ sample: TableSample, _ column: Int, _ row: Int) -> DiagnosticsError {
        let cell = trimmed(sample.cells[column][row])
        return sample.refusal(
            .notANumber,
            "\(quoted(cell)) (\(quoted(sample.names[column])), line \(sample.lines[row])) may have thousands or decimals, "
                + "and so may every number with a mark",
            fix: "say which mark begins decimals: --decimal . or --decimal ,")
    }

    /// The first row whose date is another by another of the formats that all rows keep to; nil where none is.
    private func openRow(_ column: Int) -> Int? {
        sample.cells[column].firstIndex { cell in
            Set(dates[column].formats.map { ColumnDates.hour(of: cell, $0) }).count > 1
        }
    }

    private func openDates(_ column: Int, _ row: Int) -> DiagnosticsError {
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

    private func noDates() -> DiagnosticsError {
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
    private func holdsPeriods(_ column: Int) -> Bool {
        let cells = sample.cells[column].lazy.filter { !trimmed($0).isEmpty }.prefix(100)
        let looking = cells.count { DateHint.looksLikePeriod($0) }
        return looking > 0 && 2 * looking >= cells.count
    }

    /// A column that would be the target, but for too many cells.
    private func noNumbers(_ column: Int) -> DiagnosticsError {
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
