internal import ForecastCore

/// The first record of a CSV file: the names of its columns.
struct HeaderNames {
    /// Beyond it a table is a matrix: a column per period.
    static let mostColumns = 10_000

    private let names: [String]
    private let location: SourceLocation
    private let repeats: [(name: String, location: SourceLocation)]

    /// Reads the header; nil when the file has none, which is reported.
    init?(
        _ csv: inout CSVReader, of file: SourceFile, separator: CSVDialect.Separator, problems: DataProblems
    ) throws(SourceStream.Failure) {
        if let foreign = ForeignFile(csv.opening) {
            problems.report(.invalidText) {
                Problem(
                    "this file \(foreign.fault)",
                    at: SourceLocation(file: file.displayPath, line: 1, column: 1),
                    fix: foreign.advice(file.displayPath))
            }
            return nil
        }
        guard try csv.nextRecord(of: file, problems: problems) else {
            problems.reportEmpty(file)
            return nil
        }
        if problems.reportConflict(csv, file) { return nil }
        var names: [String] = []
        var repeats: [(name: String, location: SourceLocation)] = []
        guard csv.fieldCount <= Self.mostColumns else {
            let count = csv.fieldCount
            let location = csv.location(in: file.displayPath)
            problems.report(.tooLarge) {
                Problem(
                    "the header has \(NumberText.count(count)) columns; the limit is \(NumberText.count(Self.mostColumns))",
                    at: location,
                    fix: "write a row per series and period, not a column per period")
            }
            return nil
        }
        var seen: Set<String> = []
        for index in 0..<csv.fieldCount {
            guard let name = csv.string(index) else {
                problems.reportEncoding(csv, field: index, of: file)
                return nil
            }
            if !seen.insert(name).inserted {
                repeats.append((name, csv.location(ofField: index, in: file.displayPath)))
            }
            names.append(name)
        }
        let others = CSVDialect.Separator.allCases.filter { $0 != separator }
        if names.count == 1, let other = others.first(where: { names[0].utf8.contains($0.byte) }) {
            problems.report(.missingColumn) {
                Problem(
                    "the header is a single cell, with \(other.withArticle) in it",
                    at: csv.location(ofField: 0, in: file.displayPath),
                    fix: "say in dataset.yaml what separates the cells: separator: \"\(other.rawValue)\"")
            }
            return nil
        }
        self.names = names
        self.repeats = repeats
        location = csv.location(in: file.displayPath)
    }

    var count: Int { names.count }

    subscript(_ index: Int) -> String { names[index] }

    /// Whether a name stands twice in the header, which is reported.
    func reportRepeats(_ problems: DataProblems) -> Bool {
        for repeated in repeats { _ = find(repeated.name, problems) }
        return !repeats.isEmpty
    }

    /// All names but `used`, in order.
    func others(than used: [String]) -> [String] { names.filter { !used.contains($0) } }

    /// The place of a column; nil when it is missing or there twice, which is reported.
    func find(_ name: String, _ problems: DataProblems) -> Int? {
        if let repeated = repeats.first(where: { $0.name == name }) {
            problems.report(.duplicateHeader) {
                Problem(
                    "the header has the column \(quoted(name)) twice", at: repeated.location,
                    fix: "rename one of them")
            }
            return nil
        }
        // Blanks around a name are the header's, never the declaration's.
        if let index = names.firstIndex(of: name) ?? names.firstIndex(where: { trimmed($0) == name }) {
            return index
        }
        problems.report(.missingColumn) {
            Problem(
                "there is no column \(quoted(name))\(Suggestion.clause(for: name, in: names))", at: location,
                notes: ["the header has: \(names.prefix(40).map { quoted($0) }.joined(separator: ", "))"],
                fix: "correct the name in dataset.yaml, or the header")
        }
        return nil
    }
}
