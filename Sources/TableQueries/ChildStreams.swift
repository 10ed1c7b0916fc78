internal import Glibc

/// The ends of what a child reads and writes.
struct ChildStreams {
    let input, output, errors: (ours: Int32, theirs: Int32)

    init() throws(QueryFailure) {
        (input, output, errors) = (try Self.ends(), try Self.ends(), try Self.ends())
    }

    /// Sockets, because writing to one whose reader has gone can be had without a signal.
    private static func ends() throws(QueryFailure) -> (ours: Int32, theirs: Int32) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw QueryFailure(.process, "DuckDB cannot be started: \(String(cString: strerror(errno)))")
        }
        return (ends[0], ends[1])
    }

    func closeTheirs() {
        for end in [input.theirs, output.theirs, errors.theirs] { close(end) }
    }
}
