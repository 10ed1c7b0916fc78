internal import Files
internal import Glibc

/// A folder that holds nothing but links to some files, under the names that a query has for them, until it is removed.
///
/// It is locked while it is in use, so that whoever makes the next one can tell what a killed run has left, and remove it.
struct LinkFolder {
    let path: String
    /// Open, and locked, until the folder is removed; the child does not get it.
    private let descriptor: Int32

    private static let prefix = "forecast-query-"

    init(_ files: [TableQuery.File], in parent: String = TemporaryFolder.parent) throws(FileError) {
        Self.sweep(parent)
        let made = try TemporaryFolder.make(prefix: Self.prefix, in: parent)
        guard let real = realpath(made, nil) else { throw FileError("find", made) }
        path = String(cString: real)
        free(real)
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        flock(descriptor, LOCK_EX | LOCK_NB)
        do throws(FileError) {
            for file in files { try link(file) }
        } catch {
            remove()
            throw error
        }
    }

    private func link(_ file: TableQuery.File) throws(FileError) {
        guard let name = file.name else { return }
        let link = "\(path)/\(name)"
        try FileSystem.makeFolder(FileSystem.split(link).folder)
        guard symlink(file.path, link) == 0 else { throw FileError("link", link) }
    }

    func remove() {
        try? FileSystem.remove(path)
        if descriptor >= 0 { close(descriptor) }
    }

    // MARK: - What killed runs left

    /// A folder is locked at once after it is made; one as young as this may not be yet.
    private static let graceSeconds = 60

    /// Removes the folders of this user that nobody has locked. What cannot be looked at stays.
    /// - Parameter isOld: whether a folder, by its path, is none that is being made just now.
    static func sweep(_ parent: String, isOld: (String) -> Bool = isOld) {
        for name in (try? FileSystem.names(in: parent)) ?? [] where name.hasPrefix(prefix) {
            let path = "\(parent)/\(name)"
            guard isOld(path) else { continue }
            let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_uid == geteuid(),
                flock(descriptor, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? FileSystem.remove(path)
        }
    }

    private static func isOld(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mtim.tv_sec < time(nil) - graceSeconds
    }
}
