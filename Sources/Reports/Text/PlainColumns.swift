/// Text in columns for a terminal: words left, numbers right. Cells may hold names that users chose.
package enum PlainColumns {
    /// Wider cells end in an ellipsis.
    private static let widestCell = 80

    /// - Parameter width: where rows would be longer, the columns come in blocks below one another, each with the
    ///   first column; nil for rows of any length.
    package static func render(_ rows: [[String]], width: Int? = nil) -> [String] {
        let rows = rows.map { $0.map { PlainText.truncated(PlainText.sanitised($0), to: widestCell) } }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in
            rows.map { column < $0.count ? PlainText.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        let blocks = blocks(of: widths, within: width ?? .max)
        if blocks.count > 1 {
            return Array(
                blocks.map { block in
                    render(rows.map { row in ([0] + block).map { $0 < row.count ? row[$0] : "" } })
                }.joined(separator: [""]))
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

    /// The columns after the first, cut into blocks that fit beside it; one block where all do.
    private static func blocks(of widths: [Int], within limit: Int) -> [[Int]] {
        let gap = 2
        guard widths.count > 2, widths.reduce(0, +) + gap * (widths.count - 1) > limit else {
            return [Array(widths.indices.dropFirst())]
        }
        var blocks: [[Int]] = []
        var used = Int.max
        for column in widths.indices.dropFirst() {
            if used == .max || used + gap + widths[column] > limit {
                blocks.append([])
                used = widths[0]
            }
            blocks[blocks.count - 1].append(column)
            used += gap + widths[column]
        }
        return blocks
    }
}

extension String {
    fileprivate var trimmingTrailingSpaces: String {
        var text = self[...]
        while text.hasSuffix(" ") { text = text.dropLast() }
        return String(text)
    }
}
