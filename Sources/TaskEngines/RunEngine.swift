/// Where the tasks of a run are performed; never what comes out.
package enum RunEngine: Equatable, Sendable {
    /// In the run's own process.
    case threads
    /// In so many processes on this machine.
    case processes(Int)
    /// By Slurm, as array jobs.
    case slurm
    /// By Apache Spark, whose master has this address.
    case spark(String)

    private static let most = 64

    /// `processes:4`, `slurm` or `spark://host:7077`; nil for anything else.
    package init?(_ text: String) {
        if text == "slurm" {
            self = .slurm
            return
        }
        let words = text.split(separator: ":", omittingEmptySubsequences: false)
        if words.count == 3, words[0] == "spark", Self.isHost(words[1]), UInt16(words[2]) ?? 0 > 0 {
            self = .spark(text)
            return
        }
        guard words.count == 2, words[0] == "processes", let count = Int(words[1]),
            (1...Self.most).contains(count)
        else { return nil }
        self = .processes(count)
    }

    /// `//` and a name or address.
    private static func isHost(_ text: Substring) -> Bool {
        text.hasPrefix("//") && text.count > 2
            && text.dropFirst(2).utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// Whether what it computes comes back by way of a shared store alone.
    package var needsSharedStore: Bool {
        switch self {
        case .threads, .processes: false
        case .slurm, .spark: true
        }
    }
}
