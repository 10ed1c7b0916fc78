internal import CLibPQ
internal import Glibc
package import Workers

/// A session with PostgreSQL. Waiting ends within a tenth of a second when the process is asked to stop; the server is told.
///
/// One thread at a time. Whatever is not committed when the connection goes is undone by the server.
package final class PostgresConnection {
    let functions: PostgresFunctions
    let connection: UnsafeMutableRawPointer
    let server: PostgresServer
    let interruption: Interruption

    /// - Throws: `PostgresError` of kind `library`, `connection` or `interrupted`.
    package init(_ server: PostgresServer, interruption: Interruption) throws(PostgresError) {
        let functions = try PostgresFunctions.open()
        var connection = try Self.start(server, sslmode: nil, functions)
        // Off this machine nobody else may answer or read along, unless somebody has decided otherwise.
        if let mode = Self.strictMode(connection, functions) {
            functions.finish(connection)
            connection = try Self.start(server, sslmode: mode, functions)
        }
        self.functions = functions
        self.connection = connection
        self.server = server
        self.interruption = interruption
        _ = functions.setNoticeProcessor(connection, { _, _ in }, nil)
        try connect()
    }

    deinit { functions.finish(connection) }

    private static func start(
        _ server: PostgresServer, sslmode: String?, _ functions: PostgresFunctions
    ) throws(PostgresError) -> UnsafeMutableRawPointer {
        let parameters = try server.parameters(sslmode: sslmode)
        let names = parameters.map { strdup($0.name) }
        let values = parameters.map { strdup($0.value) }
        defer { for text in names + values { free(text) } }
        let connection = (names.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { names in
            (values.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { values in
                functions.connectStart(names.baseAddress!, values.baseAddress!, 0)
            }
        }
        guard let connection else { throw PostgresError(.connection, "there is no memory for a connection") }
        return connection
    }

    /// `verify-full` where the server is elsewhere and nobody has said how it is known; nil otherwise.
    private static func strictMode(
        _ connection: UnsafeMutableRawPointer, _ functions: PostgresFunctions
    ) -> String? {
        guard let options = functions.connectionOptions(connection) else { return nil }
        defer { functions.freeOptions(options) }
        var found: [String: String] = [:]
        var index = 0
        while let keyword = options[index].keyword {
            if let value = options[index].value {
                found[String(cString: keyword)] = String(cString: value)
            }
            index += 1
        }
        let host = found["hostaddr"].flatMap { $0.isEmpty ? nil : $0 } ?? found["host"] ?? ""
        let isLocal = host.split(separator: ",", omittingEmptySubsequences: false)
            .allSatisfy { PostgresServer.isLocal(host: String($0)) }
        let isDecided = !["prefer", "allow", nil].contains(found["sslmode"])
        return isLocal || isDecided ? nil : "verify-full"
    }

    private func connect() throws(PostgresError) {
        var state =
            Int(functions.status(connection)) == libpq_connection_bad
            ? libpq_polling_failed : libpq_polling_writing
        let end = Self.seconds() + 30
        while state != libpq_polling_ok {
            guard state != libpq_polling_failed else { throw notConnected(lastWords) }
            guard Self.seconds() < end else { throw notConnected("it does not answer") }
            if try wait(for: state == libpq_polling_writing ? POLLOUT : POLLIN) {
                state = Int(functions.connectPoll(connection))
            }
        }
    }

    private func notConnected(_ words: String) -> PostgresError {
        PostgresError(
            .connection, "\(server.name) cannot be reached: \(words)",
            fix:
                "say where it is: PGHOST, PGPORT, PGDATABASE, PGUSER, or a service in pg_service.conf; passwords belong "
                + "into ~/.pgpass or the file that PGPASSWORD_FILE names (docs/postgres.md)")
    }

    private static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    // MARK: - Waiting

    /// Waits for the socket, a tenth of a second at most.
    /// - Returns: whether it is ready.
    @discardableResult
    func wait(for event: Int32) throws(PostgresError) -> Bool {
        if interruption.isRequested {
            cancel()
            throw PostgresError(.interrupted, "interrupted")
        }
        var descriptor = pollfd(fd: functions.socket(connection), events: Int16(event), revents: 0)
        guard descriptor.fd >= 0 else { return true }
        return poll(&descriptor, 1, 100) > 0
    }

    private func cancel() {
        guard let handle = functions.getCancel(connection) else { return }
        var words = [CChar](repeating: 0, count: 256)
        _ = functions.cancel(handle, &words, Int32(words.count))
        functions.freeCancel(handle)
    }

    // MARK: - Errors

    /// Whether it is gone for good.
    package var isBroken: Bool { Int(functions.status(connection)) != libpq_connection_ok }

    /// What libpq said last, on one line.
    var lastWords: String { Self.line(functions.errorMessage(connection)) }

    static func line(_ text: UnsafeMutablePointer<CChar>?) -> String {
        text.map { String(cString: $0) }?.split(whereSeparator: \.isNewline).map {
            String($0.trimmed)
        }.joined(separator: "; ") ?? ""
    }

    func lost(_ words: String) -> PostgresError {
        PostgresError(
            .lost, "the connection to \(server.name) broke: \(words)",
            fix: "run the command again; what was not finished is undone")
    }

    /// The error that a result carries.
    func error(of result: UnsafeMutableRawPointer) -> PostgresError {
        func field(_ field: Int) -> String? {
            functions.errorField(result, Int32(field)).map { String(cString: $0) }
        }
        guard let state = field(libpq_field_sqlstate) else {
            return isBroken
                ? lost(lastWords) : PostgresError(.statement, Self.line(functions.resultMessage(result)))
        }
        let kind = PostgresError.kind(ofState: state)
        let words = field(libpq_field_message) ?? Self.line(functions.resultMessage(result))
        var error = kind == .lost ? lost(words) : PostgresError(kind, words)
        error.state = state
        error.position = field(libpq_field_position).flatMap { Int($0) }.map { $0 - 1 }
        error.notes = [field(libpq_field_detail)].compactMap(\.self)
        if kind != .lost { error.fix = field(libpq_field_hint) }
        return error
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " || $0 == "\t" } }
}
