internal import Glibc

/// Publishes a folder as a whole: no reader ever sees half of one under its name.
package enum AtomicFolder {
    /// Makes the folder `path` and those above it, where they do not exist yet.
    package static func make(_ path: String) throws(ReportError) {
        if kind(of: path) == S_IFDIR { return }
        let parent = PendingFile.split(path).folder
        if parent != path, !exists(parent) { try make(parent) }
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .system("create", path) }
    }

    /// Renames the finished folder `temporary` to `path`, on the same file system.
    ///
    /// An existing folder steps aside first, so for a moment there is none; a process killed in that
    /// moment leaves the old one beside as `.<name>.<process>.tmp`, whole.
    /// - Throws: `ReportError`; `path` then holds what it held before.
    package static func publish(temporary: String, to path: String) throws(ReportError) {
        if exists(path) {
            try replace(path, by: temporary)
        } else {
            guard rename(temporary, path) == 0 else { throw .system("rename", path) }
        }
        try PendingFile.synchroniseFolder(of: path)
    }

    /// Removes a folder and everything in it, following no links; nothing there is fine.
    package static func remove(_ path: String) throws(ReportError) {
        guard let kind = kind(of: path) else { return }
        if kind == S_IFDIR {
            for name in try entries(of: path) { try remove("\(path)/\(name)") }
        }
        guard Glibc.remove(path) == 0 else { throw .system("remove", path) }
    }

    private static func replace(_ path: String, by temporary: String) throws(ReportError) {
        let retired = PendingFile.temporaryName(of: path)
        try remove(retired)
        guard rename(path, retired) == 0 else { throw .system("rename", path) }
        guard rename(temporary, path) == 0 else {
            let error = ReportError.system("rename", path)
            rename(retired, path)
            throw error
        }
        try remove(retired)
    }

    /// The names in a folder, without `.` and `..`, in no particular order.
    private static func entries(of path: String) throws(ReportError) -> [String] {
        guard let folder = opendir(path) else { throw .system("open", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    private static func exists(_ path: String) -> Bool { kind(of: path) != nil }

    /// The `S_IF...` bits of what is there, links not followed; nil for nothing.
    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
