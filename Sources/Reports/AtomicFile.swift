internal import Glibc

/// Writes files so that a reader sees the old bytes or the new ones, never a part, even after a
/// power cut: a temporary file in the same folder, fsync, rename, fsync of the folder.
package enum AtomicFile {
    /// - Throws: `ReportError`; the file at `path` is then as it was before.
    package static func write(_ bytes: [UInt8], to path: String) throws(ReportError) {
        var file = try PendingFile(path: path)
        try file.write(bytes)
        try file.publish()
    }

    package static func write(_ text: String, to path: String) throws(ReportError) {
        try write(Array(text.utf8), to: path)
    }

    /// Makes `path` a symbolic link to `destination` (relative to the link's folder), replacing an
    /// earlier link in one step. A link that says so already is left alone, also where nothing may be
    /// written.
    package static func link(_ path: String, to destination: String) throws(ReportError) {
        if linkDestination(of: path) == destination { return }
        let temporary = PendingFile.temporaryName(of: path)
        unlink(temporary)
        guard symlink(destination, temporary) == 0 else { throw .system("link", path) }
        guard rename(temporary, path) == 0 else {
            let error = ReportError.system("rename", path)
            unlink(temporary)
            throw error
        }
        try PendingFile.synchroniseFolder(of: path)
    }

    /// What the symbolic link at `path` says; nil where there is none.
    private static func linkDestination(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink(path, &buffer, buffer.count)
        guard length >= 0 else { return nil }
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A file that does not exist under its name until `publish`; dropped before that, it leaves nothing.
struct PendingFile: ~Copyable {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var isPublished = false

    init(path: String) throws(ReportError) {
        self.path = path
        temporary = Self.temporaryName(of: path)
        unlink(temporary)  // left by a killed process that had the same id
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system("create", path) }
    }

    mutating func write(_ bytes: [UInt8]) throws(ReportError) {
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { raw in
                Glibc.write(descriptor, raw.baseAddress.map { $0 + offset }, bytes.count - offset)
            }
            if written < 0 {
                guard errno == EINTR else { throw .system("write", path) }
            } else {
                offset += written
            }
        }
    }

    consuming func publish() throws(ReportError) {
        guard fsync(descriptor) == 0 else { throw .system("synchronise", path) }
        guard rename(temporary, path) == 0 else { throw .system("rename", path) }
        isPublished = true
        try Self.synchroniseFolder(of: path)
    }

    deinit {
        close(descriptor)
        if !isPublished { unlink(temporary) }
    }

    /// Hidden, and of this process, so that two runners never share one.
    static func temporaryName(of path: String) -> String {
        let (folder, name) = split(path)
        return "\(folder)/.\(name).\(getpid()).tmp"
    }

    /// Makes a rename inside the folder of `path` survive a power cut.
    static func synchroniseFolder(of path: String) throws(ReportError) {
        let folder = split(path).folder
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("open", folder) }
        defer { close(descriptor) }
        // Some network file systems cannot synchronise a folder and say EINVAL: nothing more can be done.
        guard fsync(descriptor) == 0 || errno == EINVAL else { throw .system("synchronise", folder) }
    }

    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }
}
