import Foundation
import Glibc
import Postgres
import TestServers
import Workers

/// The PostgreSQL of these tests, by libpq.
final class TestServer: Sendable {
    static let isInstalled = TestPostgres.isInstalled
    static let reason = TestPostgres.reason
    static let shared = Result { try TestServer() }

    let postgres: TestPostgres
    var folder: String { postgres.folder }

    private init() throws {
        postgres = try TestPostgres()
        setenv("PGSERVICEFILE", postgres.serviceFile, 1)
    }

    func connect(_ interruption: Interruption = Interruption()) throws -> PostgresConnection {
        try PostgresConnection(PostgresServer(service: "tests"), interruption: interruption)
    }

    /// A schema of its own, so that tests do not meet; dropped with the value.
    func schema() throws -> TestSchema { try TestSchema(self) }
}

/// Tables of one test.
final class TestSchema: Sendable {
    let name: String
    let service: String
    private let server: TestServer

    init(_ server: TestServer) throws {
        self.server = server
        name = "t" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        service = name
        let connection = try server.connect()
        try connection.run(script: "CREATE SCHEMA \(name)")
        try server.postgres.addService(name, "options=-csearch_path=\(name)")
    }

    deinit {
        _ = try? server.connect().run(script: "DROP SCHEMA \(name) CASCADE")
    }

    var connectionServer: PostgresServer { PostgresServer(service: service) }

    func connect(_ interruption: Interruption = Interruption()) throws -> PostgresConnection {
        try PostgresConnection(connectionServer, interruption: interruption)
    }

    /// The same tables as another role.
    func server(user: String) throws -> PostgresServer {
        try server.postgres.addService("\(name)_\(user)", "options=-csearch_path=\(name)", user: user)
        return PostgresServer(service: "\(name)_\(user)")
    }

    func run(_ script: String) throws { try connect().run(script: script) }

    func rows(_ query: String) throws -> [[String?]] { try connect().execute(query).rows }

    /// The first value of the first row.
    func value(_ query: String) throws -> String? { try rows(query).first?.first ?? nil }
}
