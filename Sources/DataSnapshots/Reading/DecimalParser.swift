internal import Glibc

/// Reads decimal numbers from raw bytes, correctly rounded.
///
/// Accepts `[+-] digits [. digits] [(e|E) [+-] digits]` with blanks around it, nothing else: no
/// hexadecimal, no thousands separators, no locale.
///
/// **Numerics** Up to 19 significant digits fit in a 64-bit integer. When that integer is at most 2^53
/// and the power of ten at most 22, both are exact doubles, so one multiplication or division rounds
/// once and correctly (Clinger 1990, "How to read floating point numbers accurately"). Everything else
/// goes to `strtod`, which glibc rounds correctly.
enum DecimalParser {
    enum Result: Equatable {
        case value(Double)
        /// `inf`, `NaN`, or a number beyond the largest double.
        case notFinite
        /// A number other than 0 that the nearest double is 0 for: `4e-400`.
        case tooSmall
        case malformed
    }

    static func parse(_ cell: Bytes) -> Result {
        let text = trimmed(cell)
        var digits = Digits()
        var position = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { position = 1 }
        position = digits.read(text, from: position, areFraction: false)
        if position < text.count, text[position] == UInt8(ascii: ".") {
            position = digits.read(text, from: position + 1, areFraction: true)
        }
        guard digits.seen > 0 else { return isWordForNotFinite(text) ? .notFinite : .malformed }
        var exponent = 0
        if position < text.count {
            guard let written = writtenExponent(text, from: position) else { return .malformed }
            exponent = written
        }
        let magnitude = digits.exactValue(exponent: exponent) ?? convert(text, isNegative: isNegative)
        guard magnitude.isFinite else { return .notFinite }
        if magnitude == 0, digits.significant > 0 { return .tooSmall }
        // Minus zero would be other bytes for the same number.
        return .value(isNegative && magnitude != 0 ? -magnitude : magnitude)
    }

    /// The digits of a number, as far as they fit in a word.
    private struct Digits {
        var mantissa: UInt64 = 0
        /// Digits in `mantissa`, without leading zeros.
        var significant = 0
        /// The power of ten that the fraction stands for.
        var scale = 0
        var seen = 0

        mutating func read(_ text: Bytes, from start: Int, areFraction: Bool) -> Int {
            var position = start
            while position < text.count, text[position].isDigit {
                let digit = UInt64(text[position] &- .zero)
                // Counted by the digits: a mantissa that has wrapped around may be 0 again.
                if significant > 0 || digit != 0 { significant += 1 }
                mantissa = mantissa &* 10 &+ digit
                position += 1
            }
            seen += position - start
            if areFraction { scale -= position - start }
            return position
        }

        /// The value where the fast path is exact; nil elsewhere.
        func exactValue(exponent: Int) -> Double? {
            guard significant <= 19, mantissa <= 1 << 53 else { return nil }
            if mantissa == 0 { return 0 }
            let power = exponent + scale
            guard (-22...22).contains(power) else { return nil }
            let whole = Double(mantissa)
            return power < 0 ? whole / powersOfTen[-power] : whole * powersOfTen[power]
        }
    }

    /// The exponent from its `e` on; nil when it is not one. Large ones are clamped: their value is 0 or
    /// infinite anyway, unless the digits are as many, which `strtod` sees for itself.
    private static func writtenExponent(_ text: Bytes, from start: Int) -> Int? {
        guard text[start] | 0x20 == UInt8(ascii: "e"), start + 1 < text.count else { return nil }
        var position = start + 1
        let isNegative = text[position] == UInt8(ascii: "-")
        if isNegative || text[position] == UInt8(ascii: "+") { position += 1 }
        guard position < text.count else { return nil }
        var value = 0
        while position < text.count {
            guard text[position].isDigit else { return nil }
            value = min(100_000, value * 10 + Int(text[position] &- .zero))
            position += 1
        }
        return isNegative ? -value : value
    }

    /// The magnitude by `strtod`; the grammar has been checked.
    private static func convert(_ text: Bytes, isNegative: Bool) -> Double {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: text.count + 1) { buffer in
            for (position, byte) in text.enumerated() { buffer[position] = CChar(bitPattern: byte) }
            buffer[text.count] = 0
            return buffer.baseAddress.map { strtod($0, nil).magnitude } ?? .nan
        }
    }

    private static func trimmed(_ cell: Bytes) -> Bytes {
        var slice = cell[...]
        while slice.first == .space { slice = slice.dropFirst() }
        while slice.last == .space { slice = slice.dropLast() }
        return Bytes(rebasing: slice)
    }

    private static func isWordForNotFinite(_ text: Bytes) -> Bool {
        guard text.count <= 9 else { return false }
        let word = String(decoding: text, as: UTF8.self).lowercased()
        return ["nan", "inf", "infinity"].contains(String(word.drop { $0 == "-" || $0 == "+" }))
    }

    /// Exact doubles.
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19,
        1e20, 1e21, 1e22,
    ]
}
