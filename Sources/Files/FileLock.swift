internal import Glibc

/// An advisory lock between processes (`flock`), held while a short piece of work is done.
package enum FileLock {
    /// The lock of an existing folder itself: it leaves no file behind.
    package static func withLock<Output>(onFolder path: String, _ body: () throws -> Output) throws -> Output
    {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileError("lock", path) }
        // Closing the descriptor releases the lock.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError("lock", path) }
        }
        return try body()
    }
}
