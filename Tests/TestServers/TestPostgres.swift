import Foundation
import Glibc

/// A PostgreSQL of its own in a temporary folder, reached by a socket there; ended with this process however that ends, and with
/// the value.
package final class TestPostgres: @unchecked Sendable {
    private static let programs: String? = {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        guard let newest = folders.compactMap({ Int($0) }).max() else { return nil }
        let programs = "/usr/lib/postgresql/\(newest)/bin"
        return access("\(programs)/initdb", X_OK) == 0 ? programs : nil
    }()
    package static let isInstalled = programs != nil
    package static let reason = "PostgreSQL is not installed (apt-get install postgresql)"

    package let folder: String
    private let programs: String
    /// It refuses to run as root.
    private var prefix: [String] = []
    /// Ends the server when it is closed, as it is when this process dies.
    private var leash = Pipe()

    package init() throws {
        guard let programs = Self.programs else { throw Failure(words: Self.reason) }
        self.programs = programs
        folder = "/tmp/forecast-pg-\(getpid())-\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if geteuid() == 0 {
            guard let user = getpwnam("postgres") else { throw Failure(words: "there is no user postgres") }
            guard chown(folder, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw Failure(words: "chown")
            }
            prefix = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
        }
        _ = try TestProcess.output(
            of:
                prefix + [
                    "\(programs)/initdb", "-D", "\(folder)/data", "-U", "postgres", "--auth=trust",
                    "--no-sync",
                    "-E", "UTF8", "--locale=C.UTF-8",
                ])
        try addService("tests")
        try start()
    }

    deinit { try? leash.fileHandleForWriting.close() }

    package struct Failure: Error { package let words: String }

    // MARK: - The server

    /// `keep` on the leash leaves the folder for the next start.
    private static let keeper = #"""
        folder=$1; shift
        "$@" </dev/null >/dev/null 2>>"$folder/log" & pid=$!
        read line
        kill -INT $pid 2>/dev/null
        for i in 1 2 3 4 5 6 7 8 9; do [ -f "$folder/data/postmaster.pid" ] && sleep 0.2; done
        [ "$line" = keep ] || rm -rf "$folder"
        """#

    package func start() throws {
        leash = Pipe()
        _ = fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
        let server = Process()
        server.executableURL = URL(filePath: "/bin/sh")
        server.arguments =
            ["-c", Self.keeper, "sh", folder] + prefix + [
                "\(programs)/postgres", "-D", "\(folder)/data", "-k", folder, "-c", "listen_addresses=", "-c",
                "fsync=off",
            ]
        server.standardInput = leash
        server.standardOutput = FileHandle.nullDevice
        server.standardError = FileHandle.nullDevice
        try server.run()
        try? leash.fileHandleForReading.close()
        if comesTrue({ (try? query("SELECT 1")) == "1" }) { return }
        let log = try? String(contentsOfFile: "\(folder)/log", encoding: .utf8)
        throw Failure(words: "the server did not start: \(log ?? "")")
    }

    /// Ends the server, by default as a crash would: no session is told, and what was not committed is gone.
    package func stop(_ signal: Int32 = SIGQUIT) throws {
        let file = "\(folder)/data/postmaster.pid"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        guard let pid = text.split(separator: "\n").first.flatMap({ Int32($0) }) else {
            throw Failure(words: text)
        }
        kill(pid, signal)
        guard comesTrue({ access(file, F_OK) != 0 }) else { throw Failure(words: "the server goes on") }
        try leash.fileHandleForWriting.write(contentsOf: Data("keep\n".utf8))
        try leash.fileHandleForWriting.close()
    }

    // MARK: - Who asks it

    /// The file of services that clients are to be told of by `PGSERVICEFILE`.
    package var serviceFile: String { "\(folder)/service.conf" }

    private let lock = NSLock()

    /// Adds a service, by which programs know the server.
    /// - Parameter line: another setting, such as `options=-csearch_path=SCHEMA`.
    package func addService(_ name: String, _ line: String = "", user: String = "postgres") throws {
        let text = "[\(name)]\nhost=\(folder)\nuser=\(user)\ndbname=postgres\n\(line)\n"
        lock.lock()
        defer { lock.unlock() }
        if access(serviceFile, F_OK) != 0 {
            _ = FileManager.default.createFile(atPath: serviceFile, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: URL(filePath: serviceFile))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
    }

    /// Rows as psql prints them unaligned.
    @discardableResult
    package func query(_ text: String) throws -> String {
        try TestProcess.output(of: [
            "\(programs)/psql", "-h", folder, "-U", "postgres", "-d", "postgres", "-X", "-A", "-t", "-q",
            "-v",
            "ON_ERROR_STOP=1", "-c", text,
        ]).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
