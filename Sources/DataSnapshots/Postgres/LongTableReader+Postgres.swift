internal import ForecastCore
internal import Postgres

/// The short way from PostgreSQL to a table: values as the server has them, without a text between.
///
/// It is for columns of usual types and rows with nothing to say about. All else is read as text, like a file: one reader says what
/// is wrong with cells, and where.
extension LongTableReader {
    /// Reads the rows of a query to their end.
    /// - Parameter columns: those that the query gives.
    /// - Returns: false where they have to be read as text; nothing was taken then.
    mutating func readValues(
        of query: String, columns: [PostgresColumn], over connection: PostgresConnection, as file: SourceFile,
        limit: Int
    ) throws(PostgresError) -> Bool {
        guard let forms = forms(of: columns) else { return false }
        var attempt = self
        attempt.table.files.append(file)
        let rows = try PostgresRows(query, columns: valueColumns, over: connection)
        guard try attempt.take(rows, forms, limit: min(limit, RowStore.maximumCount)) else { return false }
        self = attempt
        return true
    }

    /// The id where a column has it, the period, the numbers, what describes a series.
    private var valueColumns: [String] { mapping.series + [mapping.time] + numbers + mapping.statics }

    /// How the columns are read; nil where the short way is not for them.
    private func forms(of columns: [PostgresColumn]) -> [PostgresCell.Form]? {
        guard pooling == nil, mapping.series.count <= 1, pairing == nil, mapping.observed == nil,
            dialect.dateFormat == .iso, table.periods.notation == .date,
            !table.periods.frequency.isWithinDays, !numberReader.isForeign,
            words.allSatisfy({ $0 == nil }), !isCounted.contains(true)
        else { return nil }
        let forms = valueColumns.compactMap { name -> PostgresCell.Form? in
            let found = columns.filter { $0.name == name }
            return found.count == 1 ? PostgresCell.forms[found[0].type] : nil
        }
        let places = Places(self)
        guard forms.count == valueColumns.count,
            mapping.series.isEmpty || [.text, .integer].contains(forms[0]),
            [.date, .text].contains(forms[places.time]),
            forms[places.numbers].allSatisfy({ $0 != .date }),
            forms[places.statics].allSatisfy({ $0 == .text })
        else { return nil }
        return forms
    }

    /// Where in a row of `valueColumns` is what.
    private struct Places {
        let time: Int
        let numbers: Range<Int>
        let statics: Range<Int>

        init(_ reader: borrowing LongTableReader) {
            time = reader.mapping.series.count
            numbers = time + 1..<time + 1 + reader.numbers.count
            statics = numbers.upperBound..<numbers.upperBound + reader.mapping.statics.count
        }
    }

    /// Takes all rows; false where there is something to say about one, and where there is none.
    private mutating func take(
        _ rows: PostgresRows, _ forms: [PostgresCell.Form], limit: Int
    ) throws(PostgresError) -> Bool {
        let places = Places(self)
        // A header would be the first line.
        var line = 1
        let areTaken = try rows.areTaken { row in
            line += 1
            guard let series = places.time == 0 ? readOnlySeries() : series(of: row.cell(), forms[0]),
                let period = period(of: row.cell(), forms[places.time]),
                takeNumbers(&row, forms[places.numbers]), evaluate(),
                takeStatics(&row, series: series, period: period), line - 1 <= limit
            else { return false }
            table.rows.append(
                file: table.files.count - 1, series: series, period: period, line: line, values: values)
            return true
        }
        return areTaken && table.rows.count > 0
    }

    private mutating func period(of cell: PostgresCell, _ form: PostgresCell.Form) -> Int32? {
        if form == .date {
            guard let day = cell.day else { return nil }
            return table.periods.frequency.unit == .month ? Self.monthly(day) : Int32(day)
        }
        if table.rows.count == 0 { table.periods.adoptTime(of: cell.text) }
        guard case .ordinal(let ordinal) = table.periods.parse(cell.text) else { return nil }
        return ordinal
    }

    private mutating func takeStatics(_ row: inout PostgresRow, series: Int, period: Int32) -> Bool {
        for index in table.statics.indices {
            let verdict = table.statics[index].take(row.cell().text, series: series, label: period)
            guard verdict == .accepted else { return false }
        }
        return true
    }

    /// As `PeriodParser` counts months.
    private static func monthly(_ day: Int) -> Int32 {
        let date = CivilDate(dayNumber: day)
        return Int32(date.month * 32 + date.components.day)
    }

    private mutating func series(of cell: PostgresCell, _ form: PostgresCell.Form) -> Int? {
        guard form == .integer else { return series(named: cell.text) }
        var digits = cell.integer?.description ?? ""
        return digits.withUTF8 { series(named: $0) }
    }

    private mutating func series(named id: Bytes) -> Int? {
        if previousSeries >= 0, table.ids.equals(previousSeries, id) { return previousSeries }
        if let known = table.ids.index(of: id) {
            previousSeries = known
            return known
        }
        guard Self.fault(inID: id) == nil else { return nil }
        previousSeries = table.ids.add(id)
        return previousSeries
    }

    /// Fills `cells`; false where one of them is no number.
    private mutating func takeNumbers(
        _ row: inout PostgresRow, _ forms: ArraySlice<PostgresCell.Form>
    ) -> Bool {
        var index = 0
        for form in forms {
            let cell = row.cell()
            let value: Double? =
                switch form {
                case _ where cell.isNull: .nan
                case .float: cell.float
                case .integer: cell.integer.map(Double.init)
                case .decimal: cell.decimal
                case .truth: mayBeFlag[index] ? cell.text.first.map(Double.init) : nil
                case .text: number(inText: cell.text)
                case .date: nil
                }
            guard let value else { return false }
            cells[index] = value
            index += 1
        }
        return true
    }

    private func number(inText cell: Bytes) -> Double? {
        if cell.isEmpty { return .nan }
        guard case .value(let value) = numberReader.parse(cell) else { return nil }
        return value
    }

    /// Fills `values` from `cells`, as the way over text does; false where it would have something to say.
    private mutating func evaluate() -> Bool {
        for (index, recipe) in recipes.enumerated() {
            switch recipe {
            case .copy(let cell): values[index] = cells[cell]
            case .target(let cell):
                guard let value = plainTarget(cells[cell]) else { return false }
                values[index] = value
            case .product(let left, let right):
                let hasZero = cells[left] == 0 || cells[right] == 0
                guard let value = plainTarget(hasZero ? 0 : cells[left] * cells[right]) else { return false }
                values[index] = value
            case .counted: return false
            }
        }
        return true
    }

    /// A target under the policies for empty cells and negative numbers; nil where one of them is an error.
    private func plainTarget(_ value: Double) -> Double? {
        if value.isNaN { return empty == .error ? nil : empty == .zero ? 0 : .nan }
        if value >= 0 { return value.isFinite ? value : nil }
        return switch negative {
        case .keep: value.isFinite ? value : nil
        case .zero: value.isFinite ? 0 : nil
        case .error: nil
        }
    }
}
