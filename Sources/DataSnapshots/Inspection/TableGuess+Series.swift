internal import ForecastCore

/// Which column names the series, if any.
extension TableGuess {
    /// Nil where all rows are of one series.
    ///
    /// - Parameter taken: the columns of periods.
    func seriesColumn(excluding taken: [Int], steps: TableSteps) throws -> Int? {
        if let wanted = try column(wish.series, "--series") {
            guard !taken.contains(wanted) else { throw takenTwice(wanted) }
            return wanted
        }
        let others = sample.names.indices.filter {
            !taken.contains($0) && sample.names[$0] != wish.target
        }
        if let best = named(TableWords.series, among: others.filter { !isDate($0) }) { return best }
        if isUnique(codes: Array(repeating: 0, count: sample.rowCount), steps) {
            return onlySeries(others, steps)
        }
        let candidates = others.filter(mayNameSeries)
        // What is another in nearly every row names no series, though it is unique.
        let repeated = candidates.filter { 2 * distinct($0) <= sample.rowCount }
        let plausible = repeated.isEmpty ? candidates : repeated
        let keys = plausible.filter { isUnique(codes: Self.codes(sample.cells[$0]), steps) }
        if let place = named(TableWords.places, among: keys) { return place }
        // A text that tells the rows of a period apart is enough; whole numbers may be quantities.
        let texts = keys.filter { types[$0] == .text || types[$0] == .code }
        let chosen = !texts.isEmpty ? texts : keys.isEmpty ? plausible : keys
        if let best = chosen.max(by: { distinct($0) < distinct($1) }) { return best }
        throw noSeries(others, steps)
    }

    /// Numbers of six or eight digits may be dates and articles.
    func isDate(_ index: Int) -> Bool {
        types[index] == .date && dates[index].formats != [.compact]
    }

    func mayNameSeries(_ index: Int) -> Bool {
        let name = sample.names[index]
        let isName =
            [.text, .code, .integer].contains(types[index]) || types[index] == .date && !isDate(index)
        return isName && !TableWords.isDemand(name) && !TableWords.isDemandAmong(name)
            && !TableWords.isKnownAhead(name) && !TableWords.isDocument(name) && amount(in: index) == nil
    }

    /// Of a table with one row per period: a text that is the same everywhere, or for a while, names its series; without
    /// one it needs no name.
    func onlySeries(_ others: [Int], _ steps: TableSteps) -> Int? {
        let texts = others.filter { types[$0] == .text || types[$0] == .code }
        if let constant = texts.first(where: { distinct($0) == 1 && filledCount($0) == sample.rowCount }) {
            return constant
        }
        if let blocks = texts.first(where: { isInBlocks($0, steps) && mayNameSeries($0) }) { return blocks }
        return nil
    }

    /// Whether a text stays the same for a while and never comes back: products that follow each other. A weekday or a
    /// remark comes back.
    private func isInBlocks(_ column: Int, _ steps: TableSteps) -> Bool {
        let codes = Self.codes(sample.cells[column])
        let inTime = codes.indices.sorted { (steps.ordinals[$0], $0) < (steps.ordinals[$1], $1) }.map {
            codes[$0]
        }
        let changes = zip(inTime.dropFirst(), inTime).count { $0 != $1 }
        return changes + 1 == distinct(column) && 2 * distinct(column) <= sample.rowCount
    }

    /// The column called so by an option; nil where the option was not given.
    func column(_ name: String?, _ option: String) throws -> Int? {
        guard let name else { return nil }
        if let index = sample.names.firstIndex(where: { $0 == name || $0 == trimmed(name) }) { return index }
        throw sample.refusal(
            .missingColumn,
            "\(display) has no column \(quoted(name))\(Suggestion.clause(for: name, in: sample.names))",
            notes: ["the header has: \(sample.names.prefix(40).map { quoted($0) }.joined(separator: ", "))"],
            fix: "name one of them with \(option)")
    }

    /// The column called so in a sentence, where no column of that name plays two parts.
    func takenTwice(_ index: Int) -> DiagnosticsError {
        sample.refusal(
            .missingColumn, "\(quoted(sample.names[index])) cannot be two of series, period and target",
            fix: "name a column each with --series, --time and --target")
    }

    /// The best of several columns of which one word is one of what is sold.
    func namedInPart(_ candidates: [Int]) -> Int? {
        candidates.first { TableWords.isDemandAmong(sample.names[$0]) }
    }
}
