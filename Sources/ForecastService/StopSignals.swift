internal import Dispatch
internal import Glibc
internal import Workers

/// SIGTERM, SIGINT and SIGHUP ask for an end.
final class StopSignals {
    private var sources: [any DispatchSourceSignal] = []

    init(_ interruption: Interruption) {
        for number in [SIGTERM, SIGINT] + (Self.endsWithTerminal ? [SIGHUP] : []) {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { interruption.request() }
            source.resume()
            sources.append(source)
        }
    }

    func end() { for source in sources { source.cancel() } }

    /// Whether the end of the terminal is an end for this process as well: not where `nohup` has said otherwise.
    static var endsWithTerminal: Bool {
        let before = signal(SIGHUP, SIG_IGN)
        let isIgnored = unsafeBitCast(before, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        signal(SIGHUP, before)
        return !isIgnored
    }
}
