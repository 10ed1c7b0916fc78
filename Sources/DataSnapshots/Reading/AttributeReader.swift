internal import Files
internal import ForecastCore

/// Reads the file of product attributes: a row per series, keyed by its id.
struct AttributeReader {
    let columns: AttributeColumns
    let separator: CSVDialect.Separator
    let problems: DataProblems

    /// The attributes of the series `ids` (in panel order); rows of other series are passed over.
    mutating func read(_ file: SourceFile, ids: [String]) throws(FileError) -> (
        attributes: [StaticAttribute], digest: SourceDigest?
    ) {
        do {
            var csv = try CSVReader(SourceStream(file), separator: separator)
            let attributes = try readRows(&csv, file, ids)
            return (attributes, try csv.finish())
        } catch {
            try problems.report(error, in: file)
            return ([], nil)
        }
    }

    /// The same of a table that PostgreSQL hands over.
    mutating func read(_ stream: SourceStream, as file: SourceFile, ids: [String]) throws(SourceStream
        .Failure)
        -> [StaticAttribute]
    {
        var csv = try CSVReader(stream, separator: separator)
        return try readRows(&csv, file, ids)
    }

    private mutating func readRows(_ csv: inout CSVReader, _ file: SourceFile, _ ids: [String])
        throws(SourceStream.Failure) -> [StaticAttribute]
    {
        guard let names = try HeaderNames(&csv, of: file, separator: separator, problems: problems) else {
            return []
        }
        let key = names.find(columns.key, problems)
        let places = columns.columns.map { names.find($0, problems) }
        guard let key, !places.contains(nil) else { return [] }
        var statics = columns.columns.map(StaticColumn.init)
        var keys = ByteInterner()
        while try csv.nextRecord(of: file, problems: problems) {
            guard csv.fieldCount == names.count else {
                problems.reportFieldCount(csv, expected: names.count, separator, file)
                continue
            }
            guard csv.text(key, { keys.index(of: $0) }) == nil else {
                let location = csv.location(ofField: key, in: file.displayPath)
                let id = quoted(csv.field(key))
                problems.report(.duplicateKey) {
                    Problem("a second row for series \(id)", at: location, fix: "keep one of them")
                }
                continue
            }
            let series = csv.text(key) { keys.add($0) }
            for (index, place) in places.enumerated() {
                guard let place else { continue }
                let verdict = csv.text(place) { statics[index].take($0, series: series) }
                guard verdict != .accepted else { continue }
                let location = csv.location(ofField: place, in: file.displayPath)
                problems.report(
                    verdict, subject: columns.columns[index], cell: csv.field(place), at: location)
            }
        }
        let order = ids.map { id in Array(id.utf8).withUnsafeBufferPointer { keys.index(of: $0) } ?? -1 }
        return statics.map { $0.attribute(order: order) }
    }
}
