/// As much of JSON as the header of a file of weights has: objects, lists, texts and whole numbers from 0.
enum HeaderJSON: Equatable {
    case object([Member])
    case list([HeaderJSON])
    case string(String)
    case integer(Int)

    struct Member: Equatable {
        let name: String
        let value: HeaderJSON

        init(_ name: String, _ value: HeaderJSON) {
            self.name = name
            self.value = value
        }
    }

    /// The numbers of a list of numbers.
    var integers: [Int]? {
        guard case .list(let items) = self else { return nil }
        var numbers: [Int] = []
        for case .integer(let number) in items { numbers.append(number) }
        return numbers.count == items.count ? numbers : nil
    }

    /// The members of the object that `bytes` hold, in their order.
    /// - Throws: `.malformed`.
    static func object(_ bytes: ArraySlice<UInt8>) throws(SafeTensorsError) -> [(
        name: String, value: HeaderJSON
    )] {
        var scanner = HeaderScanner(bytes)
        guard case .object(let members) = try scanner.value(depth: 0), scanner.isAtEnd else {
            throw SafeTensorsError(.malformed, "the header is no JSON object")
        }
        return members.map { ($0.name, $0.value) }
    }

    /// A text as JSON writes it.
    static func quoted(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

/// Reads JSON byte by byte; whatever is not expected is an error.
private struct HeaderScanner {
    private static let deepest = 4
    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Nothing is left but spaces.
    var isAtEnd: Bool { rest.allSatisfy(Self.isSpace) }

    mutating func value(depth: Int) throws(SafeTensorsError) -> HeaderJSON {
        skipSpaces()
        guard depth <= Self.deepest, let first = rest.first else { throw unexpected() }
        switch first {
        case UInt8(ascii: "{"): return try .object(members(depth: depth))
        case UInt8(ascii: "["): return try .list(items(depth: depth))
        case UInt8(ascii: "\""): return try .string(string())
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return try .integer(integer())
        default: throw unexpected()
        }
    }

    private mutating func members(depth: Int) throws(SafeTensorsError) -> [HeaderJSON.Member] {
        try take("{")
        var members: [HeaderJSON.Member] = []
        var names: Set<String> = []
        if takes("}") { return members }
        repeat {
            skipSpaces()
            let name = try string()
            guard names.insert(name).inserted else {
                throw SafeTensorsError(.malformed, "the header names '\(name)' twice")
            }
            try take(":")
            members.append(HeaderJSON.Member(name, try value(depth: depth + 1)))
        } while takes(",")
        try take("}")
        return members
    }

    private mutating func items(depth: Int) throws(SafeTensorsError) -> [HeaderJSON] {
        try take("[")
        var items: [HeaderJSON] = []
        if takes("]") { return items }
        repeat { items.append(try value(depth: depth + 1)) } while takes(",")
        try take("]")
        return items
    }

    private mutating func string() throws(SafeTensorsError) -> String {
        guard rest.popFirst() == UInt8(ascii: "\"") else { throw unexpected() }
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") {
                guard let text = String(validating: bytes, as: UTF8.self) else { break }
                return text
            }
            guard byte >= 32 else { break }
            bytes += byte == UInt8(ascii: "\\") ? try escaped() : [byte]
        }
        throw unexpected()
    }

    private mutating func escaped() throws(SafeTensorsError) -> [UInt8] {
        switch rest.popFirst() {
        case UInt8(ascii: "\""): return [UInt8(ascii: "\"")]
        case UInt8(ascii: "\\"): return [UInt8(ascii: "\\")]
        case UInt8(ascii: "/"): return [UInt8(ascii: "/")]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"):
            let digits = String(decoding: rest.prefix(4), as: UTF8.self)
            guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw unexpected() }
            rest = rest.dropFirst(4)
            return Array(String(scalar).utf8)
        default: throw unexpected()
        }
    }

    private mutating func integer() throws(SafeTensorsError) -> Int {
        var number = 0
        while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
            let (tenfold, overflows) = number.multipliedReportingOverflow(by: 10)
            let (sum, exceeds) = tenfold.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            guard !overflows, !exceeds else { throw unexpected() }
            number = sum
            rest.removeFirst()
        }
        return number
    }

    // MARK: - Single bytes

    private mutating func take(_ byte: Unicode.Scalar) throws(SafeTensorsError) {
        guard takes(byte) else { throw unexpected() }
    }

    private mutating func takes(_ byte: Unicode.Scalar) -> Bool {
        skipSpaces()
        guard rest.first == UInt8(ascii: byte) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipSpaces() {
        while let byte = rest.first, Self.isSpace(byte) { rest.removeFirst() }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [9, 10, 13, 32].contains(byte) }

    private func unexpected() -> SafeTensorsError {
        SafeTensorsError(.malformed, "the header is no JSON that such a file has")
    }
}
