internal import ForecastCore

/// One series in one window: history, what came, and the two forecasts with their bands.
struct SeriesChart {
    let series: ExperimentReport.SeriesHighlight
    /// The unit of the vertical axis.
    let target: String

    private static let width = 360.0, height = 190.0
    private static let left = 40.0, right = 10.0, top = 12.0, bottom = 24.0
    /// How much history fits without becoming a smear, and leaves the forecasts room to be told apart.
    private var historyLimit: Int { max(26, min(104, 4 * series.labels.count)) }

    func node() -> HTMLNode {
        let history = Array(series.history.suffix(historyLimit)).map(\.value)
        let scale = ChartScale(
            covering: values(history) + [0], from: Self.height - Self.bottom, to: Self.top, tickCount: 4)
        let count = history.count + series.labels.count
        let place = { (index: Int) in
            Self.left + 4 + (Self.width - Self.left - Self.right - 8) * Double(index)
                / Double(max(1, count - 1))
        }
        let cutoff = (place(history.count - 1) + place(history.count)) / 2
        return SVG.picture(
            width: Self.width, height: Self.height, label: "History, actuals and forecasts of one series",
            style: "series",
            axis(scale) + times(history.count, place) + [
                SVG.line(cutoff, Self.top - 6, cutoff, Self.height - Self.bottom, "cutoff")
            ]
                + band(series.championForecast, "c0", history.count, place, scale)
                + band(series.challengerForecast, "c1", history.count, place, scale)
                + [
                    curve(history + series.actuals.map(\.value), from: 0, "actual", place, scale),
                    curve(
                        series.championForecast.mean.map(\.value), from: history.count, "line c0 thick",
                        place, scale),
                    curve(
                        series.challengerForecast.mean.map(\.value), from: history.count, "line c1 thick",
                        place, scale),
                ])
    }

    /// What sets the scale. A band that reaches far beyond everything seen is cut, not the series.
    private func values(_ history: [Double?]) -> [Double] {
        let lines =
            (history
            + (series.actuals + series.championForecast.mean + series.challengerForecast.mean).map(\.value))
            .compactMap { $0 }
        let ceiling = 1.6 * (lines.max() ?? 1)
        let bands = (series.championForecast.upper + series.challengerForecast.upper).compactMap(\.value)
        return lines + bands.filter { $0 <= ceiling }
    }

    private func axis(_ scale: ChartScale) -> [HTMLNode] {
        scale.ticks.flatMap { tick -> [HTMLNode] in
            let y = scale.position(of: tick)
            return [
                SVG.line(Self.left, y, Self.width - Self.right, y, "grid"),
                SVG.text(Self.left - 5, y + 4, NumberText.compact(tick), "axis end"),
            ]
        }
    }

    /// The first period, the first forecast one and the last one.
    private func times(_ historyCount: Int, _ place: (Int) -> Double) -> [HTMLNode] {
        let y = Self.height - 8
        let first = series.historyLabels.suffix(historyLimit).first ?? ""
        var nodes = [SVG.text(Self.left, y, first, "axis")]
        let last = series.labels.count > 1 ? series.labels.last ?? "" : ""
        nodes.append(SVG.text(Self.width - Self.right, y, last, "axis end"))
        guard let cutoff = series.labels.first, historyCount > 0 else { return nodes }
        // Seven units hold a character. The middle label steps aside for the last one, or stays away.
        let end = min(place(historyCount) + 20, Self.width - Self.right - 7 * Double(last.count + 1))
        if end - 7 * Double(cutoff.count) > Self.left + 7 * Double(first.count) {
            nodes.append(SVG.text(end, y, cutoff, "axis end"))
        }
        return nodes
    }

    private func curve(
        _ values: [Double?], from first: Int, _ style: String, _ place: (Int) -> Double, _ scale: ChartScale
    ) -> HTMLNode {
        let points = values.enumerated().map { index, value -> (x: Double, y: Double)? in
            guard let value else { return nil }
            return (place(first + index), clipped(value, scale))
        }
        return SVG.polyline(points, style)
    }

    private func band(
        _ forecast: ExperimentReport.Band, _ style: String, _ first: Int, _ place: (Int) -> Double,
        _ scale: ChartScale
    ) -> [HTMLNode] {
        func edge(_ values: [Figure]) -> [(x: Double, y: Double)] {
            values.enumerated().compactMap { index, figure in
                guard let value = figure.value else { return nil }
                return (place(first + index), clipped(value, scale))
            }
        }
        let lower = edge(forecast.lower)
        let upper = edge(forecast.upper)
        guard lower.count == forecast.mean.count, upper.count == lower.count, lower.count > 1 else {
            return []
        }
        return [SVG.band(lower, upper, "band \(style)")]
    }

    private func clipped(_ value: Double, _ scale: ChartScale) -> Double {
        scale.position(of: min(max(value, scale.lower), scale.upper))
    }
}
