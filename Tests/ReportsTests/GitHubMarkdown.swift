/// The rules of GitHub's Markdown that decide whether tables and folded parts show as such.
enum GitHubMarkdown {
    /// What would not render, one line each; empty for a sound text.
    static func problems(in text: String) -> [String] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return tables(lines) + folds(lines) + (text.count < 60_000 ? [] : ["\(text.count) characters"])
    }

    /// A table begins behind a blank line with a title row and a rule, and all its rows have as many cells.
    private static func tables(_ lines: [String]) -> [String] {
        var problems: [String] = []
        var index = 0
        while index < lines.count {
            guard lines[index].hasPrefix("|") else {
                index += 1
                continue
            }
            let end = lines[index...].firstIndex { !$0.hasPrefix("|") } ?? lines.count
            let place = "line \(index + 1)"
            if index > 0, !lines[index - 1].isEmpty {
                problems.append("\(place): no blank line before a table")
            }
            if end < lines.count, !lines[end].isEmpty {
                problems.append("\(place): no blank line after a table")
            }
            let isRule = index + 1 < end && lines[index + 1].allSatisfy { "|-: ".contains($0) }
            if !isRule { problems.append("\(place): no rule under the titles") }
            let counts = Set(lines[index..<end].map(cells))
            if counts.count > 1 { problems.append("\(place): rows of \(counts.sorted()) cells") }
            index = end
        }
        return problems
    }

    /// Bars that no backslash escapes: also inside a code span they end a cell.
    private static func cells(_ row: String) -> Int {
        var count = -1
        var isEscaped = false
        for scalar in row.unicodeScalars {
            if scalar == "|", !isEscaped { count += 1 }
            isEscaped = scalar == "\\" && !isEscaped
        }
        return count
    }

    /// What is folded is Markdown only between blank lines; every fold is closed.
    private static func folds(_ lines: [String]) -> [String] {
        var problems: [String] = []
        var depth = 0
        for (index, line) in lines.enumerated() {
            let before = index == 0 ? "" : lines[index - 1]
            let after = index + 1 < lines.count ? lines[index + 1] : ""
            if line.hasPrefix("<details>") {
                depth += 1
                if !before.isEmpty || !after.isEmpty {
                    problems.append("line \(index + 1): no blank line around <details>")
                }
                if !line.hasSuffix("</summary>") { problems.append("line \(index + 1): no summary") }
            }
            if line == "</details>" {
                depth -= 1
                if !before.isEmpty || !after.isEmpty {
                    problems.append("line \(index + 1): no blank line around </details>")
                }
            }
            if depth < 0 { problems.append("line \(index + 1): closes nothing") }
            if line.hasPrefix("#"), !before.isEmpty {
                problems.append("line \(index + 1): no blank line before a heading")
            }
        }
        return depth == 0 ? problems : problems + ["a fold is left open"]
    }
}
