/// Reads back the rows of one target and one model from a `forecasts.csv`, in the order of the file and in
/// constant memory. Rows of others are passed over by their bytes.
package struct ForecastsReader {
    /// One forecast of one series.
    package struct Row {
        package let uniqueID: String
        /// From 1 within the series' window.
        package let step: Int
        /// NaN where nothing was observed.
        package let actual: Double
        /// The mean, then the quantiles in the order of `levels`.
        package let values: [Double]
    }

    private let path: String
    private let target: [UInt8]
    private let model: [UInt8]
    /// Of the quantiles, 0 to 1; known once rows are read.
    package private(set) var levels: [Double] = []

    /// Whether rows end with why they are stand-ins; files of earlier versions do not say.
    private var tellsFallbacks = false

    private var series = Key(bytes: [], text: "")
    private var cutoff: [UInt8] = []
    private var step = 0
    private var line = 0

    private struct Key {
        var bytes: [UInt8]
        var text: String
    }

    package init(path: String, target: String, model: String) {
        self.path = path
        self.target = CSVBuffer.field(target)
        self.model = CSVBuffer.field(model)
    }

    /// - Throws: `FileError`; `ReportError` for a file that is no `forecasts.csv`.
    package mutating func readRows(_ body: (Row, _ levels: [Double]) -> Void) throws {
        try CSVRows.read(path) { row, line in
            self.line = line
            try readRow(row, body)
        }
    }

    private mutating func readRow(_ row: UnsafeBufferPointer<UInt8>, _ body: (Row, [Double]) -> Void) throws {
        guard line > 1 else { return try readTitles(row) }
        var starts = (0, 0, 0, 0, 0, 0)
        starts.1 = CSVRows.fieldEnd(in: row, from: 0) + 1
        starts.2 = CSVRows.fieldEnd(in: row, from: starts.1) + 1
        starts.3 = CSVRows.fieldEnd(in: row, from: starts.2) + 1
        starts.4 = CSVRows.fieldEnd(in: row, from: starts.3) + 1
        starts.5 = CSVRows.fieldEnd(in: row, from: starts.4) + 1
        guard starts.5 <= row.count else { throw damaged("it has too few fields") }
        guard row[starts.3..<starts.4 - 1].elementsEqual(target),
            row[starts.4..<starts.5 - 1].elementsEqual(model)
        else { return }
        advance(id: row[..<(starts.1 - 1)], cutoff: row[starts.1..<starts.2 - 1])
        var numbers: [Double] = []
        numbers.reserveCapacity(2 + levels.count)
        var start = starts.5
        while start <= row.count, !(tellsFallbacks && numbers.count == 2 + levels.count) {
            let end = CSVRows.fieldEnd(in: row, from: start)
            numbers.append(try number(row[start..<end], isOptional: numbers.isEmpty))
            start = end + 1
        }
        guard numbers.count == 2 + levels.count else { throw damaged("it has \(numbers.count) numbers") }
        body(
            Row(uniqueID: series.text, step: step, actual: numbers[0], values: Array(numbers.dropFirst())),
            levels)
    }

    private mutating func readTitles(_ row: UnsafeBufferPointer<UInt8>) throws {
        let titles = String(decoding: row, as: UTF8.self).split(
            separator: ",", omittingEmptySubsequences: false)
        let fixed = ForecastsCSV.fixedColumns
        guard titles.prefix(fixed.count).map(String.init) == fixed else {
            throw damaged("it is no title row")
        }
        tellsFallbacks = titles.last.map(String.init) == ForecastsCSV.fallbackColumn
        levels = try titles.dropFirst(fixed.count).dropLast(tellsFallbacks ? 1 : 0).map { title in
            guard title.hasPrefix("p"), let percent = Double(title.dropFirst()), percent > 0, percent < 100
            else { throw damaged("'\(title)' is no quantile level") }
            return percent / 100
        }
    }

    /// Counts the steps of one series in one window.
    private mutating func advance(
        id: Slice<UnsafeBufferPointer<UInt8>>, cutoff: Slice<UnsafeBufferPointer<UInt8>>
    ) {
        let isSameSeries = id.elementsEqual(series.bytes)
        if isSameSeries, cutoff.elementsEqual(self.cutoff) {
            step += 1
            return
        }
        if !isSameSeries { series = Key(bytes: Array(id), text: CSVBuffer.text(of: id)) }
        self.cutoff = Array(cutoff)
        step = 1
    }

    private func number(_ field: Slice<UnsafeBufferPointer<UInt8>>, isOptional: Bool) throws -> Double {
        if field.isEmpty, isOptional { return .nan }
        guard let value = Double(String(decoding: field, as: UTF8.self)), value.isFinite else {
            throw damaged("'\(String(decoding: field.prefix(40), as: UTF8.self))' is no number")
        }
        return value
    }

    private func damaged(_ what: String) -> ReportError {
        ReportError(operation: "read", path: path, message: "line \(line): \(what)")
    }
}
