internal import CLibPQ
internal import Glibc
internal import Workers

extension PostgresConnection {
    /// Begins to receive what `COPY (...) TO STDOUT` gives; `nextCopied` hands it on.
    package func copyOut(_ statement: String) throws(PostgresError) {
        try beginCopy(statement, expecting: libpq_copy_out)
    }

    /// Hands the bytes of a row to `body`.
    /// - Returns: false at the end, after which the connection is free for other statements.
    package func nextCopied(_ body: (UnsafeRawBufferPointer) -> Void) throws(PostgresError) -> Bool {
        while true {
            var buffer: UnsafeMutablePointer<CChar>?
            let count = functions.getCopyData(connection, &buffer, 1)
            if count > 0, let buffer {
                body(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
                functions.freeMemory(buffer)
                return true
            }
            if count == -2 { throw sendError() }
            if count == -1 {
                // An error in the middle of it comes now.
                _ = try collect()
                return false
            }
            try wait(for: POLLIN)
            guard functions.consumeInput(connection) == 1 else { throw lost(lastWords) }
        }
    }

    /// Sends rows in PostgreSQL's binary form of COPY, all or none of them.
    /// - Returns: how many rows arrived.
    @discardableResult
    package func copyIn(_ statement: String, _ rows: borrowing PostgresRowBuffer) throws(PostgresError) -> Int
    {
        try beginCopy(statement, expecting: libpq_copy_in)
        var sent = 0
        while sent < rows.bytes.count {
            if interruption.isRequested {
                _ = functions.putCopyEnd(connection, "given up")
                _ = try? collect()
                throw PostgresError(.interrupted, "interrupted")
            }
            let end = min(sent + Self.sentByteCount, rows.bytes.count)
            let isSent = rows.bytes[sent..<end].withUnsafeBytes { bytes in
                functions.putCopyData(
                    connection, bytes.assumingMemoryBound(to: CChar.self).baseAddress, Int32(bytes.count))
            }
            // Where the server ended it, its reason comes with the result.
            guard isSent == 1 else { break }
            sent = end
        }
        guard functions.putCopyEnd(connection, nil) == 1 else { throw lost(lastWords) }
        return try collect().affected
    }

    private static var sentByteCount: Int { 1 << 18 }

    private func beginCopy(_ statement: String, expecting wanted: Int) throws(PostgresError) {
        guard functions.sendQuery(connection, statement) == 1 else { throw sendError() }
        guard let result = try nextResult() else { throw lost(lastWords) }
        defer { functions.clear(result) }
        guard Int(functions.resultStatus(result)) == wanted else {
            let failure = error(of: result)
            _ = try? collect()
            throw failure
        }
    }
}
