internal import Files
internal import Glibc
internal import Workers

/// This program as it runs on another processor: under QEMU's user-mode emulation.
struct EmulatedProgram {
    /// As QEMU calls it: `Haswell`, `EPYC`, `max`.
    let processor: String

    static let emulator = "qemu-x86_64-static"

    /// Runs this program with `arguments` to its end. What it says on standard error goes to the file `log`.
    /// - Throws: `EmulationError`; `Interrupted` when the user asked to stop, which is passed on.
    func run(_ arguments: [String], log: String, interruption: Interruption) throws {
        let process = try start(
            [Self.emulator, "-cpu", processor, Project.absolute("/proc/self/exe")] + arguments, log: log)
        var status: Int32 = 0
        var isTold = false
        while waitpid(process, &status, WNOHANG) == 0 {
            if interruption.isRequested, !isTold {
                kill(process, SIGINT)
                isTold = true
            }
            usleep(20_000)
        }
        // The macros of <sys/wait.h>, which Swift does not see.
        let (signal, code) = (status & 0x7F, status >> 8 & 0xFF)
        if interruption.isRequested || signal == 0 && code == 130 { throw Interrupted() }
        guard signal == 0, code == 0 else { throw failure(signal: signal, code: code, log: log) }
    }

    private func start(_ words: [String], log: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
        defer { for argument in arguments { free(argument) } }
        arguments.append(nil)
        var process = pid_t()
        let code = posix_spawnp(&process, Self.emulator, &actions, nil, arguments, environ)
        guard code == 0 else {
            throw EmulationError(
                message: code == ENOENT
                    ? "\(Self.emulator) is not installed"
                    : "cannot start \(Self.emulator): \(String(cString: strerror(code)))",
                fix: "apt-get install qemu-user-static")
        }
        return process
    }

    private func failure(signal: Int32, code: Int32, log: String) -> EmulationError {
        let said =
            (try? FileSystem.prefix(of: log, count: 1 << 16)).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
        // What QEMU cannot emulate of a processor decides nothing here, and it says so in a dozen lines.
        let lines = said.split(separator: "\n").filter {
            !$0.contains("TCG doesn't support requested feature")
        }
        return EmulationError(
            message: ([
                "the run on \(processor) \(signal == 0 ? "exited with \(code)" : "died of signal \(signal)")"
            ]
                + lines.map { "   \($0)" }).joined(separator: "\n"),
            fix: said.contains("unable to find CPU model")
                ? "\(Self.emulator) -cpu help lists the models" : nil)
    }
}
