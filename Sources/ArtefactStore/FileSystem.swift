internal import Glibc

/// A system call on a file that failed.
struct FileError: Error, CustomStringConvertible {
    let operation: String
    let path: String
    let code: Int32

    /// Keeps the code that the last system call of this thread left.
    init(_ operation: String, _ path: String, code: Int32 = errno) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    var description: String { "cannot \(operation) \(path): \(String(cString: strerror(code)))" }
}

/// The few file operations that the store needs, with the durability that SQLite's documentation
/// ("Atomic commit in SQLite", section 3) asks for.
enum FileSystem {
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Makes the folder and those above it. A folder that exists is left alone.
    static func makeFolder(_ path: String) throws(FileError) {
        if isFolder(path) || mkdir(path, 0o777) == 0 { return }
        guard errno == ENOENT, let parent = parent(of: path) else {
            // Another process may have been quicker.
            if errno == EEXIST, isFolder(path) { return }
            throw FileError("make the folder", path)
        }
        try makeFolder(parent)
        guard mkdir(path, 0o777) == 0 || isFolder(path) else { throw FileError("make the folder", path) }
        try sync(folder: parent)
    }

    /// The bytes of a file.
    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        var bytes: [UInt8] = []
        // One byte more than the file says it has finds its end in the same call.
        var room = max(4096, size(of: file) + 1)
        while true {
            let before = bytes.count
            let (result, code) = append(to: &bytes, from: file, room: room)
            if result < 0, code == EINTR { continue }
            guard result >= 0 else { throw FileError("read", path, code: code) }
            if bytes.count == before { return bytes }
            room = 4096
        }
    }

    static func write(_ bytes: [UInt8], to file: Int32, path: String) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                // In bounds: `written` is below the count.
                Glibc.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError("write", path) }
            written += count
        }
    }

    /// Makes the names in a folder durable.
    static func sync(folder path: String) throws(FileError) {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw FileError("open", path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw FileError("sync", path) }
    }

    private static func size(of file: Int32) -> Int {
        var status = stat()
        return fstat(file, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func append(to bytes: inout [UInt8], from file: Int32, room: Int) -> (
        result: Int, code: Int32
    ) {
        var outcome = (result: 0, code: Int32(0))
        let more = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
            let result = Glibc.read(file, buffer.baseAddress, room)
            outcome = (result, errno)
            count = max(0, result)
        }
        if bytes.isEmpty { bytes = more } else { bytes += more }
        return outcome
    }

    private static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return nil }
        return String(path[..<slash])
    }
}
