internal import Glibc

/// A file that could not be read: the world's fault.
package struct FileError: Error, CustomStringConvertible {
    package let path: String
    package let operation: String
    package let message: String

    package var description: String { "cannot \(operation) \(path): \(message)" }

    static func system(_ operation: String, _ path: String) -> FileError {
        FileError(path: path, operation: operation, message: String(cString: strerror(errno)))
    }
}

/// Whole small files: specs, manifests, reports.
enum FileBytes {
    /// Nothing that is read whole is larger: a report of 100 models is about 1 MB.
    static let limit = 64 << 20

    static func read(_ path: String) throws(FileError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system("open", path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system("read", path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw FileError(path: path, operation: "read", message: "not a regular file")
        }
        guard status.st_size <= limit else {
            throw FileError(path: path, operation: "read", message: "larger than \(limit >> 20) MiB")
        }
        return try read(descriptor, count: Int(status.st_size), path: path)
    }

    private static func read(_ descriptor: Int32, count: Int, path: String) throws(FileError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled)
                if got < 0, errno == EINTR { continue }
                failed = got < 0
                if got <= 0 { return }
                filled += got
            }
        }
        if failed { throw .system("read", path) }
        return bytes
    }
}
