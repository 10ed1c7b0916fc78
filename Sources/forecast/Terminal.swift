internal import ForecastCore
internal import Glibc
internal import Synchronization

/// The two streams, and what is known about the terminal behind them.
enum Terminal {
    /// Text for people. Whatever names are in it, only our own colours steer the terminal.
    static func output(_ text: String) {
        write(VisibleText.lines(text, keepsColour: usesColour) + "\n", to: STDOUT_FILENO)
    }

    static func error(_ text: String) {
        write(VisibleText.lines(text) + "\n", to: STDERR_FILENO)
    }

    /// Bytes for programs (JSON, CSV, YAML) and our own control of the line, as they are.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else {
                if descriptor == STDOUT_FILENO { failure.record(errno) }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Why something that was meant for standard output did not get there; nil where all did, and where nobody reads any
    /// more (a closed pipe, as of `head`): there is no one left to miss it.
    static var outputProblem: String? {
        let code = failure.code
        return code == 0 || code == EPIPE ? nil : String(cString: strerror(code))
    }

    /// Takes the places of streams that whoever started the program has closed: the next file to be opened, such as the
    /// cache, would be given their numbers and be written over.
    static func occupyStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            // For reading only, so that what is written there fails, and is told.
            let place = open("/dev/null", O_RDONLY)
            if place >= 0, place != descriptor {
                dup2(place, descriptor)
                close(place)
            }
        }
    }

    private static let failure = FirstFailure()

    /// The error code of the first write that failed.
    private final class FirstFailure: Sendable {
        private let value = Atomic<Int32>(0)
        var code: Int32 { value.load(ordering: .relaxed) }

        func record(_ code: Int32) {
            _ = value.compareExchange(expected: 0, desired: code, ordering: .relaxed)
        }
    }

    static var outputIsTerminal: Bool { isatty(STDOUT_FILENO) == 1 }
    static var errorIsTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Colour only on a terminal that knows it, and never with NO_COLOR (https://no-color.org).
    static var usesColour: Bool { outputIsTerminal && !isDumb && getenv("NO_COLOR") == nil }

    /// A terminal that only appends: an editor's shell, a log.
    static var isDumb: Bool { getenv("TERM").map { String(cString: $0) } == "dumb" }

    /// The columns of the terminal, or what COLUMNS says; 100 where neither is known.
    static var width: Int { tableWidth ?? 100 }

    /// The columns that a table may take; nil, for as many as it needs, where nobody looks at a screen.
    static var tableWidth: Int? {
        var size = winsize()
        if ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 { return Int(size.ws_col) }
        return getenv("COLUMNS").flatMap { Int(String(cString: $0)) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
