internal import Glibc

/// An advisory lock between processes (`flock`), held while a short piece of work is done.
enum FileLock {
    static func withLock<Output>(on path: String, _ body: () throws -> Output) throws -> Output {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError.system("lock", path) }
        // Closing the descriptor releases the lock.
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw FileError.system("lock", path) }
        return try body()
    }
}
