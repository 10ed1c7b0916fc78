internal import Files

/// A folder for one piece of work, in TMPDIR or /tmp.
package enum ScratchFolder {
    /// Hands `body` the path of a new, empty folder and removes it with all that is in it, whatever comes of `body`.
    package static func with<Output>(_ body: (_ path: String) throws -> Output) throws -> Output {
        let path = try TemporaryFolder.make(prefix: "forecast-", in: TemporaryFolder.parent)
        defer { try? FileSystem.remove(path) }
        return try body(path)
    }
}
