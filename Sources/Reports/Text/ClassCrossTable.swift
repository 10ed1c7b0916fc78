internal import ForecastCore

/// Importance and predictability against demand pattern: how many series, and their share of volume.
struct ClassCrossTable {
    private let cells: [ExperimentReport.ClassCell]
    private let volume: String
    private let width: Int

    /// - Parameter volume: the column that the shares are of.
    init(_ cells: [ExperimentReport.ClassCell], of volume: String, width: Int) {
        self.cells = cells
        self.volume = PlainText.truncated(PlainText.sanitised(volume), to: 40)
        self.width = width
    }

    /// Both in one cell, or, where that is too wide, in two tables.
    var lines: [String] {
        let both = table { "\(NumberText.count($0.series)) (\(percent($0.share)))" }
        guard both.contains(where: { PlainText.columns(of: $0) > width }) else {
            return ["classes: series, share of \(volume)"] + both
        }
        return ["classes: series"] + table { NumberText.count($0.series) } + [
            "", "classes: share of \(volume)",
        ] + table { percent($0.share) }
    }

    private func table(_ cell: ((series: Int, share: Double?)) -> String) -> [String] {
        let patterns = cells.patterns
        let rows = ExperimentReport.ClassCell.rows.map { row in
            [row.title]
                + patterns.map { pattern in
                    let margin = cells.margin { row.isIncluded($0) && $0.pattern == pattern }
                    return margin.series == 0 ? "-" : cell(margin)
                } + [cell(cells.margin(row.isIncluded))]
        }
        let all = [["class"] + patterns + ["all"]] + rows
        let widths = all[0].indices.map { column in
            all.map { PlainText.columns(of: $0[column]) }.max() ?? 0
        }
        return all.map { row in
            row.enumerated().map { column, cell in
                PlainText.padded(cell, to: widths[column], right: column > 0)
            }.joined(separator: "  ")
        }
    }

    private func percent(_ share: Double?) -> String { DatasetProfile.percent(share, decimals: 1) }
}
