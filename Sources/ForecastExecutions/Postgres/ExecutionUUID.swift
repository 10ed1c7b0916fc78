/// The id of an execution as PostgreSQL's type `uuid` has it: a UUID as it stands, of a digest its first half.
struct ExecutionUUID: Equatable {
    /// **Shape** `[16]`
    let bytes: [UInt8]

    /// Nil where there are not 32 hexadecimal digits.
    init?(_ id: String) {
        let digits = id.utf8.filter { $0 != UInt8(ascii: "-") }
        guard digits.count >= 32 else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: 32, by: 2) {
            guard let high = Self.value(digits[index]), let low = Self.value(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 48...57: digit - 48
        case 97...102: digit - 87
        case 65...70: digit - 55
        default: nil
        }
    }

    /// `3f0c1a9b-...`
    var text: String {
        let digits = Array("0123456789abcdef".utf8)
        let hex = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(decoding: hex[$0], as: UTF8.self) }.joined(separator: "-")
    }
}
