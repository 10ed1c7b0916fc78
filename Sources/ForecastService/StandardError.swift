internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// Standard error, where logs and errors go: whole lines, in the order in which they were said.
///
/// They are written by a thread of their own. Whoever reads the log and stops reading, as a collector that hangs does with a
/// pipe, stops nothing else: so many lines are kept for it, and of those that do not fit any more it is told the number.
enum StandardError {
    private struct Lines {
        var waiting: [String] = []
        var dropped = 0
    }

    private static let lines = Mutex(Lines())
    private static let signal = DispatchSemaphore(value: 0)
    private static let mostLines = 10_000

    static func write(_ line: String) {
        _ = writer
        let isNew = lines.withLock { lines in
            guard lines.waiting.count < mostLines else {
                lines.dropped += 1
                return false
            }
            lines.waiting.append(line)
            return true
        }
        if isNew { signal.signal() }
    }

    private static let writer: Void = {
        let thread = Thread {
            while true {
                signal.wait()
                writeWaiting()
            }
        }
        thread.start()
    }()

    private static let isWriting = Mutex(false)

    private static func writeWaiting() {
        isWriting.withLock { $0 = true }
        let (taken, dropped) = lines.withLock { lines in
            defer { lines = Lines() }
            return (lines.waiting, lines.dropped)
        }
        if !taken.isEmpty { put(taken.map { $0 + "\n" }.joined()) }
        if dropped > 0 { put(ServiceLog.line("dropped", ["lines": "\(dropped)"]) + "\n") }
        isWriting.withLock { $0 = false }
    }

    private static func put(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }

    /// Waits until everything that was said is written, for as long as a reader that reads may take.
    static func flush() {
        for _ in 0..<100 {
            if lines.withLock(\.waiting.isEmpty), !isWriting.withLock({ $0 }) { return }
            usleep(10_000)
        }
    }
}
