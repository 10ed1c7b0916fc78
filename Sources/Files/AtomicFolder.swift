/// Publishes a folder as a whole: no reader ever sees half of one under its name.
package enum AtomicFolder {
    /// Renames the finished folder `temporary` to `path`, on the same file system.
    ///
    /// An existing folder steps aside first, so for a moment there is none; a process killed in that
    /// moment leaves the old one beside as `.<name>.<process>.tmp`, whole.
    /// - Throws: `FileError`; `path` then holds what it held before.
    package static func publish(temporary: String, to path: String) throws(FileError) {
        if FileSystem.kind(of: path) != nil {
            try replace(path, by: temporary)
        } else {
            try Failpoint.resultRename.reached()
            try FileSystem.rename(temporary, to: path)
        }
        try Failpoint.resultSyncFolder.reached()
        try FileSystem.sync(folder: FileSystem.split(path).folder)
    }

    private static func replace(_ path: String, by temporary: String) throws(FileError) {
        let retired = TemporaryFile.name(for: path)
        try FileSystem.remove(retired)
        try Failpoint.resultRetire.reached()
        try FileSystem.rename(path, to: retired)
        do throws(FileError) {
            try Failpoint.resultRename.reached()
            try FileSystem.rename(temporary, to: path)
        } catch {
            try? FileSystem.rename(retired, to: path)
            throw error
        }
        try FileSystem.remove(retired)
    }
}
