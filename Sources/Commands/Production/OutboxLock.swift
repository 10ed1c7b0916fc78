internal import Files
internal import Glibc

/// The lock of an outbox, held until it goes and as long as a child has it.
struct OutboxLock: ~Copyable {
    let descriptor: Int32

    init(_ path: String) throws(FileError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw FileError("lock", path) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw FileError("lock", path) }
        }
    }

    deinit { close(descriptor) }
}
