internal import ForecastCore

/// One series in one window: history, what came, and the two forecasts with their bands.
///
/// What the forecasts are held against must be legible, so the height is that of the test part and of usual
/// history: a single peak of long ago is cut, with an arrow and its value where it leaves the chart.
struct SeriesChart {
    let series: ExperimentReport.SeriesHighlight
    /// The unit of the vertical axis.
    let target: String

    private static let width = 360.0, height = 190.0
    private static let left = 40.0, right = 10.0, top = 22.0, bottom = 24.0
    /// Of the history, the share of values that are always inside: all but the largest tenth.
    private static let usualShare = 0.9
    /// How far above what is always inside a peak may reach before it is cut: less would flatten nothing.
    private static let headroom = 1.5
    /// A forecast beyond so many times everything seen has exploded, and is cut like a peak.
    private static let farthestForecast = 5.0
    /// Two numbers nearer to each other than this would cover each other.
    private static let labelWidth = 46.0
    /// How much history fits without becoming a smear, and leaves the forecasts room to be told apart.
    private var historyLimit: Int { max(26, min(104, 4 * series.labels.count)) }

    func node() -> HTMLNode {
        let history = Array(series.history.suffix(historyLimit)).map(\.value)
        let actuals = history + series.actuals.map(\.value)
        let limit = limit(history)
        let scale = ChartScale(
            covering: values(actuals).filter { $0.magnitude <= limit } + [0],
            from: Self.height - Self.bottom, to: Self.top, tickCount: 4)
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
                + [(series.championForecast, "c0"), (series.challengerForecast, "c1")].map {
                    forecast, style in
                    curve(
                        forecast.mean.map(\.value), from: history.count, "line \(style) thick", place, scale)
                }
                // On top: a thin line under thick ones is not seen.
                + [curve(actuals, from: 0, "actual", place, scale)]
                + peaks(actuals, history.count, place, scale))
    }

    // MARK: - Height

    /// The size beyond which values are cut.
    private func limit(_ history: [Double?]) -> Double {
        let usual = history.compactMap { $0?.magnitude }.sorted()
        let seen =
            ([usual.isEmpty ? 0 : usual[Int(Double(usual.count - 1) * Self.usualShare)]]
            + series.actuals.compactMap { $0.value?.magnitude }).max() ?? 0
        let forecasts = means.compactMap { $0?.magnitude }.filter {
            seen == 0 || $0 <= Self.farthestForecast * seen
        }
        let needed = max(seen, forecasts.max() ?? 0)
        // Rare demand, none of it lately and none forecast: then the history is what there is to see.
        return needed > 0 ? Self.headroom * needed : usual.last ?? 0
    }

    private var means: [Double?] {
        (series.championForecast.mean + series.challengerForecast.mean).map(\.value)
    }

    /// All that may set the scale.
    private func values(_ actuals: [Double?]) -> [Double] {
        (actuals + means
            + (series.championForecast.upper + series.challengerForecast.upper).map(\.value))
            .compactMap { $0 }
    }

    // MARK: - Peaks that are cut

    /// An arrow and the value where a line leaves the chart, the largest first; what lies too near to a larger one
    /// stays without a number.
    private func peaks(
        _ actuals: [Double?], _ historyCount: Int, _ place: (Int) -> Double, _ scale: ChartScale
    ) -> [HTMLNode] {
        let forecasts = [series.championForecast, series.challengerForecast].flatMap {
            $0.mean.enumerated().map { (index: historyCount + $0.offset, value: $0.element.value) }
        }
        let all = actuals.enumerated().map { (index: $0.offset, value: $0.element) } + forecasts
        let cut = all.compactMap { point in point.value.map { (x: place(point.index), value: $0) } }
            .filter { $0.value > scale.upper || $0.value < scale.lower }
            .sorted { $0.value.magnitude > $1.value.magnitude }
        var taken: [Double] = []
        return cut.compactMap { point in
            let x = min(max(point.x, Self.left + 20), Self.width - Self.right - 20)
            guard taken.allSatisfy({ ($0 - x).magnitude >= Self.labelWidth }) else { return nil }
            taken.append(x)
            let isAbove = point.value > 0
            return SVG.text(
                x, isAbove ? Self.top - 5 : Self.height - Self.bottom - 4,
                (isAbove ? "↑ " : "↓ ") + NumberText.rough(point.value), "axis middle")
        }
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
