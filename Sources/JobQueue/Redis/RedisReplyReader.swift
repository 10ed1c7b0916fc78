/// Takes answers out of the bytes of a connection.
///
/// **Source** "Redis serialization protocol specification", RESP2.
package struct RedisReplyReader {
    /// A job's data are input: more than this is no job.
    package static let largestText = 16 << 20
    private static let mostItems = 1 << 16
    private static let deepest = 8

    private var bytes: [UInt8] = []
    private var start = 0

    package init() {}

    package mutating func append(_ more: UnsafeRawBufferPointer) { bytes.append(contentsOf: more) }

    /// The next whole answer; nil while there is none.
    /// - Throws: `RedisError` of kind `protocolViolation`; the connection is of no use then.
    package mutating func next() throws(RedisError) -> RedisReply? {
        var place = start
        guard let reply = try read(&place, depth: 0) else { return nil }
        start = place
        if start == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            start = 0
        }
        return reply
    }

    private func read(_ place: inout Int, depth: Int) throws(RedisError) -> RedisReply? {
        guard depth <= Self.deepest else { throw violation("an answer in too many others") }
        guard let line = try line(&place) else { return nil }
        guard let mark = line.first else { throw violation("an empty answer") }
        let rest = line.dropFirst()
        switch mark {
        case UInt8(ascii: "+"): return .text(Array(rest))
        case UInt8(ascii: "-"): return .failure(String(decoding: rest, as: UTF8.self))
        case UInt8(ascii: ":"): return .integer(try number(rest))
        case UInt8(ascii: "$"):
            let count = try number(rest)
            guard count >= 0 else { return .null }
            guard count <= Self.largestText else { throw violation("a text of \(count) bytes") }
            guard place + count + 2 <= bytes.count else { return nil }
            let text = Array(bytes[place..<place + count])
            place += count + 2
            guard bytes[place - 2] == 13, bytes[place - 1] == 10 else {
                throw violation("a text without an end")
            }
            return .text(text)
        case UInt8(ascii: "*"):
            let count = try number(rest)
            guard count >= 0 else { return .null }
            guard count <= Self.mostItems else { throw violation("\(count) answers at once") }
            var items: [RedisReply] = []
            for _ in 0..<count {
                guard let item = try read(&place, depth: depth + 1) else { return nil }
                items.append(item)
            }
            return .array(items)
        default: throw violation("an answer that begins with byte \(mark)")
        }
    }

    private func line(_ place: inout Int) throws(RedisError) -> ArraySlice<UInt8>? {
        guard let end = bytes[place...].firstIndex(of: 13) else {
            guard bytes.count - place < 1 << 16 else { throw violation("a line without an end") }
            return nil
        }
        guard end + 1 < bytes.count else { return nil }
        guard bytes[end + 1] == 10 else { throw violation("a line without an end") }
        defer { place = end + 2 }
        return bytes[place..<end]
    }

    private func number(_ text: ArraySlice<UInt8>) throws(RedisError) -> Int {
        guard let value = Int(String(decoding: text, as: UTF8.self)) else {
            throw violation("a number that is none")
        }
        return value
    }

    private func violation(_ what: String) -> RedisError {
        RedisError(.protocolViolation, "this is no answer of Redis: \(what)")
    }
}
