internal import Glibc

/// Folders with names of their own: private to the user, and met by no other process.
package enum TemporaryFolder {
    /// Where temporary files belong: `TMPDIR`, or `/tmp`.
    package static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    /// Makes an empty folder whose name begins with `prefix`.
    /// - Returns: its path, `prefix` and six characters by chance: nothing of them may reach a result.
    package static func make(prefix: String, in folder: String) throws(FileError) -> String {
        let stem = folder.isEmpty ? prefix : "\(folder)/\(prefix)"
        var template = Array("\(stem)XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileError("make the folder", "\(stem)XXXXXX") }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
