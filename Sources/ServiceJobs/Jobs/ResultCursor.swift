internal import ForecastCore

/// A place in the results of an execution: behind the row with these keys.
package struct ResultCursor: Equatable, Sendable {
    /// Series, target and period.
    package let keys: [String]

    package init(_ keys: [String]) { self.keys = keys }

    /// As a client holds it: digits of the keys' JSON.
    package var text: String {
        JSONValue.array(keys.map(JSONValue.string)).bytes.map {
            ($0 < 16 ? "0" : "") + String($0, radix: 16)
        }.joined()
    }

    /// Nil for what `text` never gave.
    package init?(text: String) {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2), digits.count <= 4_096 else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard
                let byte = UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(byte)
        }
        guard let items = try? JSONReader.value(of: bytes, depth: 1).items else { return nil }
        keys = items.compactMap(\.string)
        guard keys.count == 3, items.count == 3, self.text == text else { return nil }
    }
}
