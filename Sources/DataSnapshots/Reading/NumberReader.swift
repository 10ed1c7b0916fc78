/// Reads numbers as the files of a data set write them.
///
/// Plain ones go straight to `DecimalParser`. Those with marks of another country are rewritten first: thousands marks
/// must stand where they belong, between groups of three digits, so that `1.5` is never taken for fifteen hundred.
struct NumberReader {
    private let decimal: UInt8
    private let thousands: CSVDialect.ThousandsMark?
    private let isPlain: Bool
    private let isPlainInside: Bool
    private let missing: [[UInt8]]
    /// The longest first: `R$` is no `$`.
    private let signs: [[UInt8]]
    private let trueWords: [[UInt8]]
    private let falseWords: [[UInt8]]

    init(_ dialect: CSVDialect) {
        decimal = dialect.decimal == .comma ? .comma : .point
        thousands = dialect.thousands
        isPlainInside = dialect.decimal == .point && dialect.thousands == nil
        isPlain = isPlainInside && dialect.signs.isEmpty
        missing = dialect.missingValues.map { Array($0.utf8) }
        signs = dialect.signs.map { Array($0.utf8) }.sorted { $0.count > $1.count }
        trueWords = dialect.trueValues.map { Array($0.utf8) }
        falseWords = dialect.falseValues.map { Array($0.utf8) }
    }

    @inline(__always) func parse(_ cell: Bytes) -> DecimalParser.Result {
        isPlain ? DecimalParser.parse(cell) : foreign(cell.trimmed)
    }

    /// Whether anything but the default is read: other marks, signs, or words for no value.
    var isForeign: Bool { !isPlain || !missing.isEmpty }

    /// 1 or 0 for a word that says yes or no; nil for all others.
    func flag(_ cell: Bytes) -> Double? {
        let text = cell.trimmed
        if trueWords.contains(where: text.elementsEqual) { return 1 }
        return falseWords.contains(where: text.elementsEqual) ? 0 : nil
    }

    /// Whether a cell that is no number is one of `missing_values`.
    func isMissing(_ cell: Bytes) -> Bool {
        let text = cell.trimmed
        return missing.contains { text.elementsEqual($0) }
    }

    private func foreign(_ cell: Bytes) -> DecimalParser.Result {
        guard !signs.isEmpty else { return rewritten(cell) }
        let (core, isNegative) = NumberSign.strip(cell, signs)
        let result = isPlainInside ? DecimalParser.parse(core) : rewritten(core)
        guard isNegative, case .value(let value) = result else { return result }
        // `-$-5` is no number.
        guard core.first?.isDigit == true else { return .malformed }
        return .value(value == 0 ? 0 : -value)
    }

    private func rewritten(_ cell: Bytes) -> DecimalParser.Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, cell.count)) { plain in
            guard let count = rewrite(cell, to: plain) else { return .malformed }
            return DecimalParser.parse(Bytes(rebasing: Bytes(plain)[..<count]))
        }
    }

    /// Writes the number without thousands marks and with a decimal point.
    /// - Returns: its length; nil when a mark stands where it means nothing.
    private func rewrite(_ cell: Bytes, to plain: UnsafeMutableBufferPointer<UInt8>) -> Int? {
        var count = 0
        var groups = DigitGroups()
        var position = 0
        while position < cell.count {
            let byte = cell[position]
            let mark = groups.areOpen ? markLength(cell, at: position) : 0
            if mark > 0 {
                guard groups.begin() else { return nil }
                position += mark
                continue
            }
            // The mark that stands for something else here, or stands twice.
            if byte == .point || byte == .comma, byte != decimal || !groups.areOpen { return nil }
            guard groups.take(byte) else { return nil }
            plain[count] = byte == decimal ? .point : byte
            count += 1
            position += 1
        }
        return groups.areComplete ? count : nil
    }

    /// The bytes of a thousands mark; 0 where none is.
    private func markLength(_ cell: Bytes, at position: Int) -> Int {
        let rest = cell[position...]
        return switch thousands {
        case nil: 0
        case .comma: rest.first == .comma ? 1 : 0
        case .point: rest.first == .point ? 1 : 0
        // U+2019
        case .apostrophe: rest.first == UInt8(ascii: "'") ? 1 : rest.starts(with: [0xE2, 0x80, 0x99]) ? 3 : 0
        // U+00A0, U+202F
        case .blank:
            rest.first == .space
                ? 1 : rest.starts(with: [0xC2, 0xA0]) ? 2 : rest.starts(with: [0xE2, 0x80, 0xAF]) ? 3 : 0
        }
    }

    /// The digits before the decimal mark, in groups: one to three, not led by 0, then three each.
    private struct DigitGroups {
        private var digits = 0
        private var beginsWithZero = false
        private var hasMarks = false
        /// Whether the whole part goes on.
        private(set) var areOpen = true

        var areComplete: Bool { !hasMarks || digits == 3 }

        /// Begins a group; false when the one before is none.
        mutating func begin() -> Bool {
            guard hasMarks ? digits == 3 : (1...3).contains(digits) && !beginsWithZero else { return false }
            (hasMarks, digits) = (true, 0)
            return true
        }

        /// Takes a byte that is no mark; false when it cuts a group short.
        mutating func take(_ byte: UInt8) -> Bool {
            guard areOpen else { return true }
            if byte.isDigit {
                if digits == 0, !hasMarks { beginsWithZero = byte == .zero }
                digits += 1
                return true
            }
            let isSign = digits == 0 && !hasMarks && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+"))
            areOpen = isSign
            return areComplete
        }
    }
}

extension UInt8 {
    static let point = UInt8(ascii: ".")
}
