internal import ForecastCore

/// What `forecast predict` prints of one target.
package struct FutureSheetText {
    private let sheet: FutureSheet
    private let width: Int
    private let colour: Bool

    private static let chartHeight = 10

    package init(_ sheet: FutureSheet, width: Int, colour: Bool) {
        self.sheet = sheet
        self.width = max(width, 40)
        self.colour = colour
    }

    /// Lines of at most `width` columns, joined by newlines.
    package var text: String {
        var lines = PlainText.wrapped(PlainText.sanitised(sheet.title), to: width)
        for note in sheet.notes {
            lines += PlainText.wrapped("note: \(PlainText.sanitised(note))", to: width)
        }
        lines += sheet.lines.first.map { [""] + chart($0) } ?? []
        return (lines + [""] + table()).joined(separator: "\n")
    }

    private func chart(_ line: FutureSheet.Line) -> [String] {
        let ahead = line.forecast.indices.map { step in
            CharacterChart.Column(
                forecast: line.forecast[step], lower: line.lower.isEmpty ? .nan : line.lower[step],
                upper: line.upper.isEmpty ? .nan : line.upper[step])
        }
        let past = line.history.map { CharacterChart.Column(observed: $0) }
        let room = max(10, width - CharacterChart.margin(past + ahead) - 1)
        let left = Array(past.suffix(max(0, room - ahead.count)))
        let legend = CharacterChart.legend(
            model: PlainText.sanitised(sheet.model), band: line.lower.isEmpty ? nil : sheet.band,
            cutoff: sheet.cutoff, width: width, colour: colour)
        return [PlainText.truncated(PlainText.sanitised(line.name), to: width)]
            + CharacterChart(
                left + Array(ahead.prefix(room)), past: left.count, height: Self.chartHeight, colour: colour
            ).lines + legend
    }

    private func table() -> [String] {
        var columns = [["period"] + sheet.periods]
        for line in sheet.lines {
            let decimals = (line.forecast.map(\.magnitude).max() ?? 0) >= 100 ? 0 : 2
            columns.append(
                PlainText.rightAligned(
                    [line.name] + line.forecast.map { NumberText.plain($0, decimals: decimals) }))
            guard !line.lower.isEmpty, let band = sheet.band else { continue }
            columns.append(
                PlainText.rightAligned(
                    [band]
                        + zip(line.lower, line.upper).map {
                            "\(NumberText.plain($0, decimals: decimals)) to \(NumberText.plain($1, decimals: decimals))"
                        }))
        }
        return PlainColumns.render(
            (0...sheet.periods.count).map { row in columns.map { $0[row] } }, width: width)
    }
}
