/// What a scalar means under the core schema of YAML 1.2.
///
/// libyaml follows YAML 1.1 and leaves this to us, which is welcome: under 1.1 `no` is false, `017` is
/// 15 and `12:30:45` is a number.
///
/// **Source** YAML 1.2.2, section 10.3.2, the table of tag resolution.
package enum YAMLScalar: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)

    /// The meaning of a plain (unquoted) scalar. A whole number beyond `Int` is a `number`.
    package init(plain text: String) {
        switch text {
        case "", "~", "null", "Null", "NULL": self = .null
        case "true", "True", "TRUE": self = .boolean(true)
        case "false", "False", "FALSE": self = .boolean(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .number(.infinity)
        case "-.inf", "-.Inf", "-.INF": self = .number(-.infinity)
        case ".nan", ".NaN", ".NAN": self = .number(.nan)
        default: self = Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> YAMLScalar? {
        var rest = Array(text.utf8)[...]
        if rest.starts(with: Array("0o".utf8)) { return based(text, digits: rest.dropFirst(2), radix: 8) }
        if rest.starts(with: Array("0x".utf8)) { return based(text, digits: rest.dropFirst(2), radix: 16) }
        rest = rest.droppingSign()
        if !rest.isEmpty, rest.allSatisfy(isDigit) {
            // `Int` would refuse nothing here but overflow.
            return Int(text).map { .integer($0) } ?? Double(text).map { .number($0) }
        }
        return isDecimal(rest) ? Double(text).map { .number($0) } : nil
    }

    private static func based(_ text: String, digits: ArraySlice<UInt8>, radix: Int) -> YAMLScalar? {
        // `Int(_:radix:)` alone would accept a sign after the prefix.
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else {
            return nil
        }
        return Int(String(decoding: digits, as: UTF8.self), radix: radix).map { .integer($0) }
    }

    /// Whether the text after the sign is `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`.
    private static func isDecimal(_ text: ArraySlice<UInt8>) -> Bool {
        let whole = text.prefix(while: isDigit)
        var rest = text.dropFirst(whole.count)
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !(whole.isEmpty && fraction.isEmpty) else { return false }
            rest = rest.dropFirst(1 + fraction.count)
        } else if whole.isEmpty {
            return false
        }
        guard let mark = rest.first else { return true }
        let exponent = rest.dropFirst().droppingSign()
        return (mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E"))
            && !exponent.isEmpty && exponent.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    }
}

extension ArraySlice<UInt8> {
    /// Without one leading `+` or `-`.
    fileprivate func droppingSign() -> ArraySlice<UInt8> {
        first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? dropFirst() : self
    }
}
