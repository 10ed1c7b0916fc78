internal import Postgres

/// The rows of a query in the binary form of COPY.
struct PostgresRows {
    private let connection: PostgresConnection
    private let width: Int

    /// Begins to receive some columns of a query.
    /// - Parameter columns: their names; each is there once.
    init(_ query: String, columns: [String], over connection: PostgresConnection) throws(PostgresError) {
        self.connection = connection
        width = columns.count
        let names = columns.map { "q.\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ", ")
        try connection.copyOut("COPY (SELECT \(names) FROM (\(query)\n) AS q) TO STDOUT (FORMAT binary)")
    }

    /// Hands rows to `take` until it returns false; all are received in any case, so that the connection is free again.
    /// - Returns: whether all were taken.
    func areTaken(_ take: (inout PostgresRow) -> Bool) throws(PostgresError) -> Bool {
        var isFirst = true
        var isAtEnd = false
        var isSound = true
        while try connection.nextCopied({ bytes in
            guard isSound, !isAtEnd else { return }
            var row = PostgresRow(bytes)
            if isFirst {
                isFirst = false
                row.skipHead()
            }
            let count = row.width()
            isAtEnd = row.isSound && count == -1
            isSound = isAtEnd || count == width && take(&row) && row.isRead
        }) {}
        return isSound && isAtEnd
    }
}
