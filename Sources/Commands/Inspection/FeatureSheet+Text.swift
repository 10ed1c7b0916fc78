internal import ForecastCore
internal import Reports

extension FeatureSheet {
    /// Features as rows and periods as columns, as many side by side as fit into `width`.
    package func text(width: Int) -> String {
        var lines = [
            "feature set \(set) of \(target), series \(PlainText.sanitised(series)), cutoff \(cutoff)", "",
        ]
        let shown = training.count
        let ahead = "\(step) \(step == 1 ? "step" : "steps") ahead"
        if trainingCount == 0 {
            lines.append("no training rows: nothing is observed \(ahead) of an origin up to the cutoff")
        } else if shown == trainingCount {
            lines.append("all \(NumberText.count(trainingCount, "training row", "training rows")) \(ahead)")
        } else {
            lines.append(
                "training rows \(ahead): the last \(shown) of \(NumberText.count(trainingCount)) (--all shows every one)"
            )
        }
        lines += [""] + table(training, width: width)
        lines += ["rows to forecast, from origin \(cutoff)", ""] + table(forecast, width: width)
        lines += ["columns", ""] + columns.flatMap { legend($0, width: width) }
        return lines.joined(separator: "\n")
    }

    private func legend(_ column: Column, width: Int) -> [String] {
        let text = "\(PlainText.sanitised(column.name)): \(column.description); known \(column.known)"
        return PlainText.wrapped(text, to: width, indent: "    ")
    }

    /// Pages of as many periods as fit, each with an empty line below.
    private func table(_ rows: [Row], width: Int) -> [String] {
        guard !rows.isEmpty else { return [] }
        let heads = [
            ["period"] + columns.map { PlainText.truncated(PlainText.sanitised($0.name), to: 32) },
            ["known"] + columns.map(\.knowledge),
        ]
        let isLearned = rows[0].target != nil
        let names = isLearned ? [heads[0][0], target] + heads[0].dropFirst() : heads[0]
        let known = isLearned ? [heads[1][0], "learned"] + heads[1].dropFirst() : heads[1]
        let cells = rows.map { row in
            [row.period] + (row.target.map { [Self.shown($0)] } ?? [])
                + zip(row.values, row.words).map { value, word in
                    word.map { PlainText.truncated(PlainText.sanitised($0), to: 20) } ?? Self.shown(value)
                }
        }
        let nameWidth = Self.width(of: names)
        let knownWidth = Self.width(of: known)
        var lines: [String] = []
        var next = 0
        while next < cells.count {
            var end = next
            var used = nameWidth + 2 + knownWidth
            repeat {
                used += 2 + Self.width(of: cells[end])
                end += 1
            } while end < cells.count && used + 2 + Self.width(of: cells[end]) <= width
            for line in names.indices {
                let head = Self.padded(names[line], nameWidth) + "  " + Self.padded(known[line], knownWidth)
                lines.append(
                    cells[next..<end].reduce(head) { text, column in
                        let cell = column[line]
                        let space = Self.width(of: column) - PlainText.columns(of: cell)
                        return text + "  " + String(repeating: " ", count: space) + cell
                    })
            }
            lines.append("")
            next = end
        }
        return lines
    }

    private static func width(of column: [String]) -> Int {
        column.map { PlainText.columns(of: $0) }.max() ?? 0
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - PlainText.columns(of: text)))
    }

    /// About six significant digits; `-` where missing.
    private static func shown(_ value: Float) -> String {
        guard value.isFinite else { return "-" }
        let size = value.magnitude
        if size >= 1e9 || (size < 1e-4 && size > 0) { return value.description }
        return NumberText.plain(
            Double(value), decimals: size >= 1000 ? 1 : size >= 10 ? 3 : size >= 0.1 ? 4 : 6)
    }
}
