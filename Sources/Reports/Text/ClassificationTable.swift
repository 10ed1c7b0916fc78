internal import ForecastCore

/// What `forecast classify` prints: the quadrants of demand, the classes against each other, and the series that were
/// asked for.
package struct ClassificationTable {
    private let classification: SeriesClassification
    private let width: Int

    package init(_ classification: SeriesClassification, width: Int) {
        self.classification = classification
        self.width = max(width, 40)
    }

    /// Lines of at most `width` columns, joined by newlines.
    package var text: String {
        let cells = classification.classes
        let total = cells.margin { _ in true }.series
        let name = PlainText.truncated(PlainText.sanitised(classification.dataset), to: 60)
        var lines = ["\(name)  \(classification.snapshotDigest.prefix(12))"]
        lines += PlainText.wrapped(
            "\(NumberText.count(total)) series as of \(classification.lastLabel): variability and pattern of "
                + "\(classification.volume), importance by \(classification.importance)", to: width)
        let quadrants = quadrants(of: total)
        lines += quadrants.isEmpty ? [""] : [""] + quadrants + [""]
        lines += ClassCrossTable(cells, of: classification.volume, width: width).lines
        if classification.isChosen { lines += [""] + series() }
        return lines.map { PlainText.truncated($0, to: width) }.joined(separator: "\n")
    }

    // MARK: - Quadrants

    /// For the longest name and five digits.
    private static let leastRoom = 20

    /// Frequent and rare demand side by side, sizes that vary above those that are alike.
    private func quadrants(of total: Int) -> [String] {
        let adi = NumberText.plain(classification.cuts.adi, decimals: 4)
        let cv2 = NumberText.plain(classification.cuts.cv2, decimals: 4)
        let titles = ["cv2 >= \(cv2)", "cv2 < \(cv2)"]
        let margin = titles[0].count + 2
        let room = min(34, (width - margin - 7) / 2)
        guard room >= Self.leastRoom else { return [] }
        let numbers = numbers(of: total, room: room)
        let rule = String(repeating: "─", count: room + 2)
        let space = String(repeating: " ", count: margin)
        var lines = [
            space + "  " + PlainText.padded("adi < \(adi)", to: room + 3) + "adi >= \(adi)",
            space + "┌\(rule)┬\(rule)┐",
        ]
        let rows: [[DemandPattern]] = [[.erratic, .lumpy], [.smooth, .intermittent]]
        for (row, patterns) in rows.enumerated() {
            if row > 0 { lines.append(space + "├\(rule)┼\(rule)┤") }
            let quadrants = patterns.map { quadrant($0, numbers[$0] ?? "", of: total, room: room) }
            for line in 0..<2 {
                let head = line == 0 ? PlainText.padded(titles[row], to: margin) : space
                lines.append(head + "│ " + quadrants.map { $0[line] }.joined(separator: " │ ") + " │")
            }
        }
        lines.append(space + "└\(rule)┴\(rule)┘")
        let silent = count(.noDemand)
        if silent > 0 {
            lines.append(
                space + "  no demand: \(NumberText.count(silent)) (\(share(silent, of: total)))")
        }
        return lines
    }

    /// Name and count above a bar, both `room` columns wide.
    private func quadrant(_ pattern: DemandPattern, _ number: String, of total: Int, room: Int) -> [String] {
        let bar = DatasetTable.bar(Double(count(pattern)) / Double(max(1, total)), room: room)
        return [
            PlainText.padded(pattern.label, to: room - number.count) + number,
            PlainText.padded(bar, to: room),
        ]
    }

    /// How many series each pattern has; their shares only where all of them have room.
    private func numbers(of total: Int, room: Int) -> [DemandPattern: String] {
        let patterns = DemandPattern.allCases
        let both = patterns.map { "\(NumberText.count(count($0))) (\(share(count($0), of: total)))" }
        let fits = zip(patterns, both).allSatisfy { $0.label.count + 1 + $1.count <= room }
        let shown = fits ? both : patterns.map { NumberText.count(count($0)) }
        return Dictionary(uniqueKeysWithValues: zip(patterns, shown))
    }

    private func count(_ pattern: DemandPattern) -> Int {
        classification.classes.margin { $0.pattern == pattern.label }.series
    }

    private func share(_ count: Int, of total: Int) -> String {
        DatasetProfile.percent(total > 0 ? Double(count) / Double(total) : nil, decimals: 1)
    }

    // MARK: - Series

    private func series() -> [String] {
        let rows = classification.series
        let figures = [("adi", \SeriesClassification.Series.adi), ("cv2", \.cv2), ("cv", \.cv)].map {
            title, path in
            PlainText.rightAligned(
                [title] + rows.map { NumberText.fixed($0[keyPath: path].value, decimals: 2) })
        }
        return PlainColumns.render(
            [["series", "abc", "xyz", "pattern", "history"] + figures.map { $0[0] }]
                + rows.enumerated().map { index, row in
                    [row.uniqueID, row.abc, row.xyz, row.pattern, NumberText.count(row.history)]
                        + figures.map { $0[index + 1] }
                }, width: width)
    }
}
