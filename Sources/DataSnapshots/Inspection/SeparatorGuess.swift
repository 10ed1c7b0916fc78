/// Finds out what stands between the cells of a file.
enum SeparatorGuess {
    /// So many records show it.
    private static let recordCount = 50

    /// The separator by which most records have as many cells as the header, and more than one.
    static func separator(of file: SourceFile, skippedLines: Int = 0) throws(SourceStream.Failure)
        -> CSVDialect.Separator
    {
        var best = (separator: CSVDialect.Separator.comma, fit: 0, columns: 1)
        for separator in CSVDialect.Separator.allCases {
            var reader = try CSVReader(
                SourceStream(file), separator: separator, skippedLines: skippedLines)
            guard case .record = try reader.next() else { continue }
            let columns = reader.fieldCount
            guard columns > 1 else { continue }
            let fit = try share(of: columns, in: &reader)
            if (fit, columns) > (best.fit, best.columns) { best = (separator, fit, columns) }
        }
        return best.separator
    }

    /// Of a hundred records, how many have this many cells.
    private static func share(of columns: Int, in reader: inout CSVReader) throws(SourceStream.Failure) -> Int
    {
        var (fits, count) = (1, 1)
        while count < recordCount {
            switch try reader.next() {
            case .end: return 100 * fits / count
            case .malformed(let fault) where fault.isFinal: return 100 * fits / count
            case .malformed: count += 1
            case .record:
                count += 1
                if reader.fieldCount == columns { fits += 1 }
            }
        }
        return 100 * fits / count
    }
}
