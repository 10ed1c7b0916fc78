internal import Glibc

/// The few file operations that the program needs, with the durability that SQLite's documentation ("Atomic
/// commit in SQLite", section 3) asks for.
package enum FileSystem {
    /// What is under a name.
    package enum Kind: Sendable { case file, folder, link, other }

    /// What is at `path`, links not followed; nil for nothing.
    package static func kind(of path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .folder
        case S_IFLNK: .link
        default: .other
        }
    }

    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// True also for a link to a folder.
    package static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The bytes of a regular file; nil when there is none.
    package static func size(ofFile path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// When a regular file was written last, in seconds since 1970; nil when there is none.
    package static func modified(_ path: String) -> Int? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return status.st_mtim.tv_sec
    }

    /// Which file a path leads to: equal for two names of one file, different once another took its place.
    package struct Identity: Equatable, Sendable {
        let device: UInt64
        let number: UInt64
    }

    package static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// What changes when a file is written: size, time of the last change, number.
    package struct Stamp: Equatable, Sendable {
        let number: UInt64
        let size, seconds, nanoseconds: Int
    }

    package static func stamp(of path: String) -> Stamp? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Stamp(
            number: UInt64(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// The bytes of a file, or of everything in a folder, links not followed.
    package static func totalSize(of path: String) -> Int {
        switch kind(of: path) {
        case .file: size(ofFile: path) ?? 0
        case .folder: ((try? names(in: path)) ?? []).reduce(0) { $0 + totalSize(of: "\(path)/\($1)") }
        default: 0
        }
    }

    /// `folder` and `name` of a path.
    package static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = path[..<slash]
        return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
    }

    // MARK: - Reading

    /// Nothing that is read whole is larger unless its reader says so: a report of 100 models is about 1 MB.
    package static let defaultLimit = 64 << 20

    /// The bytes of a regular file.
    /// - Throws: also when it has more than `limit` bytes.
    package static func read(_ path: String, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
        let bytes = try prefix(of: path, count: limit == .max ? limit : limit + 1)
        guard bytes.count <= limit else {
            throw FileError(operation: "read", path: path, message: "larger than \(limit >> 20) MiB")
        }
        return bytes
    }

    /// Opens a regular file to be read, and only that: a pipe would wait for its writer, a device might never
    /// end. The caller closes the descriptor.
    /// - Parameter name: what errors call the file, where that is not `path`.
    package static func openRegular(
        _ path: String, displayedAs name: String? = nil
    ) throws(FileError) -> (descriptor: Int32, size: Int) {
        let name = name ?? path
        // Without O_NONBLOCK, opening a pipe would itself wait.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard file >= 0 else { throw FileError("open", name) }
        var status = stat()
        let (outcome, code) = (fstat(file, &status), errno)
        guard outcome == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(file)
            throw outcome == 0
                ? FileError(operation: "read", path: name, code: EINVAL, message: "not a regular file")
                : FileError("read", name, code: code)
        }
        return (file, Int(status.st_size))
    }

    /// The first bytes of a regular file, `count` of them or all.
    package static func prefix(of path: String, count: Int) throws(FileError) -> [UInt8] {
        let (file, size) = try openRegular(path)
        defer { close(file) }
        var bytes: [UInt8] = []
        // One byte more than the file says it has finds its end in the same call.
        var room = max(4096, size + 1)
        while bytes.count < count {
            let (got, code) = append(to: &bytes, from: file, room: min(room, count - bytes.count))
            if got < 0, code == EINTR { continue }
            guard got >= 0 else { throw FileError("read", path, code: code) }
            if got == 0 { break }
            room = 1 << 16
        }
        return bytes
    }

    /// The next bytes of an open file, up to a mebibyte; none at its end.
    static func next(from file: Int32, path: String) throws(FileError) -> [UInt8] {
        while true {
            var bytes: [UInt8] = []
            let (got, code) = append(to: &bytes, from: file, room: 1 << 20)
            if got >= 0 { return bytes }
            guard code == EINTR else { throw FileError("read", path, code: code) }
        }
    }

    private static func append(to bytes: inout [UInt8], from file: Int32, room: Int) -> (
        got: Int, code: Int32
    ) {
        var outcome = (got: 0, code: Int32(0))
        let more = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            let got = Glibc.read(file, buffer.baseAddress, room)
            outcome = (got, errno)
            count = max(0, got)
        }
        if bytes.isEmpty { bytes = more } else { bytes += more }
        return outcome
    }

    /// The names in a folder, without `.` and `..`, sorted.
    package static func names(in path: String) throws(FileError) -> [String] {
        guard let folder = opendir(path) else { throw FileError("open", path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    // MARK: - Writing

    /// Makes the folder and those above it, durably. A folder that exists is left alone.
    package static func makeFolder(_ path: String) throws(FileError) {
        if isFolder(path) || mkdir(path, 0o777) == 0 { return }
        let code = errno
        let parent = split(path).folder
        guard code == ENOENT, parent != path else {
            // Another process may have been quicker.
            if code == EEXIST, isFolder(path) { return }
            throw FileError("make the folder", path, code: code)
        }
        try makeFolder(parent)
        guard mkdir(path, 0o777) == 0 || isFolder(path) else { throw FileError("make the folder", path) }
        try sync(folder: parent)
    }

    package static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let (count, code) = bytes.withUnsafeBytes { buffer in
                // In bounds: `written` is below the count.
                (Glibc.write(file, buffer.baseAddress.map { $0 + written }, buffer.count - written), errno)
            }
            if count < 0, code == EINTR { continue }
            guard count >= 0 else { throw FileError("write", path, code: code) }
            written += count
        }
    }

    /// Adds `bytes` to the end of a regular file, which is made where there is none: for files that others write
    /// to as well, such as a build server's log. Ours are replaced as a whole, by `AtomicFile`.
    package static func append(_ bytes: [UInt8], to path: String) throws(FileError) {
        // Without O_NONBLOCK, opening a pipe would wait for its reader.
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o644)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(operation: "write", path: path, code: EINVAL, message: "not a regular file")
        }
        try write(bytes, to: file, path: path)
    }

    /// Makes the names in a folder durable.
    package static func sync(folder path: String) throws(FileError) {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        // Some network file systems cannot synchronise a folder and say EINVAL: nothing more can be done.
        guard fsync(file) == 0 || errno == EINVAL else { throw FileError("synchronise", path) }
    }

    package static func rename(_ old: String, to new: String) throws(FileError) {
        guard Glibc.rename(old, new) == 0 else { throw FileError("rename", new) }
    }

    /// Removes a file, a link, or a folder and everything in it, following no links; nothing there is fine.
    package static func remove(_ path: String) throws(FileError) {
        guard let kind = kind(of: path) else { return }
        if kind == .folder {
            for name in try names(in: path) { try remove("\(path)/\(name)") }
        }
        guard Glibc.remove(path) == 0 || errno == ENOENT else { throw FileError("remove", path) }
    }
}
