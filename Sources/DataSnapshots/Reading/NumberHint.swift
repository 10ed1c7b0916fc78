/// What a cell seems to be that is no number, as advice. A cell with digits in it holds something: nobody is told to
/// empty it.
enum NumberHint {
    static func advice(for cell: Bytes, _ dialect: CSVDialect) -> String {
        advice(for: String(decoding: cell.prefix(60), as: UTF8.self), dialect)
    }

    static func advice(for cell: String, _ dialect: CSVDialect = CSVDialect()) -> String {
        let text = trimmed(cell)
        if words.contains(text) || failures.contains(text) {
            let cause = failures.contains(text) ? "correct the formula, or " : ""
            return
                "\(cause)leave the cell empty where there is no value, or set 'missing_values: [\"\(text)\"]'"
        }
        if let keys = notationKeys(of: text) {
            return
                "write 1234\(dialect.decimal.rawValue)5, or say in dataset.yaml how numbers are written: \(keys)"
        }
        if let advice = signAdvice(text) ?? minusAdvice(text) ?? flagAdvice(text) { return advice }
        guard text.unicodeScalars.contains(where: { $0.properties.numericType != nil }) else {
            return "leave the cell empty where there is no value"
        }
        return isTooBig(text)
            ? "write it in a larger unit: a 64-bit number holds 1e-308 to 1e308, and 0"
            : "write the number alone, such as -1234\(dialect.decimal.rawValue)5: digits, a minus before them, a mark before decimals"
    }

    /// How programs and people write that there is no value.
    static let words: Set<String> = [
        "NA", "N/A", "n/a", "na", "NaN", "nan", "NAN", "NULL", "null", "None", "none", "#N/A", "#NV", "<NA>",
        "n.v.",
        "k.A.", "k. A.", "?", "missing",
    ]

    /// What spreadsheets show in place of a result.
    private static let failures: Set<String> = [
        "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!", "#WERT!", "#BEZUG!", "#ZAHL!",
    ]

    /// Signs that stand beside amounts of money.
    static let currencies: Set<Character> = ["$", "\u{20AC}", "\u{A3}", "\u{A5}", "\u{20B9}"]

    /// The ways of writing numbers other than the default, simplest first.
    static let notations: [CSVDialect] = [
        notation(.point, .comma), notation(.comma, nil), notation(.comma, .point), notation(.comma, .blank),
        notation(.comma, .apostrophe), notation(.point, .apostrophe), notation(.point, .blank),
    ]

    private static func notation(_ decimal: CSVDialect.DecimalMark, _ thousands: CSVDialect.ThousandsMark?)
        -> CSVDialect
    {
        var dialect = CSVDialect()
        dialect.decimal = decimal
        dialect.thousands = thousands
        return dialect
    }

    // MARK: - What it seems to be

    /// The keys by which another notation reads the text as a number; nil where none does.
    private static func notationKeys(of text: String) -> String? {
        let keys = CSVDialect.DecimalMark.allCases.compactMap { mark in
            ([CSVDialect()] + notations).first { $0.decimal == mark && isNumber(text, $0) }
        }.map(\.keys)
        return keys.isEmpty ? nil : keys.joined(separator: ", or ")
    }

    /// `$5.00`, `72.551,00 EUR`, `5%`.
    private static func signAdvice(_ text: String) -> String? {
        guard let (sign, rest) = NumberSign.split(text) else { return nil }
        let isPlain = isNumber(rest, CSVDialect())
        guard isPlain || notationKeys(of: rest) != nil else { return nil }
        let more = isPlain ? "" : " and \(notationKeys(of: rest) ?? "")"
        let meaning = sign == "%" ? " (\(text) is then \(rest))" : ""
        return
            "write the number without \(quoted(sign)), or say in dataset.yaml that it stands beside numbers: "
            + "signs: [\"\(sign)\"]\(more)\(meaning)"
    }

    /// `(3)` and `3-`, as accountants and SAP write numbers below 0; `−3` with the typographer's minus.
    private static func minusAdvice(_ text: String) -> String? {
        var rest = Substring(text)
        if rest.hasPrefix("("), rest.hasSuffix(")") {
            rest = rest.dropFirst().dropLast()
        } else if rest.hasSuffix("-") {
            rest = rest.dropLast()
        } else if let first = rest.first, "\u{2212}\u{2013}\u{2012}\u{FE63}\u{FF0D}".contains(first) {
            rest = rest.dropFirst()
        } else {
            return nil
        }
        let number = trimmed(String(rest))
        let plain = NumberSign.split(number)?.rest ?? number
        guard plain.first?.isNumber == true, isNumber(plain, CSVDialect()) || notationKeys(of: plain) != nil
        else { return nil }
        return "\(quoted(text)) is a way to write a number below 0: write -\(number)"
    }

    /// `Yes`, `nein`.
    private static func flagAdvice(_ text: String) -> String? {
        guard let isYes = FlagWords.meaning(of: text) else { return nil }
        let key = isYes ? "true_values" : "false_values"
        return "write \(isYes ? 1 : 0), or say in dataset.yaml what the word means: \(key): [\"\(text)\"]"
    }

    /// A number that the reader understands and a double does not hold.
    private static func isTooBig(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            let result = DecimalParser.parse(bytes)
            return result == .notFinite || result == .tooSmall
        }
    }

    private static func isNumber(_ text: String, _ dialect: CSVDialect) -> Bool {
        var text = text
        return text.withUTF8 { if case .value = NumberReader(dialect).parse($0) { true } else { false } }
    }
}

extension CSVDialect {
    /// `decimal: "," and thousands: "."`: how numbers are written.
    fileprivate var keys: String {
        let marks = thousands.map { "thousands: \"\($0.rawValue)\"" }
        if decimal == .point, let marks { return marks }
        return ["decimal: \"\(decimal.rawValue)\"", marks].compactMap(\.self).joined(separator: " and ")
    }
}
