/// The rows of a CSV text (RFC 4180), empty lines left out.
struct CSVText: Sequence {
    private let text: String

    init(_ text: String) { self.text = text }

    struct Row {
        let texts: [String]
        /// Where it begins, from 1.
        let line: Int
    }

    func makeIterator() -> Iterator { Iterator(text) }

    struct Iterator: IteratorProtocol {
        private var rest: Substring.UTF8View
        private var line = 1

        init(_ text: String) {
            rest = text[...].utf8
            // The mark that spreadsheets put before UTF-8.
            if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
        }

        mutating func next() -> Row? {
            while !rest.isEmpty {
                let first = line
                let texts = nextRow()
                if texts != [""] { return Row(texts: texts, line: first) }
            }
            return nil
        }

        private mutating func nextRow() -> [String] {
            var texts: [String] = []
            var field: [UInt8] = []
            var isQuoted = false
            while let byte = rest.popFirst() {
                switch (byte, isQuoted) {
                case (UInt8(ascii: "\""), true):
                    if rest.first == UInt8(ascii: "\"") {
                        field.append(byte)
                        rest.removeFirst()
                    } else {
                        isQuoted = false
                    }
                case (UInt8(ascii: "\""), false) where field.isEmpty: isQuoted = true
                case (UInt8(ascii: ","), false):
                    texts.append(String(decoding: field, as: UTF8.self))
                    field.removeAll(keepingCapacity: true)
                case (UInt8(ascii: "\n"), false):
                    line += 1
                    return texts + [Self.text(of: field)]
                default:
                    if byte == UInt8(ascii: "\n") { line += 1 }
                    field.append(byte)
                }
            }
            return texts + [Self.text(of: field)]
        }

        /// The last field of a row, without the carriage return of Windows.
        private static func text(of field: [UInt8]) -> String {
            String(decoding: field.last == UInt8(ascii: "\r") ? field.dropLast() : field[...], as: UTF8.self)
        }
    }
}
