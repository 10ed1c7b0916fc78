internal import ForecastCore

/// Several rows of a series and period as one: what `aggregate` says.
extension LongTableReader {
    /// Whether a row has a target below 0.
    var isReturn: Bool { mapping.targets.indices.contains { values[$0] < 0 } }

    mutating func addToPool(_ place: Place, label: Int32, line: Int) {
        guard let pooling else { return }
        if pooling.incomplete == .drop, mapping.targets.indices.contains(where: { !values[$0].isNaN }),
            let day = table.periods.day(of: label)
        {
            cover?.take(day)
        }
        for (index, cell) in weightCells.enumerated() { weights[index] = cells[cell] }
        let (file, isReturn) = (table.files.count - 1, isReturn)
        pool?.take(
            series: place.series, period: place.period, label: label, values: values, weights: weights,
            file: file, line: line, isReturn: isReturn)
    }

    /// Pours the pooled rows into the table. To be called after the last file.
    mutating func finish() {
        guard var pool, pool.account.rows > 0 else { return }
        self.pool = nil
        let (first, last) = incompletePeriods(pool)
        var dropped = Set([first].compactMap(\.self))
        // Where plans are known ahead, a period that has begun has one, though what is sold in it is not known yet.
        let begun = mapping.knownAhead.isEmpty ? nil : last
        if let last, begun == nil { dropped.insert(last) }
        let targets = mapping.targets.count
        let unknown = Array(0..<targets) + Array(targets + mapping.knownAhead.count..<table.columns.count)
        let problems = problems
        let (table, negative) = (table, negative)
        pool.pour(into: &self.table.rows, without: dropped) { row, values in
            if row.period == begun { for index in unknown { values[index] = .nan } }
            for index in 0..<targets where values[index] < 0 {
                switch negative {
                case .keep: break
                case .zero: values[index] = 0
                case .error: Self.reportNegative(values[index], of: row, column: index, table, problems)
                }
            }
            for index in values.indices where values[index].isInfinite {
                Self.reportInfinite(row, column: index, table, problems)
            }
        }
        account = pool.account
        account?.incomplete = [first, last].compactMap(\.self).map(table.period)
    }

    private func incompletePeriods(_ pool: RowPool) -> (first: Int32?, last: Int32?) {
        guard let cover, cover.first < cover.last, pool.aggregation.incomplete == .drop,
            let first = table.periods.start(ofDay: cover.first),
            let last = table.periods.start(ofDay: cover.last), first < last
        else { return (nil, nil) }
        let next = table.periods.label(last, advancedBy: 1)
        let begin = table.periods.day(of: first)
        let end = table.periods.day(of: next)
        return (
            begin.map { cover.misses(from: $0) } == true ? first : nil,
            end.map { cover.misses(until: $0) } == true ? last : nil
        )
    }

    private static func reportNegative(
        _ value: Double, of row: RowPool.Pooled, column: Int, _ table: SeriesTable, _ problems: DataProblems
    ) {
        problems.report(.negativeTarget) {
            Problem(
                "\(table.columns[column].name) \(describe(row, table)) adds up to \(plain(value)), below 0",
                at: SourceLocation(file: table.files[row.file].displayPath, line: row.line, column: 1),
                notes: ["this is the first row of the period"],
                fix:
                    "say what that is: 'negative: zero' (nothing was asked for on balance) or 'negative: keep'; "
                    + "'aggregate: {returns: drop}' leaves returns out")
        }
    }

    private static func reportInfinite(
        _ row: RowPool.Pooled, column: Int, _ table: SeriesTable, _ problems: DataProblems
    ) {
        problems.report(.notFinite) {
            Problem(
                "\(table.columns[column].name) \(describe(row, table)) adds up to no finite number",
                at: SourceLocation(file: table.files[row.file].displayPath, line: row.line, column: 1),
                notes: ["this is the first row of the period"], fix: "correct its numbers")
        }
    }

    private static func describe(_ row: RowPool.Pooled, _ table: SeriesTable) -> String {
        "of series \(quoted(table.ids.string(row.series))) in \(table.period(row.period))"
    }
}
