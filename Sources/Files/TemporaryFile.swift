internal import Glibc

/// The hidden names under which files and folders are made: `.report.json.x8Tq2b.tmp`.
package enum TemporaryFile {
    private static let suffix = ".tmp"

    package static func isName(_ name: String) -> Bool { name.hasPrefix(".") && name.hasSuffix(suffix) }

    /// The temporary name of a folder or link beside `path`: of this process, so that two never share one.
    package static func name(for path: String) -> String {
        let (folder, name) = FileSystem.split(path)
        return "\(folder)/.\(name).\(getpid())\(suffix)"
    }

    /// A new file beside its later name, so that the rename stays inside one file system. The C library picks
    /// the name: process numbers repeat between containers.
    static func create(for path: String) throws(FileError) -> (descriptor: Int32, path: String) {
        let (folder, name) = FileSystem.split(path)
        var template = Array("\(folder)/.\(name).XXXXXX\(suffix)".utf8CString)
        let file = mkstemps(&template, Int32(suffix.utf8.count))
        guard file >= 0 else { throw FileError("create", path) }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        // Others who share the folder may read it.
        fchmod(file, 0o644)
        return (file, String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    /// Removes the temporary file unless a living process writes it; true when it is gone.
    package static func removeIfAbandoned(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return errno == ENOENT }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0 && unlink(path) == 0
    }

    /// Removes what killed processes left of `path`. For those who alone may write it: a file that another one has just
    /// made, and not yet locked, looks abandoned.
    package static func removeAbandoned(of path: String) {
        let (folder, name) = FileSystem.split(path)
        for other in (try? FileSystem.names(in: folder)) ?? [] {
            guard other.hasPrefix(".\(name)."), isName(other) else { continue }
            _ = removeIfAbandoned("\(folder)/\(other)")
        }
    }

    /// Whether no living process writes the temporary file.
    package static func isAbandoned(_ path: String) -> Bool {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_EX | LOCK_NB) == 0
    }
}
