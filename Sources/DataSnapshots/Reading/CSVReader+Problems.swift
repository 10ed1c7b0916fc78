internal import Files
internal import ForecastCore

extension CSVReader {
    /// Reads the next well-formed record; malformed ones are reported and skipped.
    /// - Returns: false at the end of the file.
    mutating func nextRecord(of file: SourceFile, problems: DataProblems) throws(SourceStream.Failure) -> Bool
    {
        while true {
            switch try next() {
            case .record: return true
            case .end: return false
            case .malformed(let fault):
                let location = location(of: fault, in: file.displayPath)
                problems.report(.malformedQuotes) {
                    Problem(fault.message, at: location, fix: "inside a quoted cell, write a quote twice")
                }
                if fault.isFinal { return false }
            }
        }
    }
}

/// `text` without the blanks around it.
func trimmed(_ text: String) -> String {
    guard text.utf8.first == .space || text.utf8.last == .space else { return text }
    var view = Substring(text)
    while view.utf8.first == .space { view = view.dropFirst() }
    while view.utf8.last == .space { view = view.dropLast() }
    return String(view)
}

extension DataProblems {
    /// Reports an archive that cannot be unpacked; what the world refuses is thrown on.
    func report(_ failure: SourceStream.Failure, in file: SourceFile) throws(FileError) {
        switch failure {
        case .file(let error): throw error
        case .query(let failure): report(failure, at: nil)
        case .postgres(let failure): report(failure, at: nil)
        case .corruptArchive(let format, let reason):
            report(.corruptArchive) {
                Problem(
                    "this \(format) file is damaged: \(reason)",
                    at: SourceLocation(file: file.displayPath, line: 1, column: 1),
                    fix: "fetch or pack it again")
            }
        }
    }

    /// Reports a line that version control has left between two versions of a file.
    /// - Returns: whether the record is one.
    func reportConflict(_ csv: borrowing CSVReader, _ file: SourceFile) -> Bool {
        guard ConflictMarker.begins(csv.field(0)) else { return false }
        let line = csv.line
        let location = csv.location(in: file.displayPath)
        report(.fieldCount, alike: "conflict in \(file.displayPath)") {
            Problem(
                "a merge left its markers in line \(line): two versions of the rows follow each other",
                at: location, fix: ConflictMarker.fix, repeats: "lines are markers")
        }
        return true
    }

    func reportEmpty(_ file: SourceFile) {
        report(.fileEmpty) {
            Problem(
                "this file has no rows of data",
                at: SourceLocation(file: file.displayPath, line: 1, column: 1),
                fix: "write the rows, or remove the file from dataset.yaml")
        }
    }
}
