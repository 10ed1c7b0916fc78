/// Finds out how the numbers of a sample are written: which mark begins decimals, which stands between thousands, and
/// which words mean that there is no value.
struct NumberGuess {
    /// Its numbers, and the words that stand for none.
    let dialect: CSVDialect
    /// A cell that means one number by one way of writing and another by the other, when all cells do.
    let ambiguous: (column: Int, row: Int)?

    /// So many rows, spread over the sample, tell it.
    private static let rowCount = 20_000
    /// As few cells in another notation may be typing mistakes.
    private static let fewCells = 3

    /// A column of the sample, by what can read it.
    private struct Count {
        let column: Int
        /// Cells that are neither empty nor a word for no value.
        var filled = 0
        /// How many of them every notation reads; the first one is the default.
        var read: [Int]
        var words: [String: Int] = [:]
        /// Cells by what stands beside their number.
        var signs: [String: Int] = [:]
        /// Numbers other than 0 without a sign.
        var bare = 0

        /// The one sign of the column: nearly all cells have it, and where it means a hundredth, all do.
        var sign: String? {
            guard signs.count == 1, let (sign, count) = signs.first else { return nil }
            return 5 * count >= 4 * filled && (sign != "%" || bare == 0) ? sign : nil
        }

        /// Whether this is a column of numbers, some of them mistyped: four of five can be read.
        var isNumeric: Bool { (read.max() ?? 0) > 0 && 5 * (read.max() ?? 0) >= 4 * filled }

        /// Whether a notation is more than a remedy for a few mistyped cells.
        func needs(_ notation: Int) -> Bool {
            let gain = read[notation] - read[0]
            return gain >= NumberGuess.fewCells || gain * 20 > filled
        }
    }

    /// - Parameters:
    ///   - columns: those that hold no dates.
    ///   - decimal: what the user said.
    init(_ sample: TableSample, columns: [Int], decimal: CSVDialect.DecimalMark?) {
        let notations = ([CSVDialect()] + NumberHint.notations).filter {
            decimal == nil || $0.decimal == decimal
        }
        let rows = Array(
            stride(from: 0, to: sample.rowCount, by: max(1, sample.rowCount / Self.rowCount)))
        let counts = columns.map { column -> Count in
            let cells = sample.cells[column]
            let count = Self.count(cells, column: column, rows, notations, withoutSigns: true)
            // Amounts in several units are no numbers of one column.
            return count.sign != nil || count.signs.isEmpty
                ? count : Self.count(cells, column: column, rows, notations, withoutSigns: false)
        }.filter(\.isNumeric)
        let choice = Self.choice(counts, notations, sample.separator)
        var dialect = choice ?? notations[0]
        dialect.separator = sample.separator
        dialect.missingValues = Self.words(counts)
        dialect.signs = Set(counts.compactMap(\.sign)).sorted()
        self.dialect = dialect
        ambiguous = choice == nil ? Self.example(counts, sample) : nil
    }

    private static func count(
        _ cells: [String], column: Int, _ rows: [Int], _ notations: [CSVDialect], withoutSigns: Bool
    ) -> Count {
        let readers = notations.map(NumberReader.init)
        var count = Count(column: column, read: Array(repeating: 0, count: readers.count))
        for row in rows {
            var cell = trimmed(cells[row])
            guard !cell.isEmpty else { continue }
            if NumberHint.words.contains(cell) {
                count.words[cell, default: 0] += 1
                continue
            }
            count.filled += 1
            if withoutSigns, let (sign, rest) = NumberSign.split(cell) {
                count.signs[sign, default: 0] += 1
                cell = rest
            } else if cell != "0" {
                count.bare += 1
            }
            cell.withUTF8 { bytes in
                for (index, reader) in readers.enumerated() {
                    if case .value = reader.parse(bytes) { count.read[index] += 1 }
                }
            }
        }
        return count
    }

    /// The simplest notation that reads the most cells; nil where two of them mean different numbers by the same cells.
    private static func choice(
        _ counts: [Count], _ notations: [CSVDialect], _ separator: CSVDialect.Separator
    ) -> CSVDialect? {
        let sums = notations.indices.map { notation in counts.reduce(0) { $0 + $1.read[notation] } }
        let best = sums.max() ?? 0
        let winners = notations.indices.filter { sums[$0] == best }
        guard let first = winners.first else { return notations[0] }
        let isNeeded = counts.contains { $0.needs(first) }
        let marks = Set(winners.map { notations[$0].decimal })
        if first == 0 {
            // 1.094 in a file without separating commas: decimals, or thousands where commas begin decimals?
            let plainComma = notations.firstIndex { $0.decimal == .comma && $0.thousands == nil }
            let isOpen = separator != .comma && marks.count > 1 && plainComma.map { sums[$0] < best } ?? false
            return isOpen ? nil : notations[0]
        }
        guard isNeeded else { return notations[0] }
        return marks.count > 1 ? nil : notations[first]
    }

    /// The words for no value, sorted: nobody types one of them by mistake.
    private static func words(_ counts: [Count]) -> [String] {
        Set(counts.flatMap(\.words.keys)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func example(_ counts: [Count], _ sample: TableSample) -> (column: Int, row: Int)? {
        for count in counts {
            let row = sample.cells[count.column].firstIndex {
                $0.utf8.contains(.point) || $0.utf8.contains(.comma)
            }
            if let row { return (count.column, row) }
        }
        return nil
    }
}
