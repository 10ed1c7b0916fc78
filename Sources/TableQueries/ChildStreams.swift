internal import CConfinedProcess
internal import Glibc

/// The ends of what a child reads and writes.
struct ChildStreams {
    let input, output, errors: (ours: Int32, theirs: Int32)

    init() throws(QueryFailure) {
        (input, output, errors) = (try Self.sockets(), try Self.pipe(), try Self.sockets())
    }

    /// What the child can open once more by its name, `/dev/stdout`.
    private static func pipe() throws(QueryFailure) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        guard confined_pipe(&ends) == 0 else { throw failure }
        // Fewer changes between the two processes; where the system allows no more, it stays as small as it is.
        _ = fcntl(ends[1], setPipeSize, 1 << 20)
        return (ends[0], ends[1])
    }

    /// `F_SETPIPE_SZ` of Linux, which glibc hides without _GNU_SOURCE.
    private static let setPipeSize: Int32 = 1031

    private static var failure: QueryFailure {
        QueryFailure(.process, "DuckDB cannot be started: \(String(cString: strerror(errno)))")
    }

    /// Sockets, because writing to one whose reader has gone can be had without a signal.
    private static func sockets() throws(QueryFailure) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw failure }
        return (ends[0], ends[1])
    }

    func closeTheirs() {
        for end in [input.theirs, output.theirs, errors.theirs] { close(end) }
    }
}
