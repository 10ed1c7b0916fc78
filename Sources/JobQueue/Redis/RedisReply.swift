/// An answer of a Redis server in RESP2.
package enum RedisReply: Equatable, Sendable {
    case text([UInt8])
    case integer(Int)
    case array([RedisReply])
    case null
    /// `NOSCRIPT No matching script`
    case failure(String)

    package var string: String? {
        if case .text(let bytes) = self { String(decoding: bytes, as: UTF8.self) } else { nil }
    }

    package var items: [RedisReply]? {
        if case .array(let items) = self { items } else { nil }
    }

    /// A number, also where it came as text.
    package var number: Int? {
        switch self {
        case .integer(let value): value
        case .text: string.flatMap { Int($0) ?? Double($0).flatMap { Int(exactly: $0.rounded()) } }
        default: nil
        }
    }
}
