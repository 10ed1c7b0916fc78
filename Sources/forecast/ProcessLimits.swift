internal import ForecastCore
internal import Glibc

/// What the shell that started the program allows it (`ulimit`): too little is said before any work, in the place of a
/// trap in the middle of it.
enum ProcessLimits {
    /// With fewer the runtime itself stops without a word: it opens files of its own for threads and libraries. A run on two
    /// threads was measured to need 10.
    private static let leastFiles: rlim_t = 16
    /// Threads take their stacks from the same limit. Loading libraries failed with 64 kB and worked with 128.
    private static let leastStack: rlim_t = 256 << 10

    /// Raises what may be raised; what is still too little, in words.
    static func problem() -> String? {
        // A file that may not grow further is an error of the write, not of the process.
        signal(SIGXFSZ, SIG_IGN)
        if let files = shortage(of: __rlimit_resource_t(RLIMIT_NOFILE.rawValue), least: leastFiles) {
            return "only \(files) files may be open at once, which is too few to work with "
                + "(ulimit -n; \(leastFiles) are enough)"
        }
        if let stack = shortage(of: __rlimit_resource_t(RLIMIT_STACK.rawValue), least: leastStack) {
            return "the stack may have only \(stack >> 10) kB, which is too little to work with "
                + "(ulimit -s; \(leastStack >> 10) are enough)"
        }
        return nil
    }

    /// The limit where it is below `least` and cannot be raised to it.
    private static func shortage(of resource: __rlimit_resource_t, least: rlim_t) -> rlim_t? {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < least else { return nil }
        let found = limit.rlim_cur
        limit.rlim_cur = min(limit.rlim_max, least)
        guard limit.rlim_cur == least, setrlimit(resource, &limit) == 0 else { return found }
        return nil
    }
}
