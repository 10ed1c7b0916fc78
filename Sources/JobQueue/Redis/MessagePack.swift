/// Writes values for the scripts of a queue, which read MessagePack.
///
/// **Source** the MessagePack specification; of its forms those with 32-bit sizes, which every reader takes.
package indirect enum MessagePack: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    case text(String)
    case array([MessagePack])
    case map([(String, MessagePack)])

    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return bytes
    }

    private func append(to bytes: inout [UInt8]) {
        func append<Integer: FixedWidthInteger>(_ mark: UInt8, _ value: Integer) {
            bytes.append(mark)
            withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
        }
        switch self {
        case .null: bytes.append(0xC0)
        case .flag(let value): bytes.append(value ? 0xC3 : 0xC2)
        case .integer(let value): append(0xD3, Int64(value))
        case .text(let text):
            append(0xDB, UInt32(text.utf8.count))
            bytes.append(contentsOf: text.utf8)
        case .array(let items):
            append(0xDD, UInt32(items.count))
            for item in items { item.append(to: &bytes) }
        case .map(let entries):
            append(0xDF, UInt32(entries.count))
            for (key, value) in entries {
                MessagePack.text(key).append(to: &bytes)
                value.append(to: &bytes)
            }
        }
    }

    package static func == (left: MessagePack, right: MessagePack) -> Bool { left.bytes == right.bytes }
}
