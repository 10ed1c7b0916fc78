internal import ForecastCore

/// Finds out which column of a sample is what.
struct TableGuess {
    private let sample: TableSample
    private let display: String
    private let types: [ColumnType]

    private enum ColumnType {
        case empty, text, integer, number
        /// ISO 8601; `isHourly` where some time of day is not midnight.
        case date(isHourly: Bool)

        var isNumeric: Bool {
            switch self {
            case .integer, .number: true
            default: false
            }
        }
        var isDate: Bool { if case .date = self { true } else { false } }
    }

    init(_ sample: TableSample, display: String) {
        self.sample = sample
        self.display = display
        types = sample.cells.map(Self.type)
    }

    func inspection() throws -> TableInspection {
        let time = try timeColumn()
        let steps = TableSteps(sample.cells[time], isDate: types[time].isDate, isHourly: isHourly(time))
        let series = try seriesColumn(time: time, steps: steps)
        let codes = Self.codes(sample.cells[series])
        try refuseRepeatedRows(series: series, time: time, codes: codes, steps: steps)
        let fixed = sample.names.indices.map { isFixed($0, codes: codes) }
        let target = try targetColumn(excluding: [time, series], fixed: fixed)
        let columns = sample.names.indices.map { index -> TableInspection.Column in
            let (part, reason) = self.part(
                of: index, time: time, series: series, target: target, isFixed: fixed[index])
            return TableInspection.Column(name: sample.names[index], part: part, reason: reason)
        }
        let values = numbers(target)
        return TableInspection(
            columns: columns, frequency: steps.frequency, notation: types[time].isDate ? .date : .number,
            gaps: gaps(codes: codes, steps: steps, hasZeros: values.contains(0)),
            hasNegativeTargets: values.contains { $0 < 0 }, rowCount: sample.isPartial ? nil : sample.rowCount
        )
    }

    // MARK: - Which column is what

    private func timeColumn() throws -> Int {
        let dates = sample.names.indices.filter { types[$0].isDate }
        if let best = named(TableWords.time, among: dates) ?? dates.first { return best }
        let numbered = sample.names.indices.filter { if case .integer = types[$0] { true } else { false } }
        if let best = named(TableWords.time, among: numbered) { return best }
        let suspect = named(TableWords.time, among: Array(sample.names.indices))
        let example = suspect.map { "; '\(sample.names[$0])' holds '\(sample.cells[$0][0])'" } ?? ""
        throw TableSample.refusal(
            .badDate, "\(display) has no column of dates\(example)",
            "write periods as YYYY-MM-DD (hourly: YYYY-MM-DD HH:MM)")
    }

    private func seriesColumn(time: Int, steps: TableSteps) throws -> Int {
        let others = sample.names.indices.filter { $0 != time }
        if let best = named(TableWords.series, among: others) { return best }
        let candidates = others.filter { index in
            if case .number = types[index] { return false }
            return !types[index].isDate && !TableWords.isDemand(sample.names[index])
                && !TableWords.isKnownAhead(sample.names[index])
        }
        let keys = candidates.filter { isUnique(codes: Self.codes(sample.cells[$0]), steps) }
        if let best = (keys.isEmpty ? candidates : keys).max(by: { distinct($0) < distinct($1) }) {
            return best
        }
        throw TableSample.refusal(
            .missingColumn, "\(display) has no column that names the series",
            "add one, even if all rows say the same: one series is fine, too")
    }

    private func targetColumn(excluding taken: [Int], fixed: [Bool]) throws -> Int {
        let numeric = sample.names.indices.filter { !taken.contains($0) && types[$0].isNumeric }
        if let best = named(TableWords.target, among: numeric) { return best }
        let rest = numeric.filter {
            !TableWords.isKnownAhead(sample.names[$0]) && !fixed[$0]
        }
        if let best = rest.first ?? numeric.first(where: { !fixed[$0] }) { return best }
        throw TableSample.refusal(
            .missingColumn, "\(display) has no numeric column that changes over time: nothing to forecast",
            nil)
    }

    private func part(of index: Int, time: Int, series: Int, target: Int, isFixed: Bool) -> (
        TableInspection.Part, String
    ) {
        let word = TableWords.plain(sample.names[index])
        switch index {
        case time: return (.time, types[time].isDate ? "dates" : "numbered periods")
        case series: return (.series, "\(distinct(series)) series\(sample.isPartial ? " so far" : "")")
        case target:
            return (.target, TableWords.target.contains(word) ? "its name" : "the first number that changes")
        default: break
        }
        if case .empty = types[index] { return (.ignored, "empty") }
        if isFixed { return (.fixed, "one value per series") }
        guard types[index].isNumeric else { return (.ignored, "text that changes within a series") }
        if TableWords.isKnownAhead(sample.names[index]) { return (.knownAhead, "its name; planned ahead?") }
        return (.pastOnly, "a number that changes; known ahead?")
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

    private func numbers(_ column: Int) -> [Double] { sample.cells[column].compactMap { Double($0) } }

    private func distinct(_ column: Int) -> Int { Set(sample.cells[column]).count }

    private func isHourly(_ column: Int) -> Bool {
        if case .date(let isHourly) = types[column] { isHourly } else { false }
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

    private func isUnique(codes: [Int], _ steps: TableSteps) -> Bool { repeated(codes: codes, steps) == nil }

    /// The first two rows of one series and period.
    private func repeated(codes: [Int], _ steps: TableSteps) -> (Int, Int)? {
        var seen: [SIMD2<Int>: Int] = [:]
        for (row, code) in codes.enumerated() {
            if let earlier = seen.updateValue(row, forKey: SIMD2(code, steps.ordinals[row])) {
                return (earlier, row)
            }
        }
        return nil
    }

    private func refuseRepeatedRows(series: Int, time: Int, codes: [Int], steps: TableSteps) throws {
        guard let (first, second) = repeated(codes: codes, steps) else { return }
        let partner = sample.names.indices.first { column in
            column != series && column != time && !types[column].isDate
                && isUnique(
                    codes: zip(codes, Self.codes(sample.cells[column])).map { $0 * 1_000_003 + $1 }, steps)
        }
        let what =
            "'\(sample.names[series])' \(sample.cells[series][first]) has two rows for \(sample.cells[time][first])"
        let fix = partner.map { partner -> String in
            let (a, b) = (series + 1, partner + 1)
            return
                "'\(sample.names[series])' and '\(sample.names[partner])' together name a series; join them: "
                + "awk -F, -v OFS=, 'NR==1{print \"series\",$0;next}{print $\(a)\"|\"$\(b),$0}' FILE > joined.csv"
        }
        throw TableSample.refusal(
            .duplicateRow, "\(display): \(what) (lines \(first + 2) and \(second + 2))",
            fix ?? "sum or remove the repeated rows")
    }

    private func gaps(codes: [Int], steps: TableSteps, hasZeros: Bool) -> (policy: String, reason: String) {
        guard steps.hasGaps(codes: codes) else { return ("error", "no period is missing inside a series") }
        return hasZeros
            ? ("missing", "periods are missing, and zeros are written out where there are some")
            : ("zero", "periods are missing, and no zero is written out: no row, no sale")
    }

    private static func type(_ cells: [String]) -> ColumnType {
        let filled = cells.filter { !$0.isEmpty }
        guard !filled.isEmpty else { return .empty }
        // A few cells that are something else are mistakes, which the data set's check names one by one.
        func most(_ fits: (String) -> Bool) -> Bool { filled.count(where: fits) * 100 >= filled.count * 95 }
        if most({ TableSteps.hour(of: $0) != nil }) {
            return .date(isHourly: filled.contains { (TableSteps.hour(of: $0) ?? 0) % 24 != 0 })
        }
        if filled.allSatisfy({ Int($0) != nil }) { return .integer }
        if most({ Double($0)?.isFinite == true }) { return .number }
        return .text
    }
}
