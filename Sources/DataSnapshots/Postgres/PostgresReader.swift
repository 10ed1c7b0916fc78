internal import ForecastCore
internal import Postgres
internal import TableQueries
internal import Workers

/// Reads a data set from PostgreSQL: everything in one snapshot, so that series, products, classes and calendar belong together.
struct PostgresReader {
    /// A query, what messages call its table, and where in `dataset.yaml` a place of it is.
    struct Question {
        let query: String
        let table: SourceFile
        let location: (Int?) -> SourceLocation?

        init(_ query: QueryText, name: String) {
            // What ends a statement at a prompt means nothing here.
            var text = Substring(query.text)
            while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
            self.query = String(text)
            table = Self.table(name)
            location = { query.location(of: $0) }
        }

        init(own query: String, name: String, at location: SourceLocation) {
            self.query = query
            table = Self.table(name)
            self.location = { _ in location }
        }

        private static func table(_ name: String) -> SourceFile {
            SourceFile(role: .data, declaredPath: "", path: "", displayPath: name)
        }
    }

    let series: Question
    let attributes: Question?
    let holidays: Question?
    private let connection: PostgresConnection

    /// - Throws: `PostgresError`.
    init?(_ declaration: DataSetDeclaration) throws(PostgresError) {
        guard let postgres = declaration.postgres else { return nil }
        if let tables = postgres.tables {
            let place = tables.location
            series = Question(own: tables.seriesQuery, name: "table \(tables.series)", at: place)
            attributes = tables.productsQuery.map {
                Question(own: $0, name: "table \(tables.products ?? "")", at: place)
            }
            holidays = tables.calendarQuery.map {
                Question(own: $0, name: "table \(tables.calendar ?? "")", at: place)
            }
        } else if let query = postgres.query {
            series = Question(query, name: "the query's table")
            attributes = postgres.attributes.map { Question($0, name: "the table of attributes") }
            holidays = postgres.holidays.map { Question($0, name: "the table of holidays") }
        } else {
            return nil
        }
        Interruption.ofProcess.watch()
        connection = try PostgresConnection(
            PostgresServer(service: postgres.service), interruption: .ofProcess)
        let seconds = declaration.limits.process.processorSeconds
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        // How the server writes numbers and days is decided here, whatever its own settings.
        try connection.run(
            script: """
                SET LOCAL extra_float_digits = 1; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL timezone = 'UTC';
                SET LOCAL statement_timeout = '\(seconds)s'; SET LOCAL lock_timeout = '30s';
                SET LOCAL idle_in_transaction_session_timeout = '\(seconds)s'; SET LOCAL work_mem = '64MB'
                """)
    }

    /// Reads a question's table into a reader.
    /// - Parameter isOrdered: whether the order of rows decides anything.
    func read(
        _ question: Question, isOrdered: Bool, into reader: inout LongTableReader, limit: Int
    ) throws(SourceStream.Failure) {
        do throws(PostgresError) {
            // A second statement, or the end of a parenthesis that is not its own, ends here.
            let columns = try connection.check(question.query)
            if try reader.readValues(
                of: question.query, columns: columns, over: connection, as: question.table, limit: limit)
            {
                return
            }
        } catch {
            throw .postgres(error)
        }
        try reader.read(rows(of: question, isOrdered: isOrdered), as: question.table, limit: limit)
    }

    /// The stream of a question's table.
    func rows(of question: Question, isOrdered: Bool = true) throws(SourceStream.Failure) -> SourceStream {
        let copy: PostgresCopy
        do throws(PostgresError) {
            copy = try PostgresCopy(question.query, isOrdered: isOrdered, over: connection)
        } catch {
            throw .postgres(error)
        }
        return try SourceStream(copy, as: question.table)
    }
}

extension DataProblems {
    /// Reports that PostgreSQL gave no table.
    func report(_ failure: PostgresError, at location: SourceLocation?) {
        let code: DataErrorCode =
            switch failure.kind {
            case .library, .connection: .noDatabase
            case .statement: .queryFailed
            case .permission: .queryForbidden
            case .limit: .queryTooLarge
            case .lost, .conflict, .interrupted: .databaseLost
            }
        let fix =
            failure.kind == .limit && failure.state == "57014"
            ? "look for a join without a condition, or allow more: limits: {seconds: ...}" : failure.fix
        report(code) { Problem(failure.message, at: location, notes: failure.notes, fix: fix) }
    }
}
