internal import Files
internal import Glibc
internal import Workers

/// A program that is called and waited for, in a process group of its own: what stops this program does not stop it.
enum ChildProgram {
    enum End: Equatable {
        /// Its exit code; 128 and the number of the signal that ended it.
        case ended(Int32)
        /// It took too long, and was stopped with all that it had started in its group.
        case stopped
    }

    /// How long a program that is told to stop may take to do so, in seconds.
    private static let grace = 5.0

    /// - Parameters:
    ///   - standardInput: a descriptor; what it prints goes to standard error.
    ///   - environment: in front of what this process was told, but for its own variables.
    ///   - limit: seconds after which it is stopped, first by a request and then by force.
    ///   - clock: in seconds.
    /// - Throws: `FileError` where it cannot be started; `Interrupted`, and the program goes on.
    static func run(
        _ words: [String], environment: [String: String], standardInput: Int32, limit: Double,
        clock: () -> Double, interruption: Interruption
    ) throws -> End {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, standardInput, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        let variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") }
        defer { for text in arguments + variables { free(text) } }
        var inherited = environ
        var kept: [UnsafeMutablePointer<CChar>?] = []
        while let variable = inherited.pointee {
            // A shell takes the last of two.
            if !String(cString: variable).hasPrefix("FORECAST_") { kept.append(variable) }
            inherited += 1
        }
        arguments.append(nil)
        let all = variables + kept + [nil]
        var child = pid_t()
        let code = posix_spawnp(&child, words[0], &actions, &attributes, arguments, all)
        guard code == 0 else { throw FileError("start", words[0], code: code) }
        let start = clock()
        var asked = false
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { break }
            guard ended == 0 || errno == EINTR else { throw FileError("wait for", words[0]) }
            if interruption.isRequested { throw Interrupted() }
            let taken = clock() - start
            if taken > limit, !asked {
                asked = true
                kill(-child, SIGTERM)
            } else if taken > limit + grace {
                kill(-child, SIGKILL)
            }
            usleep(10_000)
        }
        // What it started and left behind in its group holds the lock that its caller needs.
        if asked {
            kill(-child, SIGKILL)
            return .stopped
        }
        let signal = status & 0x7f
        return .ended(signal == 0 ? (status >> 8) & 0xff : 128 + signal)
    }
}
