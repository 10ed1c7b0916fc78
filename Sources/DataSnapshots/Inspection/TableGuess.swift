internal import ForecastCore

/// Finds out which column of a sample is what.
struct TableGuess {
    let sample: TableSample
    let display: String
    let types: [ColumnType]
    let dates: [ColumnDates]
    let dialect: CSVDialect
    let reader: NumberReader
    let wish: TableWish

    enum ColumnType {
        /// `flag`: yes and no in words; `code`: numbers and names with digits, `10120` and `10123C`.
        case empty, text, integer, number, date, flag, code

        var isNumeric: Bool { self == .integer || self == .number }
    }

    /// - Throws: `DiagnosticsError(.data)` where the cells leave open which mark begins decimals.
    init(
        _ sample: TableSample, display: String, wish: TableWish = TableWish()
    ) throws {
        self.sample = sample
        self.display = display
        self.wish = wish
        let dates = sample.cells.map { ColumnDates($0, only: wish.dateFormat) }
        let guess = NumberGuess(
            sample, columns: sample.names.indices.filter { dates[$0].formats.isEmpty }, decimal: wish.decimal)
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
        if let wide = try columnPerPeriod() { return wide }
        let period = try periodColumns()
        let (time, format) = (period.column, period.format)
        let steps = TableSteps(period.cells, format: format)
        if let wide = try columnPerSeries(period, steps) { return wide }
        let name = try seriesColumn(excluding: period.columns, steps: steps)
        let series = seriesColumns(name, period, steps)
        let codes = codes(of: series)
        let fixed = sample.names.indices.map { isFixed($0, codes: codes) }
        let target = try targetColumn(excluding: period.columns + series, fixed: fixed)
        let values = numbers(target)
        if let pool = pool(period, steps, series: series, codes: codes) {
            return inspection(
                of: pool, period,
                Roles(
                    time: time, timePart: period.part, isNumbered: format == nil, series: series,
                    target: target, fixed: fixed,
                    traces: SaleTraces(target: values, codes: codes, periods: steps.ordinals, holes: 0)))
        }
        let axis = try axis(period, steps, codes: codes, hasZeros: values.contains(0))
        let traces = SaleTraces(
            target: values, codes: codes, periods: steps.ordinals,
            holes: axis.gaps.policy == "zero" ? axis.holes : 0)
        let roles = Roles(
            time: time, timePart: period.part, isNumbered: format == nil, series: series, target: target,
            fixed: fixed, traces: traces)
        var dialect = dialect
        dialect.dateFormat = period.declaredFormat
        let columns = sample.names.indices.map { column($0, roles) }
        addFlags(to: &dialect, columns)
        return TableInspection(
            columns: columns, frequency: axis.frequency,
            notation: format == nil ? .number : .date, gaps: axis.gaps,
            hasNegativeTargets: values.contains { $0 < 0 },
            negativePrices: negativePrices(columns),
            rowCount: sample.isPartial ? nil : sample.rowCount,
            dialect: dialect, time: period.columns.map { sample.names[$0] },
            clockChange: changesClocks(period, steps, codes: codes) ? .mean : nil,
            warnings: period.remarks + leaks(roles) + amounts(roles) + plannedTexts(columns)
                + [
                    openBlanks(columns, roles), series.count == 1 ? blankIDs(series[0]) : nil,
                    axis.keepsItsDay ? nil : changingDays(axis.frequency),
                ].compactMap(\.self),
            categories: categories(columns))
    }

    /// Which column is what, as far as the others depend on it.
    struct Roles {
        let time: Int
        /// The week of a year, or the hour of a day, in a column of its own.
        let timePart: Int?
        let isNumbered: Bool
        /// None where all rows are of one series.
        let series: [Int]
        let target: Int
        let fixed: [Bool]
        let traces: SaleTraces
    }

    // MARK: - Which column is what

    func timeColumn() throws -> Int {
        if let wanted = try column(wish.time, "--time") {
            guard types[wanted] == .date || types[wanted] == .integer else { throw noDates(in: wanted) }
            if types[wanted] == .date, let row = openRow(wanted) { throw openDates(wanted, row) }
            return wanted
        }
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

    func targetColumn(excluding taken: [Int], fixed: [Bool]) throws -> Int {
        let free = sample.names.indices.filter { !taken.contains($0) }
        if let wanted = try column(wish.target, "--target") {
            guard free.contains(wanted) else { throw takenTwice(wanted) }
            guard types[wanted].isNumeric else { throw noNumbers(wanted) }
            return wanted
        }
        let numeric = free.filter { types[$0].isNumeric }
        // A column of that name with many cells that are no numbers is a question, not a reason to forecast another.
        let spoilt = free.filter {
            types[$0] == .text && 2 * numbers($0).count { !$0.isNaN } >= filledCount($0)
                || types[$0] == .text && amount(in: $0) != nil
                || types[$0] == .code && TableWords.isDemand(sample.names[$0])
        }
        if let best = named(TableWords.target, among: numeric + spoilt) ?? namedInPart(numeric + spoilt) {
            if !types[best].isNumeric { throw noNumbers(best) }
            return best
        }
        let rest = numeric.filter { !TableWords.isKnownAhead(sample.names[$0]) && !fixed[$0] }
        if let best = rest.first ?? numeric.first(where: { !fixed[$0] }) { return best }
        let words = named(TableWords.target, among: free.filter { types[$0] == .text })
        if let best = spoilt.first ?? words { throw noNumbers(best) }
        throw nothingToForecast(numeric: numeric)
    }

    func column(_ index: Int, _ roles: Roles) -> TableInspection.Column {
        let (part, reason) = part(of: index, roles)
        return TableInspection.Column(name: sample.names[index], part: part, reason: reason)
    }

    func part(of index: Int, _ roles: Roles) -> (TableInspection.Part, String) {
        let name = sample.names[index]
        switch index {
        case roles.time, roles.timePart: return (.time, periodWord(index, roles))
        case _ where roles.series.count > 1 && roles.series.contains(index):
            return (.series, "names the series, with the other column")
        case _ where roles.series.contains(index):
            let count = NumberText.count(distinct(index))
            return (.series, sample.isPartial ? "\(count) series or more" : "\(count) series")
        case roles.target:
            let isNamed = TableWords.target.contains(TableWords.plain(name))
            return (.target, isNamed ? "its name" : "the first number that changes")
        default: break
        }
        if types[index] == .empty { return (.ignored, "empty") }
        if roles.fixed[index], !roles.series.isEmpty { return (.fixed, "one value per series") }
        if roles.fixed[index] { return (.ignored, "the same in every row") }
        if amount(in: index) != nil { return (.ignored, "amounts in several units: see below") }
        guard types[index].isNumeric || types[index] == .flag else {
            guard isCategory(index) else { return (.ignored, "text that changes within a series") }
            if TableWords.isKnownAfterwards(name) { return (.pastOnly, "its name: known afterwards; words") }
            return leak(index, roles) == nil
                ? (.knownAhead, "its name, \(NumberText.count(words(of: index).count)) words; planned ahead?")
                : (.pastOnly, "it gives the target away: see below")
        }
        if tellsObserved(index, roles) {
            return (.observed, "0 exactly where \(sample.names[roles.target]) is empty")
        }
        guard TableWords.isKnownAhead(name) else { return (.pastOnly, "a number that changes; known ahead?") }
        if TableWords.isKnownAfterwards(name) { return (.pastOnly, "its name: known afterwards") }
        guard leak(index, roles) == nil else { return (.pastOnly, "it gives the target away: see below") }
        return (
            .knownAhead,
            types[index] == .flag ? "its name, yes and no; planned ahead?" : "its name; planned ahead?"
        )
    }

    /// Whether a column says nothing but whether the target is there: 1 where it is, 0 where it is not, both somewhere.
    private func tellsObserved(_ index: Int, _ roles: Roles) -> Bool {
        let targets = numbers(roles.target)
        return targets.contains { $0.isNaN } && targets.contains { !$0.isNaN }
            && zip(numbers(index), targets).allSatisfy { $0 == ($1.isNaN ? 0 : 1) }
    }

    /// The candidate whose name stands first in `words`.
    func named(_ words: [String], among candidates: [Int]) -> Int? {
        for word in words {
            if let index = candidates.first(where: { TableWords.plain(sample.names[$0]) == word }) {
                return index
            }
        }
        return nil
    }

    // MARK: - Looking at cells

    /// By row, NaN where the cell holds no number, and no word of a flag.
    func numbers(_ column: Int) -> [Double] {
        guard types[column] == .flag else {
            return sample.cells[column].map { Self.number($0, reader) ?? .nan }
        }
        return sample.cells[column].map { FlagWords.meaning(of: $0).map { $0 ? 1 : 0 } ?? .nan }
    }

    func filledCount(_ column: Int) -> Int { sample.cells[column].count { !trimmed($0).isEmpty } }

    func distinct(_ column: Int) -> Int { Set(sample.cells[column]).count }

    static func number(_ cell: String, _ reader: NumberReader) -> Double? {
        var text = cell
        return text.withUTF8 { if case .value(let value) = reader.parse($0) { value } else { nil } }
    }

    static func isMissing(_ cell: String, _ reader: NumberReader) -> Bool {
        var text = cell
        return text.withUTF8 { reader.isMissing($0) }
    }

    /// A number per row: equal cells, equal numbers.
    static func codes(_ cells: [String]) -> [Int] {
        var known: [String: Int] = [:]
        return cells.map { cell in
            if let code = known[cell] { return code }
            known[cell] = known.count
            return known.count - 1
        }
    }

    func isFixed(_ column: Int, codes: [Int]) -> Bool {
        var first: [Int: String] = [:]
        for (row, code) in codes.enumerated() {
            let cell = sample.cells[column][row]
            if let known = first[code], known != cell { return false }
            first[code] = cell
        }
        // A number that never changes is a property only where series differ in it.
        return !types[column].isNumeric || Set(first.values).count > 1
    }

    func isUnique(codes: [Int], _ steps: TableSteps) -> Bool { repeats(codes: codes, steps) == 0 }

    /// Rows of a series and period that an earlier row has.
    func repeats(codes: [Int], _ steps: TableSteps) -> Int { steps.repeats(codes: codes) }

    static func type(_ cells: [String], _ reader: NumberReader) -> ColumnType {
        let filled = cells.map(trimmed).filter { !$0.isEmpty }
        guard !filled.isEmpty else { return .empty }
        if filled.allSatisfy({ Int($0) != nil }) { return .integer }
        let values = filled.count { number($0, reader) != nil }
        let missing = filled.count { isMissing($0, reader) }
        if values == 0, isFlag(filled.filter { !isMissing($0, reader) }) { return .flag }
        if isCode(filled) { return .code }
        // A few cells that are something else are mistakes, which the data set's check names one by one.
        return values > 0 && (values + missing) * 100 >= filled.count * 95 ? .number : .text
    }

    /// Whether all cells say yes or no, and both are said.
    private static func isFlag(_ filled: [String]) -> Bool {
        let meanings = Set(Set(filled).map(FlagWords.meaning))
        return meanings == [true, false]
    }

    /// Whether cells are whole numbers, or whole numbers with a few letters at one end: mistyped quantities look
    /// otherwise, and are rarer than one in two hundred.
    private static func isCode(_ filled: [String]) -> Bool {
        let others = Set(filled.filter { Int($0) == nil })
        let pattern = /\d{2,}[A-Za-z]{1,3}|[A-Za-z]{1,3}\d{2,}/
        return !others.isEmpty && Set(filled).count > others.count
            && others.allSatisfy { $0.wholeMatch(of: pattern) != nil }
    }
}
