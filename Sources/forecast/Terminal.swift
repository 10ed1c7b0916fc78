internal import ForecastCore
internal import Glibc

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
            // Nobody reads any more (a closed pipe): there is no one left to tell.
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
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
