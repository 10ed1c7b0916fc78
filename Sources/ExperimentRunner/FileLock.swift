internal import Glibc

/// An advisory lock between processes (`flock`), held while a short piece of work is done.
enum FileLock {
    static func withLock<Output>(on path: String, _ body: () throws -> Output) throws -> Output {
        try withLock(open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644), path, body)
    }

    /// The lock of an existing folder itself: it leaves no file behind.
    static func withLock<Output>(onFolder path: String, _ body: () throws -> Output) throws -> Output {
        try withLock(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), path, body)
    }

    private static func withLock<Output>(
        _ descriptor: Int32, _ path: String, _ body: () throws -> Output
    ) throws -> Output {
        guard descriptor >= 0 else { throw FileError.system("lock", path) }
        // Closing the descriptor releases the lock.
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw FileError.system("lock", path) }
        return try body()
    }
}
