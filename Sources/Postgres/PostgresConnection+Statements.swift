internal import CLibPQ
internal import Glibc

extension PostgresConnection {
    /// Has one statement done; its parameters are `$1`, `$2`, ... and go as text.
    @discardableResult
    package func execute(_ statement: String, _ parameters: [String?] = []) throws(PostgresError)
        -> PostgresRows
    {
        let texts = parameters.map { $0.map { strdup($0) } ?? nil }
        defer { for text in texts { free(text) } }
        let isSent = texts.map { UnsafePointer($0) }.withUnsafeBufferPointer { values in
            functions.sendParameters(
                connection, statement, Int32(values.count), nil, values.baseAddress, nil, nil, 0)
        }
        guard isSent == 1 else { throw sendError() }
        return try collect()
    }

    /// Has several statements done, as one transaction where they do not say otherwise. They are the program's own.
    package func run(script: String) throws(PostgresError) {
        guard functions.sendQuery(connection, script) == 1 else { throw sendError() }
        _ = try collect()
    }

    /// Has the server read a statement without doing it: it must be one, and only one.
    /// - Returns: the columns that it would give.
    @discardableResult
    package func check(_ statement: String) throws(PostgresError) -> [PostgresColumn] {
        guard functions.sendPrepare(connection, "", statement, 0, nil) == 1 else { throw sendError() }
        _ = try collect()
        guard functions.sendDescription(connection, "") == 1 else { throw sendError() }
        var columns: [PostgresColumn] = []
        while let result = try nextResult() {
            defer { functions.clear(result) }
            columns += (0..<functions.columnCount(result)).map { column in
                PostgresColumn(
                    name: functions.columnName(result, column).map { String(cString: $0) } ?? "",
                    type: functions.columnType(result, column))
            }
        }
        return columns
    }

    /// Does what `body` does as one transaction; it is undone when that throws.
    package func transaction<Output>(
        _ begin: String = "BEGIN", _ body: () throws -> Output
    ) throws -> Output {
        try execute(begin)
        let output: Output
        do {
            output = try body()
        } catch {
            if !isBroken { _ = try? execute("ROLLBACK") }
            throw error
        }
        try execute("COMMIT")
        return output
    }

    func sendError() -> PostgresError {
        isBroken ? lost(lastWords) : PostgresError(.statement, lastWords)
    }

    /// The rows of the last result; the first error of all.
    func collect() throws(PostgresError) -> PostgresRows {
        var failure: PostgresError?
        var rows = PostgresRows(rows: [], affected: 0)
        while let result = try nextResult() {
            defer { functions.clear(result) }
            switch Int(functions.resultStatus(result)) {
            case libpq_command_ok, libpq_empty_query:
                let affected = functions.affectedRows(result).map { String(cString: $0) } ?? ""
                rows = PostgresRows(rows: [], affected: Int(affected) ?? 0)
            case libpq_tuples_ok:
                rows = read(result)
            default:
                failure = failure ?? error(of: result)
            }
        }
        if let failure { throw failure }
        return rows
    }

    private func read(_ result: UnsafeMutableRawPointer) -> PostgresRows {
        let columns = functions.columnCount(result)
        let rows = (0..<functions.rowCount(result)).map { row in
            (0..<columns).map { column -> String? in
                functions.isNull(result, row, column) == 1
                    ? nil : functions.value(result, row, column).map { String(cString: $0) }
            }
        }
        return PostgresRows(rows: rows, affected: rows.count)
    }

    /// The next result of what was sent; nil at the end.
    func nextResult() throws(PostgresError) -> UnsafeMutableRawPointer? {
        while functions.isBusy(connection) == 1 {
            try wait(for: POLLIN)
            guard functions.consumeInput(connection) == 1 else { throw lost(lastWords) }
        }
        return functions.nextResult(connection)
    }
}
