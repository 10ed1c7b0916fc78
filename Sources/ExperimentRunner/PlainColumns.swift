internal import Reports

/// Text in columns for a terminal: words left, numbers right. Cells may hold names that users chose.
enum PlainColumns {
    /// Wider cells end in an ellipsis.
    private static let widestCell = 80

    static func render(_ rows: [[String]]) -> [String] {
        let rows = rows.map { $0.map { PlainText.truncated(PlainText.sanitised($0), to: widestCell) } }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? PlainText.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        let isNumeric = (0..<columns).map { column in
            rows.dropFirst().allSatisfy { column >= $0.count || $0[column].allSatisfy { $0.isNumber } }
        }
        return rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - PlainText.columns(of: cell))
                return isNumeric[column] ? space + cell : cell + space
            }
            return cells.joined(separator: "  ").trimmingTrailingSpaces
        }
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.hasSuffix(" ") { text = text.dropLast() }
        return String(text)
    }
}
