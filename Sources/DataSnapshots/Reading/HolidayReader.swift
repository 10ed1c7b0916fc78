internal import Files
internal import ForecastCore

/// Reads `date,name` rows.
struct HolidayReader {
    let dialect: CSVDialect
    let problems: DataProblems

    /// The holidays by date and name.
    mutating func read(_ file: SourceFile) throws(FileError) -> (
        holidays: [Holiday], digest: SourceDigest?
    ) {
        do {
            var csv = try CSVReader(SourceStream(file), separator: dialect.separator)
            let holidays = try readRows(&csv, file)
            return (holidays, try csv.finish())
        } catch {
            try problems.report(error, in: file)
            return ([], nil)
        }
    }

    /// The same of a table that PostgreSQL hands over.
    mutating func read(_ stream: SourceStream, as file: SourceFile) throws(SourceStream.Failure) -> [Holiday]
    {
        var csv = try CSVReader(stream, separator: dialect.separator)
        return try readRows(&csv, file)
    }

    private mutating func readRows(_ csv: inout CSVReader, _ file: SourceFile) throws(SourceStream.Failure)
        -> [Holiday]
    {
        guard
            let names = try HeaderNames(&csv, of: file, separator: dialect.separator, problems: problems)
        else { return [] }
        guard let date = names.find("date", problems), let name = names.find("name", problems) else {
            return []
        }
        var holidays: [Holiday] = []
        while try csv.nextRecord(of: file, problems: problems) {
            guard csv.fieldCount == names.count else {
                problems.reportFieldCount(csv, expected: names.count, dialect.separator, file)
                continue
            }
            if let day = dialect.dateFormat.date(csv.field(date).trimmed), let text = csv.string(name),
                !text.isEmpty
            {
                holidays.append(Holiday(date: day, name: text))
            } else {
                let location = csv.location(ofField: date, in: file.displayPath)
                let cell = quoted(csv.field(date))
                let pattern = dialect.dateFormat.pattern
                problems.report(.badHoliday) {
                    Problem(
                        "not a holiday: expected \(pattern) and a name, found \(cell)", at: location,
                        fix: "write a date and a name in every row")
                }
            }
        }
        return holidays.sorted { left, right in
            left.date == right.date
                ? left.name.utf8.lexicographicallyPrecedes(right.name.utf8) : left.date < right.date
        }
    }
}
