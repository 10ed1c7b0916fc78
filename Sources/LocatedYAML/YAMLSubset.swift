internal import ForecastCore

/// The words for what lies outside the strict subset: errors E002 to E018.
enum YAMLSubset {
    static func describe(_ fault: SourceText.Fault, bytes: [UInt8], in source: SourceText) -> Diagnostic {
        switch fault {
        case .invalidUTF8(let mark):
            let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
            return Diagnostic(
                code: "E002", isUTF16 ? "the file is UTF-16, not UTF-8" : "these bytes are not UTF-8",
                at: source.location(from: mark, to: mark), fix: "save the file as UTF-8")
        case .control(let scalar, let mark):
            let hex = String(scalar.value, radix: 16, uppercase: true)
            let digits = String(repeating: "0", count: max(0, 4 - hex.utf8.count)) + hex
            return Diagnostic(
                code: "E003", "the control character U+\(digits) is not allowed in YAML",
                at: source.location(from: mark, to: mark), fix: "remove it")
        }
    }

    static func tooLarge(_ count: Int, limit: Int, file: String) -> Diagnostic {
        Diagnostic(
            code: "E004", "the file has \(count) bytes; the limit is \(limit)",
            at: SourceLocation(file: file, line: 1, column: 1),
            fix: "split it, or move data out of it: data belongs in a data set")
    }

    static func tooDeep(_ limit: Int, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E005", "more than \(limit) levels of nesting", at: location, fix: "flatten the structure")
    }

    static func tooManyNodes(_ limit: Int, at location: SourceLocation) -> Diagnostic {
        Diagnostic(code: "E006", "more than \(limit) values in one file", at: location, fix: "split the file")
    }

    static func empty(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E007", "the file is empty", at: location,
            fix: "write `key: value` lines; `forecast init` makes an example")
    }

    static func conflict(at line: Int, in source: SourceText) -> Diagnostic {
        let start = YAMLMark(line: line, column: 0)
        return Diagnostic(
            code: "E018", "a merge left its markers: two versions of the text follow each other",
            at: source.location(from: start, to: YAMLMark(line: line, column: 7)),
            fix:
                "keep what is right, and remove the lines that begin with <<<<<<<, |||||||, ======= and >>>>>>>"
        )
    }

    static func anchor(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E010", "anchors (&\(clip(name))) are not part of this format", at: location,
            fix: "write the value out where it is used; `extends` shares settings between specs")
    }

    static func alias(_ name: String, at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E011", "aliases (*\(clip(name))) are not part of this format", at: location,
            fix: "write the value out; for text that begins with '*', quote it")
    }

    static func mergeKey(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E012", "merge keys (<<) are not part of this format", at: location,
            fix: "write the keys out; `extends` shares settings between specs")
    }

    static func tag(_ tag: String, at location: SourceLocation) -> Diagnostic {
        let standard = "tag:yaml.org,2002:"  // what `!!` stands for
        let written = tag.hasPrefix(standard) ? "!!" + tag.dropFirst(standard.count) : tag
        return Diagnostic(
            code: "E013", "tags (\(clip(written))) are not part of this format", at: location,
            fix: "remove the tag; for text that begins with '!', quote it")
    }

    static func duplicate(_ key: String, at location: SourceLocation, first: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E014", "the key \(quotation(key)) appears twice in the same mapping", at: location,
            notes: ["it is first set at line \(first.line), column \(first.column)"],
            fix: "remove one of the two")
    }

    static func secondDocument(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E015", "a second document begins here; a file holds one", at: location,
            fix: "remove the '---', or move this part into a file of its own")
    }

    static func compoundKey(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E016", "a key must be a word, not a list or a mapping", at: location,
            fix: "for text that begins with '[' or '{', quote it")
    }

    static func directive(at location: SourceLocation) -> Diagnostic {
        Diagnostic(
            code: "E017", "directives (%YAML, %TAG) are not part of this format", at: location,
            fix: "remove the lines that begin with '%'; files are read as YAML 1.2")
    }

    private static func clip(_ name: String) -> String { String(quotation(name).dropFirst().dropLast()) }
}
