/// Where a Redis server is, and as whom it is asked.
package struct RedisAddress: Equatable, Sendable {
    package var host = "127.0.0.1"
    package var port = 6379
    package var database = 0
    package var user: String?
    package var password: String?
    /// Whether the server is spoken to by TLS.
    package var isEncrypted = false
    /// A file of the certificates that are trusted (PEM); nil for those of the machine.
    package var roots: String?

    package init() {}

    /// `redis://host:6379/0`, or `rediss://` for TLS. Without user and password, which belong into a secret.
    package init?(_ url: String) {
        isEncrypted = url.hasPrefix("rediss://")
        guard isEncrypted || url.hasPrefix("redis://") else { return nil }
        var rest = url.dropFirst(isEncrypted ? "rediss://".count : "redis://".count)
        guard !rest.contains("@"), !rest.contains("?") else { return nil }
        if let slash = rest.firstIndex(of: "/") {
            let number = rest[rest.index(after: slash)...]
            guard number.isEmpty || Int(number).map({ (0...65_535).contains($0) }) == true else { return nil }
            database = Int(number) ?? 0
            rest = rest[..<slash]
        }
        if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            host = String(rest.prefix { $0 != ":" })
            rest = rest.dropFirst(host.count)
        }
        if rest.hasPrefix(":") {
            guard let number = Int(rest.dropFirst()), (1...65_535).contains(number) else { return nil }
            port = number
        } else if !rest.isEmpty {
            return nil
        }
        guard !host.isEmpty else { return nil }
    }

    package var name: String { "Redis at \(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
