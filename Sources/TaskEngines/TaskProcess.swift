internal import Files
internal import Glibc
internal import Workers

/// A process of this program that performs tasks, one line in, one line out, over a socket.
struct TaskProcess: ~Copyable {
    private let process: pid_t
    private let socket: Int32
    private var received: [UInt8] = []

    /// - Parameters:
    ///   - program: its file.
    ///   - arguments: `task` and its options.
    init(_ program: String, _ arguments: [String]) throws(FileError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw FileError("open", "a socket") }
        defer { close(ends[1]) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        defer { for word in words { free(word) } }
        words.append(nil)
        var child = pid_t()
        let code = posix_spawn(&child, program, &actions, nil, words, environ)
        guard code == 0 else {
            close(ends[0])
            throw FileError("start", program, code: code)
        }
        process = child
        socket = ends[0]
    }

    deinit {
        close(socket)
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
    }

    /// The answer to a line; nil when the process has ended without one.
    /// - Throws: `Interrupted`, which is passed on to the process.
    mutating func answer(to line: String, interruption: Interruption) throws -> String? {
        guard send(line + "\n") else { return nil }
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeFirst(end + 1) }
                return String(decoding: received[..<end], as: UTF8.self)
            }
            if interruption.isRequested {
                kill(process, SIGINT)
                throw Interrupted()
            }
            var wait = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 200) > 0 else { continue }
            var buffer = [UInt8](repeating: 0, count: 1 << 14)
            let count = recv(socket, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }

    /// False where nobody reads any more.
    private func send(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return false }
            bytes = bytes.dropFirst(sent)
        }
        return true
    }
}
