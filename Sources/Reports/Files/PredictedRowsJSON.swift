/// Writes rows of forecasts as `JSONText` would, byte for byte, in a fraction of its time: an answer for ten thousand series
/// has some hundred thousand of them.
package struct PredictedRowsJSON {
    /// A text as it stands in JSON, by the text.
    private var quoted: [String: [UInt8]] = [:]
    private var bytes: [UInt8] = []
    /// Of the array's own line.
    private let indent: String

    /// - Parameter depth: how many objects and arrays the rows' array lies in.
    package init(depth: Int) { indent = String(repeating: "  ", count: depth) }

    /// The array of all rows, without a line end behind it.
    /// - Throws: `ReportError` where a text has no JSON form.
    package mutating func array(of rows: some Sequence<PredictedRow>) throws(ReportError) -> [UInt8] {
        bytes = []
        append("[")
        var isFirst = true
        for row in rows {
            append(isFirst ? "\n" : ",\n")
            isFirst = false
            try append(row)
        }
        append(isFirst ? "\n\n\(indent)]" : "\n\(indent)]")
        return bytes
    }

    /// Keys are sorted, as everywhere.
    private mutating func append(_ row: PredictedRow) throws(ReportError) {
        append("\(indent)  {\n\(indent)    \"ds\" : ")
        try append(quoting: row.ds)
        append(",\n\(indent)    \"fallback\" : ")
        if let fallback = row.fallback { try append(quoting: fallback) } else { append("null") }
        append(",\n\(indent)    \"forecast\" : ")
        append(row.forecast)
        append(",\n\(indent)    \"quantiles\" : {\n")
        let quantiles = row.quantiles.sorted { $0.label < $1.label }
        for (place, quantile) in quantiles.enumerated() {
            append("\(indent)      ")
            try append(quoting: quantile.label)
            append(" : ")
            append(quantile.value)
            append(place + 1 < quantiles.count ? ",\n" : "")
        }
        append("\n\(indent)    },\n\(indent)    \"target\" : ")
        try append(quoting: row.target)
        append(",\n\(indent)    \"unique_id\" : ")
        try append(quoting: row.uniqueID)
        append("\n\(indent)  }")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// The shortest text that reads back as the number; a whole one has no fraction.
    private mutating func append(_ figure: Figure) {
        guard let value = figure.value else { return append("null") }
        let text = value.description
        append(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
    }

    private mutating func append(quoting text: String) throws(ReportError) {
        if let known = quoted[text] {
            bytes.append(contentsOf: known)
            return
        }
        let made = Array(try JSONText.line(of: text, path: "a forecast").utf8)
        quoted[text] = made
        bytes.append(contentsOf: made)
    }
}
