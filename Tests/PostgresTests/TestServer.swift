import Foundation
import Glibc
import Postgres
import Workers

/// A PostgreSQL of its own in a temporary folder, reached by a socket there: started once, ended with this process however
/// that ends.
final class TestServer: Sendable {
    static let installed: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard let newest = folders.compactMap({ Int($0) }).max() else { return nil }
        let programs = "/usr/lib/postgresql/\(newest)/bin"
        return access("\(programs)/initdb", X_OK) == 0 ? programs : nil
    }()
    static let isInstalled = installed != nil
    static let reason = "PostgreSQL is not installed (apt-get install postgresql)"

    static let shared = Result { try TestServer() }

    let folder: String
    /// Ends the server when it is closed, as it is when this process dies.
    private let leash = Pipe()

    private init() throws {
        guard let programs = Self.installed else { throw Failure(words: Self.reason) }
        folder = "/tmp/forecast-pg-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // It refuses to run as root.
        var prefix: [String] = []
        if geteuid() == 0 {
            guard let user = getpwnam("postgres") else { throw Failure(words: "there is no user postgres") }
            guard chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw Failure(words: "chown")
            }
            prefix = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        }
        try Self.run(
            prefix + [
                "\(programs)/initdb", "-D", "\(folder)/data", "-U", "postgres", "--auth=trust", "--no-sync",
                "-E", "UTF8", "--locale=C.UTF-8",
            ])
        _ = fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let server = Process()
        server.executableURL = URL(filePath: "/bin/sh")
        server.arguments =
            [
                "-c",
                #"folder=$1; shift; "$@" </dev/null >/dev/null 2>"$folder/log" & pid=$!; read line; kill -INT $pid; for i in 1 2 3 4 5 6 7 8 9; do [ -f "$folder/data/postmaster.pid" ] && sleep 0.2; done; rm -rf "$folder""#,
                "sh", folder,
            ] + prefix + [
                "\(programs)/postgres", "-D", "\(folder)/data", "-k", folder, "-c", "listen_addresses=", "-c",
                "fsync=off",
            ]
        server.standardInput = leash
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        try? leash.fileHandleForReading.close()
        let service = "[tests]\nhost=\(folder)\nuser=postgres\ndbname=postgres\n"
        try service.write(toFile: "\(folder)/service.conf", atomically: true, encoding: .utf8)
        setenv("PGSERVICEFILE", "\(folder)/service.conf", 1)
        for _ in 0..<100 {
            if (try? connect()) != nil { return }
            usleep(100_000)
        }
        throw Failure(
            words: "the server did not start: "
                + ((try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)) ?? ""))
    }

    struct Failure: Error { let words: String }

    private static func run(_ words: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(words: String(decoding: said, as: UTF8.self))
        }
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
    private static let lock = NSLock()

    init(_ server: TestServer) throws {
        self.server = server
        name = "t" + UUID().uuidString.lowercased().replacing("-", with: "").prefix(12)
        service = name
        let connection = try server.connect()
        try connection.run(script: "CREATE SCHEMA \(name)")
        try Self.add(name, "options=-csearch_path=\(name)", server)
    }

    static func add(_ service: String, _ line: String, user: String = "postgres", _ server: TestServer) throws
    {
        let text = "[\(service)]\nhost=\(server.folder)\nuser=\(user)\ndbname=postgres\n\(line)\n"
        lock.lock()
        defer { lock.unlock() }
        let handle = try FileHandle(forWritingTo: URL(filePath: "\(server.folder)/service.conf"))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
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
        try Self.add("\(name)_\(user)", "options=-csearch_path=\(name)", user: user, server)
        return PostgresServer(service: "\(name)_\(user)")
    }

    func run(_ script: String) throws { try connect().run(script: script) }

    func rows(_ query: String) throws -> [[String?]] { try connect().execute(query).rows }

    /// The first value of the first row.
    func value(_ query: String) throws -> String? { try rows(query).first?.first ?? nil }
}
