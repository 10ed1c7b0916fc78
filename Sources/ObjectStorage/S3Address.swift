/// A bucket, and what all keys there begin with.
package struct S3Address: Equatable, Sendable {
    package let bucket: String
    /// Without a slash at either end; empty for the whole bucket.
    package let prefix: String

    package static let scheme = "s3://"

    /// `s3://bucket/prefix`
    /// - Throws: `S3Error` of kind `settings`.
    package init(_ text: String) throws(S3Error) {
        func refusal(_ reason: String) -> S3Error {
            S3Error(.settings, text, reason, fix: "write \(Self.scheme)BUCKET/PREFIX")
        }
        guard text.hasPrefix(Self.scheme) else { throw refusal("it is no address of S3") }
        var parts = text.dropFirst(Self.scheme.count).split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }
        guard let bucket = parts.first, (3...63).contains(bucket.utf8.count),
            bucket.utf8.allSatisfy(Self.isInNames)
        else {
            throw refusal("the name of a bucket has 3 to 63 small letters, digits, dots and dashes")
        }
        let rest = parts.dropFirst()
        guard rest.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains { $0 < 0x20 } })
        else {
            throw refusal("its prefix has an empty part, '.', '..' or a control character")
        }
        self.bucket = String(bucket)
        prefix = rest.joined(separator: "/")
    }

    private static func isInNames(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// The key of what is called `name` below the prefix.
    package func key(_ name: String) -> String { prefix.isEmpty ? name : "\(prefix)/\(name)" }

    package var text: String { Self.scheme + (prefix.isEmpty ? bucket : "\(bucket)/\(prefix)") }
}
