/// Where the tasks of a run are performed; never what comes out.
package enum RunEngine: Equatable, Sendable {
    /// In the run's own process.
    case threads
    /// In so many processes on this machine.
    case processes(Int)

    private static let most = 64

    /// `processes:4`; nil for anything else.
    package init?(_ text: String) {
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        guard words.count == 2, words[0] == "processes", let count = Int(words[1]),
            (1...Self.most).contains(count)
        else { return nil }
        self = .processes(count)
    }
}
