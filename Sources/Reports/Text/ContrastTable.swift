internal import ForecastCore

/// What `forecast compare` prints.
package struct ContrastTable {
    private let contrast: RunContrast
    private let width: Int

    package init(_ contrast: RunContrast, width: Int) {
        self.contrast = contrast
        self.width = max(width, 40)
    }

    /// Lines of at most `width` columns, joined by newlines.
    package var text: String {
        var lines = runs() + [""] + verdicts() + [""]
        lines += differences("data", contrast.data.filter { !$0.isSame }, same: sameData)
        lines += differences("code", contrast.code.filter { !$0.isSame }, same: sameCode)
        lines += differences("spec", contrast.spec, same: "the same")
        var target: String?
        for table in contrast.metrics {
            if table.target != target {
                lines += ["", shown(table.target, 60)] + unchanged(table.target)
                target = table.target
            }
            lines += metric(table)
        }
        return lines.map { PlainText.truncated(withoutTrailingSpace($0), to: width) }.joined(separator: "\n")
    }

    private func runs() -> [String] {
        let rows = contrast.runs.map { run in
            [
                run.label, shown(run.experiment, 40), shown(run.run, 12),
                run.model.map { shown($0, 30) } ?? "",
                run.decision ?? "",
            ]
        }
        return layout(rows, numbersFrom: .max)
    }

    private func verdicts() -> [String] {
        let words = ContrastText(contrast: contrast) { PlainText.truncated(PlainText.sanitised($0), to: 200) }
        var lines = contrast.standings.flatMap { standing -> [String] in
            let scatter = contrast.scatters.first { $0.label == standing.label }
            let series = scatter.map { "; series by series " + $0.summary } ?? ""
            return PlainText.wrapped(words.sentence(standing) + series, to: width, indent: "  ")
        }
        if contrast.standings.contains(where: { $0.improvement.value != nil }) {
            lines += PlainText.wrapped(ContrastText.caution, to: width, indent: "  ")
            lines.append("gain: over A; plus is better")
        }
        return lines
    }

    private var sameData: String {
        let digest = contrast.data.first { $0.path == "snapshot" }?.values.first ?? nil
        return "the same" + (digest.map { " (\(PlainText.sanitised(String($0.prefix(12)))))" } ?? "")
    }

    private var sameCode: String {
        let version = contrast.code.first { $0.path == "version" }?.values.first ?? nil
        return "the same" + (version.map { " (\(shown($0, 40)))" } ?? "")
    }

    /// `path: old -> new` a line, or a block where that does not fit or there are more than two runs.
    private func differences(_ title: String, _ changes: [RunContrast.Difference], same: String) -> [String] {
        guard !changes.isEmpty else { return ["\(title)  \(same)"] }
        return [title]
            + changes.flatMap { change -> [String] in
                let path = shown(change.path, 80)
                let values = change.values.map { value(of: $0) }
                let line = "  \(path): \(values.joined(separator: " -> "))"
                if values.count == 2, PlainText.columns(of: line) <= width { return [line] }
                return ["  \(path)"]
                    + zip(contrast.runs, values).map { run, value in
                        PlainText.truncated("    \(run.label)  \(value)", to: width)
                    }
            }
    }

    /// A digest by its beginning, which tells two apart: a whole one would be broken at the edge.
    private func value(of text: String?) -> String {
        guard let text else { return "(absent)" }
        let isDigest = text.utf8.count == 64 && text.allSatisfy(\.isHexDigit)
        return shown(isDigest ? String(text.prefix(16)) : text, 200)
    }

    // MARK: - Metrics

    /// Models whose every metric is the same in all runs, which tables need not repeat: not those that stand for
    /// a run, and not where there is no other.
    private func silent(_ target: String) -> [String] {
        let standing = Set(contrast.runs.compactMap(\.model))
        let rows = contrast.metrics.filter { $0.target == target }.flatMap(\.rows)
        var changed: Set<String> = []
        var names: [String] = []
        for row in rows {
            if !names.contains(row.model) { names.append(row.model) }
            if row.values.contains(where: { $0 != row.values.first }) { changed.insert(row.model) }
        }
        let silent = names.filter { !changed.contains($0) && !standing.contains($0) }
        return silent.count > 1 && silent.count < names.count ? silent : []
    }

    private func unchanged(_ target: String) -> [String] {
        let names = silent(target)
        guard !names.isEmpty else { return [] }
        return PlainText.wrapped(
            "the same in every run: " + names.map { shown($0, 30) }.joined(separator: ", "), to: width - 4,
            indent: "  "
        ).map { "  " + $0 }
    }

    /// Models as rows and runs as columns, or, where these do not fit, a row per model and run.
    private func metric(_ table: RunContrast.MetricTable) -> [String] {
        let decimals = table.metric.decimals(
            for: table.rows.flatMap { $0.values.compactMap(\.value) })
        let title = shown(table.metric.title, 24)
        let labels = contrast.runs.map(\.label)
        var wide = [
            [title] + labels.enumerated().flatMap { $0.offset == 0 ? [$0.element] : [$0.element, "gain"] }
        ]
        var long = [[title, "", "", "gain"]]
        let silent = silent(table.target)
        for row in table.rows where !silent.contains(row.model) {
            let cells = row.values.map { cell($0, decimals) }
            let gains = row.gains(on: table.metric).map { gain($0, decimals) }
            wide.append(
                [shown(row.model, 40)]
                    + labels.indices.flatMap { $0 == 0 ? [cells[$0]] : [cells[$0], gains[$0]] })
            for (index, label) in labels.enumerated() where row.values[index].value != nil || index == 0 {
                long.append([
                    index == 0 ? shown(row.model, 24) : "", label, cells[index],
                    index == 0 ? "" : gains[index],
                ])
            }
        }
        let lines = layout(wide, numbersFrom: 1)
        let fits = lines.allSatisfy { PlainText.columns(of: $0) <= width }
        return (fits ? lines : layout(long, numbersFrom: 2)).map { "  " + $0 }
    }

    private func cell(_ figure: Figure, _ decimals: Int) -> String {
        figure.value == nil ? "-" : NumberText.fixed(figure.value, decimals: decimals)
    }

    private func gain(_ figure: Figure, _ decimals: Int) -> String {
        figure.value == nil ? "-" : NumberText.signed(figure.value, decimals: decimals)
    }

    /// Cells in columns, those from `numbersFrom` on set right.
    private func layout(_ rows: [[String]], numbersFrom: Int) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? PlainText.columns(of: $0[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map {
                PlainText.padded($0.element, to: widths[$0.offset], right: $0.offset >= numbersFrom)
            }.joined(separator: "  ")
        }
    }

    /// Reports may come from elsewhere.
    private func shown(_ name: String, _ limit: Int) -> String {
        PlainText.truncated(PlainText.sanitised(name), to: limit)
    }

    private func withoutTrailingSpace(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }
}
