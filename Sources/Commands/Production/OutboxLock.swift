internal import Files
internal import Glibc
internal import Workers

/// The lock of an outbox, held until it goes and as long as a child has it.
struct OutboxLock: ~Copyable {
    let descriptor: Int32

    /// - Throws: `Interrupted` while another process holds it, `FileError`.
    init(_ path: String, interruption: Interruption) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw FileError("lock", path) }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EINTR || errno == EWOULDBLOCK else { throw FileError("lock", path) }
            if interruption.isRequested { throw Interrupted() }
            usleep(50_000)
        }
    }

    deinit { close(descriptor) }
}
