internal import ForecastCore

/// What `forecast data show` prints.
package struct DatasetTable {
    private let profile: DatasetProfile
    private let width: Int

    package init(_ profile: DatasetProfile, width: Int) {
        self.profile = profile
        self.width = max(width, 40)
    }

    /// Lines of at most `width` columns, joined by newlines.
    package var text: String {
        var lines = ["\(shown(profile.dataset, 60))  \(profile.snapshotDigest.prefix(12))"]
        let description = profile.description.split(whereSeparator: \.isNewline).joined(separator: " ")
        if !description.isEmpty {
            lines += PlainText.wrapped(shown(description, 1000), to: width)
        }
        lines += [""] + PlainText.wrapped(profile.sizeText, to: width) + [""] + columns()
        if !profile.classes.isEmpty {
            lines += [""] + ClassCrossTable(profile.classes, of: profile.volume, width: width).lines
        }
        if profile.isChosen { lines += [""] + series() }
        lines += histogram("length, \(profile.stepNoun(2)) from first to last observation", profile.lengths)
        lines += histogram("share of zeros among observations", profile.zeroShares)
        if !profile.attributes.isEmpty { lines += [""] + attributes() }
        return lines.map { PlainText.truncated(withoutTrailingSpace($0), to: width) }.joined(separator: "\n")
    }

    private func columns() -> [String] {
        layout(
            [["column", "known", "observed", "missing", "zeros", "smallest", "largest"]]
                + profile.columns.map { column in
                    [
                        shown(column.name, 40), column.known, NumberText.count(column.observed),
                        NumberText.count(column.missing), NumberText.count(column.zeros),
                        NumberText.plain(column.smallest.value, decimals: 3),
                        NumberText.plain(column.largest.value, decimals: 3),
                    ]
                }, words: [0, 1], keeps: 3)
    }

    private func percent(_ share: Double?) -> String { DatasetProfile.percent(share, decimals: 1) }

    // MARK: - Histograms

    private func histogram(_ title: String, _ bins: [DatasetProfile.Bin]) -> [String] {
        guard let most = bins.map(\.series).max(), most > 0 else { return [] }
        let labels = bins.map(\.label)
        let counts = bins.map { NumberText.count($0.series) }
        let labelWidth = labels.map { PlainText.columns(of: $0) }.max() ?? 0
        let countWidth = counts.map(\.utf8.count).max() ?? 0
        let room = min(60, max(8, width - labelWidth - countWidth - 15))
        let total = Double(max(1, bins.reduce(0) { $0 + $1.series }))
        let lines = bins.indices.map { index in
            let part = Double(bins[index].series)
            return "  \(PlainText.padded(labels[index], to: labelWidth, right: true))  "
                + PlainText.padded(counts[index], to: countWidth, right: true) + "  "
                + PlainText.padded(percent(part / total), to: 7, right: true) + "  "
                + Self.bar(part / Double(most), room: room)
        }
        return ["", "series by \(title)"] + lines
    }

    /// A bar in eighths of a character; the smallest part of something is not nothing.
    static func bar(_ part: Double, room: Int) -> String {
        guard part > 0 else { return "" }
        let eighths = max(1, Int((part * Double(room) * 8).rounded()))
        let ends = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
        return String(repeating: "█", count: eighths / 8) + ends[eighths % 8]
    }

    // MARK: - Series that were asked for

    private func series() -> [String] {
        let table = layout(
            [["series", "classes", "share", "observed", "zeros", "mean"]]
                + profile.shown.map { series in
                    [
                        shown(series.uniqueID, 40), "\(series.abc), \(series.xyz), \(series.pattern)",
                        percent(series.share.value), NumberText.count(series.observed),
                        NumberText.count(series.zeros), NumberText.plain(series.mean.value, decimals: 2),
                    ]
                }, words: [0, 1], keeps: 2)
        return table.enumerated().flatMap { index, line in
            index == 0
                ? [line] : [line, "  " + Self.sparkline(profile.shown[index - 1].values, room: width - 2)]
        }
    }

    /// The means of equal parts of a series as eight heights over 0; a space where nothing was observed.
    static func sparkline(_ values: [Double], room: Int) -> String {
        let count = min(values.count, max(1, room))
        let means = (0..<count).map { part -> Double? in
            let known = values[part * values.count / count..<(part + 1) * values.count / count].filter {
                !$0.isNaN
            }
            return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
        }
        let largest = means.compactMap { $0 }.max() ?? 0
        let heights = Array("▁▂▃▄▅▆▇█")
        return String(
            means.map { mean in
                guard let mean else { return " " }
                guard largest > 0 else { return heights[0] }
                // Clamped before it is a whole number: beside a tiny mean a huge one is beyond them.
                let height = mean / largest * 7.999
                return heights[height.isFinite ? Int(min(7, max(0, height))) : 0]
            })
    }

    private func attributes() -> [String] {
        layout(
            [["attribute", "values", "for example"]]
                + profile.attributes.map { attribute in
                    [
                        shown(attribute.name, 40), NumberText.count(attribute.values),
                        attribute.examples.map { shown($0, 30) }.joined(separator: ", "),
                    ]
                }, words: [0, 2])
    }

    // MARK: - Layout

    /// Cells in columns, words left and numbers right. Where `keeps` says how many columns matter, those beyond
    /// are left out rather than cut.
    private func layout(_ rows: [[String]], words: Set<Int>, keeps: Int = .max) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        if count > keeps,
            layout(rows, words: words).contains(where: { PlainText.columns(of: $0) > width })
        {
            return layout(rows.map { Array($0.dropLast()) }, words: words, keeps: keeps)
        }
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? PlainText.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map {
                PlainText.padded($0.element, to: widths[$0.offset], right: !words.contains($0.offset))
            }.joined(separator: "  ")
        }.map(withoutTrailingSpace)
    }

    private func shown(_ name: String, _ limit: Int) -> String {
        PlainText.truncated(PlainText.sanitised(name), to: limit)
    }

    private func withoutTrailingSpace(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
