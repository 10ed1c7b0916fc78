internal import Files
internal import Glibc

/// A program of an engine, such as `sbatch`: started by its name, with what it says in a file.
enum EngineCommand {
    /// Starts a program; standard output and errors go to the file `log`.
    /// - Parameter inGroup: whether it gets a process group of its own, so that Ctrl-C does not reach it.
    static func start(_ words: [String], log: String, inGroup: Bool = false) throws(FileError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(
            &actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o644)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        if inGroup { posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP)) }
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for word in arguments { free(word) } }
        arguments.append(nil)
        var child = pid_t()
        let code = posix_spawnp(&child, words[0], &actions, &attributes, arguments, environ)
        guard code == 0 else { throw FileError("start", words[0], code: code) }
        return child
    }

    /// How a child ended; nil while it runs.
    static func status(of child: pid_t) -> Int32? {
        var status: Int32 = 0
        let found = waitpid(child, &status, WNOHANG)
        if found == 0 || (found < 0 && errno == EINTR) { return nil }
        // The exit code, or 128 and the signal, as shells say it.
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
    }

    /// Runs a program to its end.
    /// - Returns: its exit code and the text that it printed.
    static func run(_ words: [String], log: String) throws(FileError) -> (code: Int32, text: String) {
        let child = try start(words, log: log)
        while true {
            if let code = status(of: child) {
                return (code, String(decoding: try FileSystem.read(log), as: UTF8.self))
            }
            usleep(10_000)
        }
    }
}
