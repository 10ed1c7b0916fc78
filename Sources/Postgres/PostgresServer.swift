internal import Files
internal import Glibc

/// Which server is meant, and as whom: by a service of `pg_service.conf`, or the variables that PostgreSQL's own programs
/// read (`PGHOST`, `PGDATABASE`, `PGUSER`, ...). Nothing of a project says where it is, so that no project can send
/// somebody's password anywhere.
package struct PostgresServer: Equatable, Sendable {
    /// A section of `pg_service.conf`; nil for the variables alone.
    package let service: String?
    /// Options of libpq that a program's own configuration gives; they come before service and variables.
    package var options: [String: String] = [:]

    package init(service: String? = nil, options: [String: String] = [:]) {
        self.service = service
        self.options = options
    }

    /// How messages call it.
    var name: String {
        service.map { "PostgreSQL's service '\($0)'" } ?? "the PostgreSQL server of the environment"
    }

    /// What libpq is told; values that are given here come first.
    func parameters(sslmode: String?) throws(PostgresError) -> [(name: String, value: String)] {
        var parameters = [
            ("fallback_application_name", "forecast-engine"), ("client_encoding", "UTF8"),
            ("connect_timeout", "10"), ("keepalives_idle", "30"), ("tcp_user_timeout", "60000"),
        ]
        if let service { parameters.append(("service", service)) }
        if let password = try Self.passwordOfFile() { parameters.append(("password", password)) }
        if let sslmode { parameters.append(("sslmode", sslmode)) }
        for (name, value) in options.sorted(by: { $0.key < $1.key }) { parameters.append((name, value)) }
        return parameters
    }

    /// Of the file that `PGPASSWORD_FILE` names, as containers hand secrets over; nil where the variable is not set.
    private static func passwordOfFile() throws(PostgresError) -> String? {
        guard let path = getenv("PGPASSWORD_FILE").map({ String(cString: $0) }), !path.isEmpty else {
            return nil
        }
        do throws(FileError) {
            var bytes = try FileSystem.read(path, limit: 1 << 16)
            while let last = bytes.last, last == 10 || last == 13 { bytes.removeLast() }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw PostgresError(.connection, "PGPASSWORD_FILE: \(error)", fix: "name a file that can be read")
        }
    }

    /// Whether nobody between could read along: a socket of this machine, or its loopback.
    static func isLocal(host: String) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost"
            || host == "::1" || host.hasPrefix("127.")
    }
}
