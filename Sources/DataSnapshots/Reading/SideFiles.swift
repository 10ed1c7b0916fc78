extension DataProblems {
    func reportFieldCount(
        _ csv: borrowing CSVReader, expected: Int, _ separator: CSVDialect.Separator, _ file: SourceFile
    ) {
        if reportConflict(csv, file) { return }
        let count = csv.fieldCount
        let location = csv.location(in: file.displayPath)
        let mark = separator == .tab ? "\t" : separator.rawValue
        report(.fieldCount, alike: "\(file.displayPath) \(count)") {
            Problem(
                "this row has \(count) \(count == 1 ? "field" : "fields"), the header has \(expected)",
                at: location,
                fix: count > expected
                    ? "quote cells that hold \(separator.withArticle): \"1\(mark)5\""
                    : "write every cell, also the empty ones: a\(mark)\(mark)b")
        }
    }
}
