/// What people write beside a number that is no part of it: the currency of an amount, a percent sign.
enum NumberSign {
    /// Those that are recognised, the longest first. `init` reads a column that has one of them throughout.
    static let known = [
        "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "INR", "BRL",
        "CAD",
        "AUD", "Fr.", "R$", "kr", "z\u{142}", "K\u{10D}", "Ft", "$", "\u{20AC}", "\u{A3}", "\u{A5}",
        "\u{20B9}",
        "%",
    ]

    /// False where it holds what numbers are made of, or blanks alone.
    static func isSign(_ text: String) -> Bool {
        let marks = text.unicodeScalars.contains {
            ("0"..."9").contains($0) || "+-,'".unicodeScalars.contains($0)
        }
        return !marks && text.unicodeScalars.contains { !$0.properties.isWhitespace }
    }

    /// `sign` and the rest of a cell that has one of `known` before or after the rest; nil for any other.
    static func split(_ cell: String) -> (sign: String, rest: String)? {
        let text = trimmed(cell)
        for sign in known
        where text.hasPrefix(sign) || text.hasSuffix(sign) || text.dropFirst().hasPrefix(sign) {
            var copy = text
            let rest = copy.withUTF8 { bytes -> String? in
                let (core, isNegative) = strip(bytes, [Array(sign.utf8)])
                guard core.first.map({ $0.isDigit || $0 == .minus || $0 == .plus }) == true,
                    !isCode(bytes, sign, core)
                else { return nil }
                return (isNegative ? "-" : "") + String(decoding: core, as: UTF8.self)
            }
            if let rest { return (sign, rest) }
        }
        return nil
    }

    /// `CAD001` names something; an amount would have a blank there.
    private static func isCode(_ cell: Bytes, _ sign: String, _ core: Bytes) -> Bool {
        sign.unicodeScalars.allSatisfy(\.properties.isAlphabetic) && !ends(cell, with: Array(sign.utf8))
            && cell.count == sign.utf8.count + core.count
    }

    /// The number without the first of `signs` that stands after it or before it, and without the blanks between;
    /// whether a minus stood before the sign: `-$5`.
    static func strip(_ cell: Bytes, _ signs: [[UInt8]]) -> (core: Bytes, isNegative: Bool) {
        for sign in signs {
            if ends(cell, with: sign) {
                return (blanksCut(Bytes(rebasing: cell[..<(cell.count - sign.count)])), false)
            }
            let isSigned = cell.first == .minus || cell.first == .plus
            let body = Bytes(rebasing: cell[(isSigned ? 1 : 0)...])
            if body.starts(with: sign) {
                return (blanksCut(Bytes(rebasing: body[sign.count...])), isSigned && cell.first == .minus)
            }
        }
        return (cell, false)
    }

    private static func ends(_ cell: Bytes, with sign: [UInt8]) -> Bool {
        cell.count >= sign.count && cell[(cell.count - sign.count)...].elementsEqual(sign)
    }

    /// Without plain blanks, U+00A0 and U+202F around.
    private static func blanksCut(_ cell: Bytes) -> Bytes {
        let blanks: [[UInt8]] = [[.space], [0xC2, 0xA0], [0xE2, 0x80, 0xAF]]
        var slice = cell[...]
        while let blank = blanks.first(where: { slice.starts(with: $0) }) {
            slice = slice.dropFirst(blank.count)
        }
        while let blank = blanks.first(where: {
            slice.suffix($0.count).elementsEqual($0) && slice.count >= $0.count
        }) {
            slice = slice.dropLast(blank.count)
        }
        return Bytes(rebasing: slice)
    }
}

extension UInt8 {
    static let minus = UInt8(ascii: "-"), plus = UInt8(ascii: "+")
}
