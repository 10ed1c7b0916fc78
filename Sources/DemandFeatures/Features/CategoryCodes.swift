package import ForecastCore

/// Which number each word of a category is: its place in a list, one list per attribute or column that a feature set reads
/// as a category.
///
/// A model learns numbers, so what its words were is kept with it: values that are added to the data later sort in front
/// of others, and would move the numbers of all behind them. A word that a model was not fitted with has no number, and is
/// missing to it.
package struct CategoryCodes: Hashable, Sendable {
    /// By the name of the attribute or column.
    package private(set) var words: [String: [String]] = [:]

    package init(_ words: [String: [String]] = [:]) { self.words = words }

    package var isEmpty: Bool { words.isEmpty }

    package internal(set) subscript(name: String) -> [String]? {
        get { words[name] }
        set { words[name] = newValue }
    }

    /// For each of `now` its number; NaN for a word that has none.
    func numbers(of name: String, _ now: [String]) -> [Float] {
        guard let list = words[name], list != now else { return now.indices.map { Float($0) } }
        let places = Dictionary(zip(list, 0...)) { first, _ in first }
        return now.map { places[$0].map { Float($0) } ?? .nan }
    }

    // MARK: - Words without a number

    /// What a model that knows these words misses in the data, a sentence each, in the order of the names.
    package func remarks(on panel: Panel) -> [String] {
        words.keys.sorted().compactMap { name in
            let found = Self.words(of: name, in: panel)
            let new = zip(found, numbers(of: name, found)).filter { $0.1.isNaN }.map(\.0)
            guard let first = new.first else { return nil }
            let (more, verb) =
                new.count > 1 ? (" and \(NumberText.count(new.count - 1)) more", "are") : ("", "is")
            return
                "'\(first)'\(more) of '\(name)' \(verb) new since the model was trained: to it the value is missing until "
                + "it is trained again"
        }
    }

    private static func words(of name: String, in panel: Panel) -> [String] {
        panel.column(name)?.categories ?? panel.attribute(name)?.categories ?? []
    }
}

// MARK: - As text

extension CategoryCodes {
    /// A line per name, its words behind it, separated by tabs; control characters and `%` as `%` and two hex digits.
    package var text: String {
        words.sorted { $0.key < $1.key }.map { name, list in
            ([name] + list).map(Self.escaped).joined(separator: "\t") + "\n"
        }.joined()
    }

    /// Nil for anything but what `text` made.
    package init?(text: String) {
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            var cells: [String] = []
            for cell in line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false) {
                guard let word = Self.unescaped(cell) else { return nil }
                cells.append(word)
            }
            guard words.updateValue(Array(cells.dropFirst()), forKey: cells[0]) == nil else { return nil }
        }
        guard self.text == text else { return nil }
    }

    private static let digits = Array("0123456789ABCDEF".utf8)

    private static func escaped(_ word: String) -> String {
        var bytes: [UInt8] = []
        for byte in word.utf8 {
            if byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "%") {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func unescaped(_ cell: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = cell[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digits.firstIndex),
                let low = rest.popFirst().flatMap(digits.firstIndex)
            else { return nil }
            bytes.append(UInt8(high << 4 | low))
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
