internal import Files
internal import ForecastCore
internal import Glibc

/// DuckDB's command-line program, which reads Parquet and answers SQL: one file, run as a child process.
package enum QueryProgram {
    package static let version = "1.5.6"

    /// Where `make deps` puts it, from the root of the project.
    package static let relativePath = ".deps/duckdb-1.5.6/duckdb"

    /// The SHA-256 of `duckdb_cli/duckdb` inside the wheel that `.ci/fetch-duckdb.sh` pins. Another build may add numbers up in
    /// another order, so its digest stands in `snapshot.lock`.
    package static let pinnedDigest = "61238cfbe9dfeaad4bcfcd8a48f6f7123dae2e9603aaadb1f77a4217aeb8980c"

    /// Whether it is there, whatever it is.
    package static func isInstalled(near root: String) -> Bool { FileSystem.exists(path(near: root)) }

    /// Below the project, or else below the nearest folder above the running program that has it.
    static func path(near root: String) -> String {
        let own = "\(root)/\(relativePath)"
        if FileSystem.exists(own) { return own }
        var folder = executable
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = String(folder[..<slash])
            if FileSystem.exists("\(folder)/\(relativePath)") { return "\(folder)/\(relativePath)" }
        }
        return own
    }

    /// The running program.
    private static let executable: String = {
        guard let path = realpath("/proc/self/exe", nil) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }()

    /// The program, whose bytes are the pinned ones, and its descriptor: what was hashed is what runs.
    static func open(near root: String) throws(QueryFailure) -> (path: String, descriptor: Int32) {
        let path = path(near: root)
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw QueryFailure(
                .program, "SQL and Parquet need DuckDB \(version), which is not there",
                notes: ["looked for it at \(path)"],
                fix: "`make deps` in the folder of forecast-engine fetches it (21 MB)")
        }
        guard let digest = digest(of: descriptor), digest == pinnedDigest else {
            close(descriptor)
            throw QueryFailure(
                .program, "\(path) is not the pinned DuckDB \(version)",
                notes: ["its SHA-256 is not \(pinnedDigest)"],
                fix: "delete the file and run `make deps` in the folder of forecast-engine")
        }
        return (path, descriptor)
    }

    private static func digest(of descriptor: Int32) -> String? {
        var stream = DigestStream()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return stream.finish().hex }
            stream.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}
