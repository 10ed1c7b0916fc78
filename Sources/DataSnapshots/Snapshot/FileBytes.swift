internal import Glibc

/// Small files as a whole.
enum FileBytes {
    /// The content of a file; nil when there is none. Reads no more than one byte beyond `limit`.
    static func read(_ path: String, limit: Int) throws(DataSetFileError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last("open", path)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let wanted = min(1 << 16, limit + 1 - bytes.count)
            var count = 0
            bytes += [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
                count = Glibc.read(descriptor, buffer.baseAddress, wanted)
                filled = max(0, count)
            }
            if count < 0, errno != EINTR { throw .last("read", path) }
            if count == 0 { break }
        }
        return bytes
    }

    /// Puts a file in place in one step: whoever reads it sees the old content or the new, whole.
    static func replace(_ path: String, with bytes: [UInt8]) throws(DataSetFileError) {
        let temporary = "\(path).\(getpid()).tmp"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .last("create", temporary) }
        let failure = write(bytes, to: descriptor, temporary)
        close(descriptor)
        if let failure {
            unlink(temporary)
            throw failure
        }
        guard rename(temporary, path) == 0 else {
            let failure = DataSetFileError.last("replace", path)
            unlink(temporary)
            throw failure
        }
        syncFolder(of: path)
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) -> DataSetFileError? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                return .last("write", path)
            }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0 ? nil : .last("write", path)
    }

    /// Makes the new name itself durable. Where a file system cannot, the content is safe all the same.
    private static func syncFolder(of path: String) {
        let folder = open(ProjectPath.join(path, ".."), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
