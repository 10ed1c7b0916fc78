internal import Postgres

/// The rows of a query as CSV, with a header and nothing for NULL: what every other reader of long tables takes.
///
/// Every cell is read, checked and told of as in a file. Where there is nothing to tell, `PostgresRows` is the quicker way.
final class PostgresCopy {
    private let connection: PostgresConnection
    private var rest: [UInt8] = []
    private var isAtEnd = false

    /// - Parameters:
    ///   - query: one SELECT.
    ///   - isOrdered: whether the order of rows decides anything; the server has none of its own.
    init(_ query: String, isOrdered: Bool, over connection: PostgresConnection) throws(PostgresError) {
        self.connection = connection
        // A second statement, or the end of a parenthesis that is not its own, ends here.
        try connection.check(query)
        let query = isOrdered ? "SELECT q.* FROM (\(query)\n) AS q ORDER BY q" : query
        try connection.copyOut("COPY (\(query)\n) TO STDOUT (FORMAT csv, HEADER)")
    }

    /// Fills as much of `target` as there are rows for.
    /// - Returns: the number of bytes; 0 at the end.
    func read(into target: UnsafeMutableRawBufferPointer) throws(PostgresError) -> Int {
        var count = min(rest.count, target.count)
        if count > 0 {
            rest.prefix(count).withUnsafeBytes { target.copyMemory(from: $0) }
            rest.removeFirst(count)
        }
        while !isAtEnd, rest.isEmpty, count < target.count {
            var added = 0
            isAtEnd = try !connection.nextCopied { row in
                let fitting = min(row.count, target.count - count)
                UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: row.prefix(fitting)))
                if fitting < row.count { rest.append(contentsOf: row.dropFirst(fitting)) }
                added = fitting
            }
            count += added
        }
        return count
    }
}
