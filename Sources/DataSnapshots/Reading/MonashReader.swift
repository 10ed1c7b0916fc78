internal import Files
internal import ForecastCore

/// Reads `.tsf` files of the Monash time series forecasting archive.
///
/// A header of `@` lines, then a line per series: its attributes and its values, separated by colons; the
/// values by commas, `?` where one is missing.
///
/// **Source** Godahewa, Bergmeir, Webb, Hyndman & Montero-Manso 2021, "Monash Time Series Forecasting
/// Archive", and its data loader.
struct MonashReader {
    private let declaration: DataSetDeclaration
    /// Nil until `@data` is reached.
    private(set) var table: SeriesTable?
    let problems: DataProblems
    private var header = MonashHeader()
    private var value: [Double] = [.nan]

    init(_ declaration: DataSetDeclaration, problems: DataProblems) {
        self.declaration = declaration
        self.problems = problems
    }

    mutating func read(_ file: SourceFile) throws(FileError) -> SourceDigest? {
        do {
            var reader = LineReader(try SourceStream(file))
            while true {
                let number = reader.line + 1
                guard try reader.next({ read($0, at: Place(file: file, line: number)) }) != nil else { break }
            }
            if table == nil || table?.rows.count == 0, !problems.hasErrors { problems.reportEmpty(file) }
            return try reader.finish()
        } catch {
            try problems.report(error, in: file)
            return nil
        }
    }

    private struct Place {
        let file: SourceFile
        let line: Int

        var location: SourceLocation { SourceLocation(file: file.displayPath, line: line, column: 1) }
    }

    private mutating func read(_ line: Bytes, at place: Place) {
        guard let first = line.first(where: { $0 != .space }), first != UInt8(ascii: "#") else { return }
        if table != nil {
            if table?.rows.count ?? 0 <= RowStore.maximumCount { readSeries(line, at: place) }
            return
        }
        guard first == UInt8(ascii: "@") else { return malformed("a line of data before '@data'", at: place) }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ").map { String($0) }
        if words[0].lowercased() == "@data" { return beginData(at: place) }
        if let fault = header.take(words) { malformed(fault, at: place) }
    }

    private mutating func malformed(_ message: String, at place: Place, fix: String? = nil) {
        problems.report(.malformedMonash) { Problem(message, at: place.location, fix: fix) }
    }

    private mutating func beginData(at place: Place) {
        let frequency = declaration.frequency ?? header.frequency
        if frequency == nil, !header.hasFrequency {
            malformed("the header has no '@frequency'", at: place, fix: "set 'frequency' in dataset.yaml")
        }
        let columns = declaration.columns.panelColumns
        let periods = PeriodParser(
            frequency: frequency ?? .daily, notation: header.start == nil ? .number : .date)
        var table = SeriesTable(
            columns: columns, periods: periods, statics: header.statics.map { header.attributes[$0].name })
        table.files = [place.file]
        self.table = table
    }

    private mutating func readSeries(_ line: Bytes, at place: Place) {
        var parts: [Bytes] = []
        var rest = line[...]
        for _ in header.attributes {
            guard let colon = rest.firstIndex(of: UInt8(ascii: ":")) else {
                return malformed("this series has fewer attributes than the header declares", at: place)
            }
            parts.append(Bytes(rebasing: rest[..<colon]))
            rest = rest[(colon + 1)...]
        }
        guard let series = addSeries(parts, at: place), let start = start(parts, at: place) else { return }
        for (index, attribute) in header.statics.enumerated() {
            let verdict = table?.statics[index].take(parts[attribute], series: series) ?? .accepted
            problems.report(
                verdict, subject: header.attributes[attribute].name, cell: parts[attribute],
                at: place.location)
        }
        readValues(rest, of: series, from: start, at: place)
    }

    private mutating func addSeries(_ parts: [Bytes], at place: Place) -> Int? {
        let number = Array("T\((table?.ids.count ?? 0) + 1)".utf8)
        return number.withUnsafeBufferPointer { number in
            let id = header.identity.map { parts[$0] } ?? number
            if let fault = LongTableReader.fault(inID: id) {
                problems.report(.invalidText) {
                    Problem(
                        "the id of the series \(fault)", at: place.location,
                        fix: LongTableReader.fixOfID(fault))
                }
                return nil
            }
            guard table?.ids.index(of: id) == nil else {
                malformed("a second line for series \(quoted(id))", at: place)
                return nil
            }
            return table?.ids.add(id)
        }
    }

    /// The label of the first value. Where periods are longer than hours, the archive's times of day carry
    /// no meaning.
    private mutating func start(_ parts: [Bytes], at place: Place) -> Int32? {
        guard let periods = table?.periods, let start = header.start else { return 1 }
        let cell = periods.frequency.isWithinDays ? parts[start] : Bytes(rebasing: parts[start].prefix(10))
        if case .ordinal(let ordinal) = periods.parse(cell) { return ordinal }
        problems.report(.badDate) {
            Problem(
                "\(quoted(parts[start])) is not a start timestamp: expected YYYY-MM-DD hh-mm-ss",
                at: place.location)
        }
        return nil
    }

    private mutating func readValues(
        _ cells: Bytes.SubSequence, of series: Int, from start: Int32, at place: Place
    ) {
        guard let periods = table?.periods else { return }
        for (index, slice) in cells.split(separator: .comma, omittingEmptySubsequences: false).enumerated() {
            let cell = Bytes(rebasing: slice)
            value[0] = .nan
            if !(cell.count == 1 && cell[0] == UInt8(ascii: "?")) {
                let result = DecimalParser.parse(cell)
                if case .value(let number) = result, number >= 0 || declaration.negative != .error {
                    value[0] = declaration.negative == .zero ? max(0, number) : number
                } else {
                    let id = quoted(table?.ids.string(series) ?? "")
                    problems.report(
                        result, subject: "value \(index + 1) of series \(id)", cell: cell, at: place.location)
                }
            }
            table?.rows.append(
                file: 0, series: series, period: periods.label(start, advancedBy: index), line: place.line,
                values: value)
        }
    }
}
