internal import ForecastCore
internal import LocatedYAML

/// How the files of a data set write their cells.
extension DataSetDeclarationReader {
    mutating func readDialect(_ reader: inout MappingReader) -> CSVDialect {
        var dialect = CSVDialect()
        let separator = reader.choice("separator", of: CSVDialect.Separator.self, &diagnostics)
        let decimal = reader.choice("decimal", of: CSVDialect.DecimalMark.self, &diagnostics)
        dialect.thousands = reader.choice("thousands", of: CSVDialect.ThousandsMark.self, &diagnostics)
        let dateFormat = reader.choice("date_format", of: DateFormat.self, &diagnostics)
        dialect.separator = separator ?? dialect.separator
        dialect.skippedLines = reader.integer("skip_lines", in: 0...1000, &diagnostics) ?? 0
        dialect.decimal = decimal ?? dialect.decimal
        dialect.dateFormat = dateFormat ?? dialect.dateFormat
        dialect.missingValues = readWords(&reader, "missing_values", meaning: "missing")
        dialect.signs = readSigns(&reader)
        dialect.trueValues = readWords(&reader, "true_values", meaning: "1")
        dialect.falseValues = readWords(&reader, "false_values", meaning: "0")
        reportTwoMeanings(dialect, reader)
        if let thousands = dialect.thousands, thousands.rawValue == dialect.decimal.rawValue {
            diagnostics.add(
                bad(
                    "'\(thousands.rawValue)' cannot mark both decimals and thousands",
                    at: reader.entries.first { $0.key == "thousands" }?.value.location ?? reader.location,
                    fix: "write the other mark: decimal: \",\" goes with thousands: \".\""))
        }
        return dialect
    }

    /// Words for "no value", for 1 or for 0. Numbers are refused: a value that stands for another is a value to every
    /// other program.
    private mutating func readWords(_ reader: inout MappingReader, _ key: String, meaning: String) -> [String]
    {
        guard let node = reader.node(key) else { return [] }
        let words = node.list(path: key, &diagnostics) { $0.label(path: $1, &$2) } ?? []
        for word in words where Double(word)?.isFinite == true {
            diagnostics.add(
                bad(
                    "\(quoted(word)) is a number, which '\(key)' cannot make \(meaning)", at: node.location,
                    fix: meaning == "missing"
                        ? "leave these cells empty in the file" : "write \(meaning) in the file"))
        }
        return words
    }

    /// What stands beside numbers; a digit or a mark among it would be read as part of one.
    private mutating func readSigns(_ reader: inout MappingReader) -> [String] {
        guard let node = reader.node("signs") else { return [] }
        let signs = node.list(path: "signs", &diagnostics) { $0.label(path: $1, &$2) } ?? []
        for sign in signs where !NumberSign.isSign(sign) {
            diagnostics.add(
                bad(
                    "\(quoted(sign)) in 'signs' holds what numbers are made of", at: node.location,
                    fix: "name signs such as EUR, $ or %"))
        }
        return signs
    }

    private mutating func reportTwoMeanings(_ dialect: CSVDialect, _ reader: MappingReader) {
        var seen: Set<String> = []
        for word in Set(dialect.missingValues).sorted() + Set(dialect.trueValues).sorted()
            + Set(dialect.falseValues).sorted()
        where !seen.insert(word).inserted {
            let entry = reader.entries.last {
                ["missing_values", "true_values", "false_values"].contains($0.key)
            }
            diagnostics.add(
                bad(
                    "\(quoted(word)) stands under two of missing_values, true_values and false_values",
                    at: entry?.value.location ?? reader.location, fix: "list it once"))
        }
    }
}
