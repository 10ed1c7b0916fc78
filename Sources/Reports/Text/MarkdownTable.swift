internal import ForecastCore

/// A table of cells that are already Markdown.
struct MarkdownTable {
    let titles: [String]
    /// One letter per column: `l` or `r`.
    let alignment: String
    private var rows: [String] = []

    init(_ titles: [String], alignment: String) {
        self.titles = titles
        self.alignment = alignment
    }

    mutating func append(_ cells: [String]) { rows.append("| " + cells.joined(separator: " | ") + " |") }

    /// The table in at most `limit` UTF-8 bytes: rows that do not fit are counted in a line below.
    func lines(limit: Int, noun: String) -> [String] {
        let rule = alignment.map { $0 == "r" ? "---:" : "---" }.joined(separator: " | ")
        let header = ["| " + titles.joined(separator: " | ") + " |", "| \(rule) |"]
        var used = header.reduce(0) { $0 + $1.utf8.count + 1 }
        guard used < limit else { return ["*Too wide to show here; see report.html.*"] }
        var kept: [String] = []
        for row in rows {
            used += row.utf8.count + 1
            if used > limit { break }
            kept.append(row)
        }
        guard kept.count < rows.count else { return header + kept }
        let missing = rows.count - kept.count
        return header + kept + ["", "*\(NumberText.count(missing)) more \(noun) in report.html.*"]
    }
}
