internal import ForecastCore

/// What `forecast show` prints: a chart of one window, its table, and every model's scores on the series.
package struct SeriesSheetText {
    private let sheet: SeriesSheet
    private let width: Int
    private let colour: Bool

    /// Lines of the chart: half a screen.
    private static let chartHeight = 12
    /// Models in the table of scores: those that are best on the whole; JSON has all of them.
    private static let mostModels = 15

    /// - Parameter colour: whether ANSI colours are used; the plain text says the same.
    package init(_ sheet: SeriesSheet, width: Int, colour: Bool = false) {
        self.sheet = sheet
        self.width = max(width, 40)
        self.colour = colour
    }

    /// Lines of at most `width` columns, joined by newlines.
    package var text: String {
        let classes = sheet.classes.map { ", " + $0.joined(separator: ", ") } ?? ""
        let title =
            "\(shown(sheet.experiment)) \(shown(sheet.run)): \(shown(sheet.uniqueID)), \(shown(sheet.target))"
        var lines = PlainText.wrapped(title + classes, to: width)
        if let remark = sheet.remark { lines += PlainText.wrapped("note: \(shown(remark, 400))", to: width) }
        if sheet.shown.isEmpty {
            lines +=
                [""]
                + PlainText.wrapped(
                    "\(shown(sheet.model)) has no forecast of this series in window \(sheet.window) of \(sheet.windows)",
                    to: width)
        } else {
            lines += [""] + chart() + [""] + table()
        }
        lines += routes() + [""] + scores()
        return lines.joined(separator: "\n")
    }

    // MARK: - Chart

    private func chart() -> [String] {
        let forecasts = sheet.shown
        let cutoff = forecasts[0].cutoff
        let scored = forecasts.map { forecast in
            CharacterChart.Column(
                observed: forecast.y.value ?? .nan, forecast: forecast.forecast.value ?? .nan,
                lower: forecast.quantiles.first?.value ?? .nan, upper: forecast.quantiles.last?.value ?? .nan)
        }
        let known = sheet.history.prefix { $0.ds != forecasts[0].ds }.map {
            CharacterChart.Column(observed: $0.y.value ?? .nan)
        }
        // A gap lies behind the cutoff, and nothing is forecast in it.
        let cut = sheet.history.firstIndex { $0.ds == cutoff }.map { $0 + 1 } ?? known.count
        let past = Array(known.prefix(cut))
        let ahead = known.dropFirst(cut) + scored
        // One column for the cutoff.
        let room = max(10, width - CharacterChart.margin(past + ahead) - 1)
        // As many periods side by side as leave half of the columns to the past.
        let perColumn = max(1, (2 * ahead.count + room - 1) / room)
        let right = Self.joined(Array(ahead), perColumn)
        let most = (room - right.count) * perColumn
        let left = Self.joined(Array(past.suffix(most)), perColumn, fromEnd: true)
        let chart = CharacterChart(
            left + right, past: left.count, height: Self.chartHeight, colour: colour)
        let first = past.isEmpty ? forecasts[0].ds : sheet.history[max(0, past.count - most)].ds
        let band =
            sheet.levels.count > 1 ? "\(sheet.levels[0]) to \(sheet.levels[sheet.levels.count - 1])" : nil
        let legend = CharacterChart.legend(
            model: shown(sheet.model), band: band, cutoff: cutoff, width: width, colour: colour)
        let each = perColumn > 1 ? ", means of \(perColumn) periods" : ""
        return [
            "window \(sheet.window) of \(sheet.windows): \(first) to \(forecasts[forecasts.count - 1].ds)\(each)"
        ] + chart.lines + legend
    }

    /// Neighbours as one column; the odd ones are first where `fromEnd`, else last.
    private static func joined(
        _ columns: [CharacterChart.Column], _ count: Int, fromEnd: Bool = false
    ) -> [CharacterChart.Column] {
        guard count > 1 else { return columns }
        let odd = fromEnd ? columns.count % count : 0
        let starts =
            (odd > 0 ? [0] : []) + (0..<(columns.count - odd + count - 1) / count).map { odd + $0 * count }
        return zip(starts, starts.dropFirst() + [columns.count]).map { .mean(of: columns[$0..<$1]) }
    }

    // MARK: - Tables

    private func table() -> [String] {
        let forecasts = sheet.shown
        let numbers = forecasts.map { row in
            let error = zipped(row.forecast, row.y).map { $0 - $1 }
            return [row.y.value, row.forecast.value, error] + row.quantiles.map(\.value)
        }
        let titles = ["period", "observed", "forecast", "error"] + sheet.levels
        let reason = forecasts.compactMap(\.fallback).first
        let note = reason.map { ["a stand-in: \(shown($0, 200))"] } ?? []
        return note + rendered(titles, rows: zip(forecasts, numbers).map { ([shown($0.ds)], $1) })
    }

    private func zipped(_ first: Figure, _ second: Figure) -> (Double, Double)? {
        guard let a = first.value, let b = second.value else { return nil }
        return (a, b)
    }

    /// A sentence for each model that routes or chooses in the shown window.
    private func routes() -> [String] {
        let shown = sheet.routes.filter { $0.window == sheet.window }
        return (shown.isEmpty ? [] : [""])
            + shown.flatMap { route in
                let runnerUp = route.runnerUp.map { ", else \(self.shown($0))" } ?? ""
                let before =
                    route.previous.map { $0 == route.route ? "" : "; \(self.shown($0)) in the window before" }
                    ?? ""
                let reason = route.rule.map { " by rule \($0)" } ?? " by its own past"
                return PlainText.wrapped(
                    "\(self.shown(route.model)) sends it to \(self.shown(route.route))\(reason)\(runnerUp)\(before)",
                    to: width)
            }
    }

    private func scores() -> [String] {
        let listed = sheet.scores.prefix(Self.mostModels)
        let missing = sheet.scores.dropFirst(Self.mostModels)
        let rows = listed + missing.filter { $0.model == sheet.model }
        guard !rows.isEmpty else {
            return [
                "no scores by series: nothing of it was scored, or it is a sum, which the report scores by level"
            ]
        }
        let titles = ["all windows", "windows", "stand-ins"] + sheet.metrics
        let left = sheet.scores.count - rows.count
        return rendered(
            titles,
            rows: rows.map { row in
                let name = (row.model == sheet.model ? "> " : "  ") + shown(row.model)
                return (
                    [name, NumberText.count(row.windows), NumberText.count(row.fallbacks)],
                    row.values.map(\.value)
                )
            }) + (left > 0 ? ["\(NumberText.count(left)) more models: --json has them"] : [])
    }

    /// Words, then numbers with the decimals of their column.
    private func rendered(_ titles: [String], rows: [(words: [String], numbers: [Double?])]) -> [String] {
        let words = rows.first?.words.count ?? 0
        let columns = titles.indices.map { column -> [String] in
            guard column >= words else {
                let cells = [titles[column]] + rows.map { $0.words[column] }
                return column == 0 ? cells : PlainText.rightAligned(cells)
            }
            let values = rows.map { $0.numbers[column - words] }
            let largest = values.compactMap { $0?.magnitude }.max() ?? 0
            let decimals = largest >= 1000 ? 0 : largest >= 100 ? 1 : largest >= 1 ? 2 : 3
            return PlainText.rightAligned(
                [titles[column]] + values.map { NumberText.fixed($0, decimals: decimals) })
        }
        return PlainColumns.render(
            (0...rows.count).map { row in columns.map { $0[row] } }, width: width)
    }

    private func shown(_ name: String, _ limit: Int = 60) -> String {
        PlainText.truncated(PlainText.sanitised(name), to: limit)
    }
}
