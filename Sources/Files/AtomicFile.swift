internal import Glibc

/// Writes files so that a reader sees the old bytes or the new ones, never a part, even after a
/// power cut: a temporary file in the same folder, fsync, rename, fsync of the folder.
package enum AtomicFile {
    /// - Throws: `FileError`; the file at `path` is then as it was before, or, where only the folder could not
    ///   be synchronised, new.
    package static func write(
        _ bytes: [UInt8], to path: String, steps: FileSteps = .report
    ) throws(FileError) {
        var file = try PendingFile(path: path, steps: steps)
        try file.write(bytes)
        try file.publish()
    }

    package static func write(
        _ text: String, to path: String, steps: FileSteps = .report
    ) throws(FileError) {
        try write(Array(text.utf8), to: path, steps: steps)
    }

    /// A copy of the regular file at `source`, in pieces: any size will do.
    package static func copy(_ source: String, to path: String) throws(FileError) {
        let file = try FileSystem.openRegular(source).descriptor
        defer { close(file) }
        var copy = try PendingFile(path: path, steps: .report)
        while true {
            let bytes = try FileSystem.next(from: file, path: source)
            if bytes.isEmpty { break }
            try copy.write(bytes)
        }
        try copy.publish()
    }

    /// Makes `path` a symbolic link to `destination` (relative to the link's folder), replacing an
    /// earlier link in one step. A link that says so already is left alone, also where nothing may be
    /// written.
    package static func link(_ path: String, to destination: String) throws(FileError) {
        if linkDestination(of: path) == destination { return }
        let temporary = TemporaryFile.name(for: path)
        unlink(temporary)  // left by a killed process that had the same id
        try Failpoint.latestLink.reached()
        guard symlink(destination, temporary) == 0 else { throw FileError("link", path) }
        do throws(FileError) {
            try Failpoint.latestRename.reached()
            try FileSystem.rename(temporary, to: path)
        } catch {
            unlink(temporary)
            throw error
        }
        try Failpoint.latestSyncFolder.reached()
        try FileSystem.sync(folder: FileSystem.split(path).folder)
    }

    /// What the symbolic link at `path` says; nil where there is none.
    package static func linkDestination(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        guard length >= 0 else { return nil }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
