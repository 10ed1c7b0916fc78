internal import Files

/// How much memory a run may need before it is refused. Decides whether a run starts, never what comes out.
package struct MemoryLimit: Sendable, Equatable {
    /// Nil where nothing is refused.
    package let bytes: Double?
    /// Begins the sentence that ends with the number.
    let words: String

    private init(_ bytes: Double?, _ words: String) {
        self.bytes = bytes
        self.words = words
    }

    package static let none = MemoryLimit(nil, "")

    /// What this machine has, or the control group that the process runs in allows, whichever is less.
    package static var ofThisMachine: MemoryLimit {
        let found =
            [physical, group("/sys/fs/cgroup/memory.max")]
            + [group("/sys/fs/cgroup/memory/memory.limit_in_bytes")]
        return MemoryLimit(found.compactMap(\.self).min(), "this machine has")
    }

    /// `500M`, `8G`, `none`; nil for anything else.
    package init?(_ text: String) {
        if text == "none" {
            self = .none
            return
        }
        let units: [Character: Double] = ["M": 1_048_576, "G": 1_073_741_824]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int(text.dropLast()),
            (1...1_000_000).contains(count)
        else { return nil }
        self.init(Double(count) * unit, "--memory-limit allows")
    }

    /// `MemTotal` of proc(5), in bytes.
    private static var physical: Double? {
        for line in contents("/proc/meminfo").split(separator: "\n") where line.hasPrefix("MemTotal:") {
            return line.split(separator: " ").dropFirst().first.flatMap { Double($0) }.map { $0 * 1024 }
        }
        return nil
    }

    /// Nil for `max` and where there is no such file.
    private static func group(_ path: String) -> Double? {
        Double(contents(path).split(separator: "\n").first ?? "")
    }

    private static func contents(_ path: String) -> String {
        String(decoding: (try? FileSystem.prefix(of: path, count: 1 << 14)) ?? [], as: UTF8.self)
    }
}
