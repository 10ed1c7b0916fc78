internal import ForecastCore

/// One series through the tested windows: history, what came, and the two forecasts with their bands.
///
/// The tested part has at least half of the width. What the forecasts are held against must be legible, so the height is
/// that of the test part, the forecasts and usual history: a single peak of long ago is cut, with an arrow and its value
/// where it leaves the chart.
struct SeriesChart {
    private let series: ExperimentReport.SeriesHighlight
    private let names: (champion: String, challenger: String)
    /// Forecasts by their first period on the time axis, earliest first.
    private let rounds: [Round]
    /// The periods before the first tested one that are shown.
    private let historyCount: Int
    /// `[period]` of the time axis.
    private let actuals: [Double?]
    private let labels: [String]

    private struct Round {
        let start: Int
        let champion: ExperimentReport.Band
        let challenger: ExperimentReport.Band
    }

    init(series: ExperimentReport.SeriesHighlight, highlights: ExperimentReport.Highlights) {
        self.series = series
        names = (highlights.champion, highlights.challenger)
        let labels = series.historyLabels + series.labels
        let last = Round(
            start: series.historyLabels.count, champion: series.championForecast,
            challenger: series.challengerForecast)
        let earlier = (series.earlier ?? []).compactMap { forecast in
            forecast.labels.first.flatMap(labels.firstIndex).map {
                Round(start: $0, champion: forecast.champion, challenger: forecast.challenger)
            }
        }
        let first = (earlier + [last]).map(\.start).min() ?? 0
        historyCount = min(first, max(0, labels.count - first))
        let skipped = first - historyCount
        rounds = (earlier + [last]).map {
            Round(start: $0.start - skipped, champion: $0.champion, challenger: $0.challenger)
        }.sorted { $0.start < $1.start }
        self.labels = Array(labels.dropFirst(skipped))
        actuals = (series.history + series.actuals).dropFirst(skipped).map(\.value)
    }

    private static let width = 440.0, height = 210.0
    private static let left = 44.0, right = 10.0, top = 22.0, bottom = 24.0
    /// Of the history, the share of values that are always inside: all but the largest tenth.
    private static let usualShare = 0.9
    /// How far above what is always inside a peak may reach before it is cut: less would flatten nothing.
    private static let headroom = 1.5
    /// A forecast beyond so many times everything seen has exploded, and is cut like a peak.
    private static let farthestForecast = 5.0
    /// Two numbers nearer to each other than this would cover each other.
    private static let labelWidth = 52.0

    private func x(_ period: Int) -> Double {
        Self.left + 4 + (Self.width - Self.left - Self.right - 8) * Double(period)
            / Double(max(1, labels.count - 1))
    }

    func node() -> HTMLNode {
        let limit = limit()
        let scale = ChartScale(
            covering: shown.filter { $0.magnitude <= limit } + [0],
            from: Self.height - Self.bottom, to: Self.top, tickCount: 4)
        let bands = rounds.flatMap {
            band($0.champion, "c0", $0.start, scale) + band($0.challenger, "c1", $0.start, scale)
        }
        let lines = rounds.flatMap {
            [
                curve($0.champion.mean.map(\.value), from: $0.start, "line c0 thick", scale),
                curve($0.challenger.mean.map(\.value), from: $0.start, "line c1 thick", scale),
            ]
        }
        return SVG.picture(
            width: Self.width, height: Self.height,
            label:
                "\(series.uniqueID): history, actuals, forecasts of \(names.champion) and \(names.challenger)",
            style: "series",
            axis(scale) + times() + rounds.map(cutoff) + bands + lines
                // On top: a thin line under thick ones is not seen.
                + [curve(actuals, from: 0, "actual", scale)] + peaks(scale))
    }

    private func cutoff(_ round: Round) -> HTMLNode {
        let place = round.start > 0 ? (x(round.start - 1) + x(round.start)) / 2 : x(0)
        return SVG.line(place, Self.top - 6, place, Self.height - Self.bottom, "cutoff")
    }

    // MARK: - Height

    /// The size beyond which values are cut.
    private func limit() -> Double {
        let usual = actuals.prefix(historyCount).compactMap { $0?.magnitude }.sorted()
        let seen =
            ([usual.isEmpty ? 0 : usual[Int(Double(usual.count - 1) * Self.usualShare)]]
            + actuals.dropFirst(historyCount).compactMap { $0?.magnitude }).max() ?? 0
        let forecasts = forecasts.map(\.magnitude).filter {
            seen == 0 || $0 <= Self.farthestForecast * seen
        }
        let needed = max(seen, forecasts.max() ?? 0)
        // Rare demand, none of it lately and none forecast: then the history is what there is to see.
        return needed > 0 ? Self.headroom * needed : usual.last ?? 0
    }

    private var forecasts: [Double] {
        rounds.flatMap { $0.champion.mean + $0.challenger.mean }.compactMap(\.value)
    }

    /// All that may set the scale.
    private var shown: [Double] {
        actuals.compactMap { $0 } + forecasts
            + rounds.flatMap { $0.champion.upper + $0.challenger.upper }.compactMap(\.value)
    }

    // MARK: - Peaks that are cut

    /// An arrow and the value where a line leaves the chart, the largest first; what lies too near to a larger one
    /// stays without a number.
    private func peaks(_ scale: ChartScale) -> [HTMLNode] {
        let forecasts = rounds.flatMap { round in
            [round.champion, round.challenger].flatMap {
                $0.mean.enumerated().map { (index: round.start + $0.offset, value: $0.element.value) }
            }
        }
        let all = actuals.enumerated().map { (index: $0.offset, value: $0.element) } + forecasts
        let cut = all.compactMap { point in point.value.map { (x: x(point.index), value: $0) } }
            .filter { $0.value > scale.upper || $0.value < scale.lower }
            .sorted { $0.value.magnitude > $1.value.magnitude }
        var taken: [Double] = []
        return cut.compactMap { point in
            let place = min(max(point.x, Self.left + 20), Self.width - Self.right - 20)
            guard taken.allSatisfy({ ($0 - place).magnitude >= Self.labelWidth }) else { return nil }
            taken.append(place)
            let isAbove = point.value > 0
            return SVG.text(
                place, isAbove ? Self.top - 7 : Self.height - Self.bottom - 4,
                (isAbove ? "↑ " : "↓ ") + NumberText.rough(point.value), "axis middle")
        }
    }

    private func axis(_ scale: ChartScale) -> [HTMLNode] {
        scale.grid(from: Self.left, to: Self.width - Self.right, gap: 5)
    }

    /// The first period, the first tested one and the last one.
    private func times() -> [HTMLNode] {
        let y = Self.height - 8
        let first = labels.first ?? ""
        let last = labels.count > 1 ? labels.last ?? "" : ""
        let ends = [
            SVG.text(Self.left, y, first, "axis"), SVG.text(Self.width - Self.right, y, last, "axis end"),
        ]
        guard historyCount > 0, historyCount < labels.count else { return ends }
        // Eight units hold a character: the middle label stays away where it would cover another.
        let tested = labels[historyCount]
        let half = 4 * Double(tested.count)
        let place = x(historyCount)
        guard place - half > Self.left + 8 * Double(first.count) + 8,
            place + half < Self.width - Self.right - 8 * Double(last.count) - 8
        else { return ends }
        return ends + [SVG.text(place, y, tested, "axis middle")]
    }

    private func curve(
        _ values: [Double?], from first: Int, _ style: String, _ scale: ChartScale
    ) -> HTMLNode {
        let points = values.enumerated().map { index, value -> (x: Double, y: Double)? in
            guard let value else { return nil }
            return (x(first + index), clipped(value, scale))
        }
        return SVG.polyline(points, style)
    }

    private func band(
        _ forecast: ExperimentReport.Band, _ style: String, _ first: Int, _ scale: ChartScale
    ) -> [HTMLNode] {
        func edge(_ values: [Figure]) -> [(x: Double, y: Double)] {
            values.enumerated().compactMap { index, figure in
                guard let value = figure.value else { return nil }
                return (x(first + index), clipped(value, scale))
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
