/// Reads strict JSON (RFC 8259): one document, UTF-8, no name twice in an object, no more depth than allowed, numbers within
/// the range of a double. What others let pass, and each reads in its own way, is refused.
package struct JSONReader {
    private let bytes: [UInt8]
    private let mostDepth: Int
    private var place = 0
    private var pointer: [String] = []

    private init(_ bytes: [UInt8], depth: Int) {
        self.bytes = bytes
        mostDepth = depth
    }

    /// - Parameter depth: of arrays and objects in each other.
    /// - Complexity: linear in the bytes.
    package static func value(of bytes: [UInt8], depth: Int = 16) throws(JSONProblem) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw JSONProblem(pointer: "", offset: 0, message: "the text is not UTF-8")
        }
        var reader = JSONReader(bytes, depth: depth)
        reader.skipSpace()
        let value = try reader.value(depth: 1)
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.problem("something follows the document") }
        return value
    }

    private func problem(_ message: String) -> JSONProblem {
        let path = pointer.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }
        return JSONProblem(pointer: path.joined(), offset: place, message: message)
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        place += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONProblem) -> JSONValue {
        guard depth <= mostDepth + 1 else { throw problem("values are nested deeper than \(mostDepth)") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case nil: throw problem("the text ends where a value is expected")
        default: return try number()
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
        let word = Array(text.utf8)
        guard place + word.count <= bytes.count, Array(bytes[place..<place + word.count]) == word else {
            throw problem("no value begins like this")
        }
        place += word.count
        return value
    }

    private mutating func object(depth: Int) throws(JSONProblem) -> JSONValue {
        guard depth <= mostDepth else { throw problem("values are nested deeper than \(mostDepth)") }
        place += 1
        var members: [JSONValue.Member] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw problem("a name in quotation marks is expected") }
            let name = try string()
            pointer.append(name)
            // By bytes: names that are canonically equal are two names.
            guard names.insert(Array(name.utf8)).inserted else { throw problem("the name is there twice") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw problem("a colon is expected") }
            skipSpace()
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            pointer.removeLast()
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(members) }
            guard take(UInt8(ascii: ",")) else { throw problem("a comma or a brace is expected") }
        }
    }

    private mutating func array(depth: Int) throws(JSONProblem) -> JSONValue {
        guard depth <= mostDepth else { throw problem("values are nested deeper than \(mostDepth)") }
        place += 1
        var items: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        while true {
            skipSpace()
            pointer.append(String(items.count))
            items.append(try value(depth: depth + 1))
            pointer.removeLast()
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(items) }
            guard take(UInt8(ascii: ",")) else { throw problem("a comma or a bracket is expected") }
        }
    }

    // MARK: - Numbers and strings

    private mutating func digits() -> Int {
        let start = place
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
        return place - start
    }

    private mutating func number() throws(JSONProblem) -> JSONValue {
        let start = place
        _ = take(UInt8(ascii: "-"))
        let first = next
        let count = digits()
        guard count > 0 else { throw problem("no value begins like this") }
        guard count == 1 || first != UInt8(ascii: "0") else { throw problem("a number begins with 0") }
        if take(UInt8(ascii: ".")), digits() == 0 { throw problem("digits are missing after the point") }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            if digits() == 0 { throw problem("digits are missing in the exponent") }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        guard text.utf8.count <= 64, let value = Double(text), value.isFinite else {
            throw problem("the number is out of range")
        }
        return .number(text)
    }

    private mutating func string() throws(JSONProblem) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = next {
            place += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"): text += UTF8.encode(try escape()).map(Array.init) ?? []
            case 0..<0x20: throw problem("a control character stands in a string")
            default: text.append(byte)
            }
        }
        throw problem("a string does not end")
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
        UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    private mutating func escape() throws(JSONProblem) -> Unicode.Scalar {
        guard let byte = next else { throw problem("a string does not end") }
        place += 1
        if let scalar = Self.escapes[byte] { return scalar }
        guard byte == UInt8(ascii: "u") else { throw problem("there is no such escape") }
        let unit = try hexadecimal()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw problem("half of a pair of surrogates stands alone")
        }
        let low = try hexadecimal()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        else { throw problem("half of a pair of surrogates stands alone") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt32(digit)
            place += 1
        }
        return value
    }
}
