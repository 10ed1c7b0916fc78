internal import Files
internal import Glibc

/// A folder for one piece of work, in TMPDIR or /tmp.
package enum ScratchFolder {
    /// Hands `body` the path of a new, empty folder and removes it with all that is in it, whatever comes of `body`.
    package static func with<Output>(_ body: (_ path: String) throws -> Output) throws -> Output {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(parent)/forecast-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw FileError("make the folder", "\(parent)/forecast-XXXXXX") }
        let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer { try? FileSystem.remove(path) }
        return try body(path)
    }
}
