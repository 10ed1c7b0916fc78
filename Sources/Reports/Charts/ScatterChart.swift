internal import ForecastCore

/// Every series as a point: its error before across, its error after upwards; below the diagonal it gained.
struct ScatterChart {
    let scatter: SeriesScatter

    private static let width = 440.0, height = 430.0
    private static let left = 54.0, right = 16.0, top = 30.0, bottom = 46.0

    private var ground: Double { Self.height - Self.bottom }
    private var edge: Double { Self.width - Self.right }

    /// Nothing without series.
    func node() -> HTMLNode {
        guard scatter.series > 0 else { return .nothing }
        return SVG.picture(
            width: Self.width, height: Self.height,
            label:
                "\(scatter.error) of every series: \(scatter.after) against \(scatter.before), \(scatter.summary)",
            style: "chart scatter",
            sides() + axes() + [SVG.line(Self.left, ground, edge, Self.top, "zero")] + squares() + dots()
                + corners() + extremes())
    }

    // MARK: - Places

    private func share(_ place: Double) -> Double {
        let axis = scatter.axis
        return axis.upper > axis.lower ? (place - axis.lower) / (axis.upper - axis.lower) : 0.5
    }

    private func x(_ place: Double) -> Double { Self.left + share(place) * (edge - Self.left) }
    private func y(_ place: Double) -> Double { ground - share(place) * (ground - Self.top) }

    // MARK: - Ground

    /// The half in which the other run is better has a tint of its own.
    private func sides() -> [HTMLNode] {
        let text = [(Self.left, ground), (edge, ground), (edge, Self.top)].map {
            "\(SVG.coordinate($0.0)),\(SVG.coordinate($0.1))"
        }.joined(separator: " ")
        return [element("polygon", ["points": text, "class": "betterside"])]
    }

    private func axes() -> [HTMLNode] {
        let ticks = ticks().flatMap { tick -> [HTMLNode] in
            let (across, up) = (x(tick.place), y(tick.place))
            let lines = [
                SVG.line(across, Self.top, across, ground, "grid"), SVG.line(Self.left, up, edge, up, "grid"),
            ]
            guard let label = tick.label else { return lines }
            return lines + [
                SVG.text(across, ground + 16, label, "axis middle"),
                SVG.text(Self.left - 6, up + 4, label, "axis end"),
            ]
        }
        let unit = scatter.unit == .percent ? " %" : ""
        let scale = scatter.axis.isLogarithmic ? ", logarithmic" : ""
        return ticks + [
            SVG.text(
                4, 14, "\(scatter.error)\(unit) of \(scatter.label), \(shown(scatter.after, 30))", "axis"),
            SVG.text(
                (Self.left + edge) / 2, Self.height - 6,
                "\(scatter.error)\(unit) of A, \(shown(scatter.before, 30))\(scale)", "axis middle"),
        ]
    }

    private func ticks() -> [(place: Double, label: String?)] {
        let axis = scatter.axis
        guard axis.isLogarithmic else {
            return ChartScale(covering: [axis.lower, axis.upper], from: 0, to: 1, tickCount: 6).ticks
                .filter { $0 >= axis.lower && $0 <= axis.upper }.map { ($0, NumberText.compact($0)) }
        }
        let labelled: [Double] = axis.upper - axis.lower < 2.2 ? [1, 2, 5] : [1]
        let decades = Int(axis.lower.rounded(.down))...Int(axis.upper.rounded(.up))
        return decades.flatMap { decade in
            // The logarithms of 1, 2 and 5.
            [(1.0, 0.0), (2, 0.3010299956639812), (5, 0.6989700043360189)].compactMap { digit, logarithm in
                let place = Double(decade) + logarithm
                guard place >= axis.lower, place <= axis.upper else { return nil }
                return (
                    place,
                    labelled.contains(digit) ? NumberText.compact(digit * Self.power(decade)) : nil
                )
            }
        }
    }

    private static func power(_ decade: Int) -> Double {
        (0..<decade.magnitude).reduce(1) { value, _ in decade < 0 ? value / 10 : value * 10 }
    }

    // MARK: - Series

    private func dots() -> [HTMLNode] {
        scatter.points.compactMap { point in
            point.count == 2 ? SVG.circle(x(point[0]), y(point[1]), radius: 2.6, "mote") : nil
        }
    }

    /// A square grows and darkens with the number of its series, so that neither colour nor size alone tells it.
    private func squares() -> [HTMLNode] {
        let side = (edge - Self.left) / Double(SeriesScatter.binsPerSide)
        let tall = (ground - Self.top) / Double(SeriesScatter.binsPerSide)
        return scatter.bins.map { bin in
            let grade = Self.grade(bin.series)
            let size = 0.4 + 0.15 * Double(grade)
            return element(
                "rect",
                [
                    "x": SVG.coordinate(Self.left + side * (Double(bin.before) + (1 - size) / 2)),
                    "y": SVG.coordinate(ground - tall * (Double(bin.after) + (1 + size) / 2)),
                    "width": SVG.coordinate(side * size), "height": SVG.coordinate(tall * size),
                    "class": "q\(grade)",
                ])
        }
    }

    /// The least number of series of each grade.
    static let grades = [1, 3, 10, 30, 100]

    private static func grade(_ count: Int) -> Int { (grades.lastIndex { $0 <= count } ?? 0) }

    /// Which side is whose.
    private func corners() -> [HTMLNode] {
        func percent(_ count: Int) -> String {
            "\(NumberText.fixed(100 * Double(count) / Double(max(1, scatter.series)), decimals: 0)) % of series"
        }
        return [
            Self.legible(Self.left + 10, Self.top + 20, "\(scatter.label) worse", "name strong worse"),
            Self.legible(Self.left + 10, Self.top + 36, percent(scatter.worse), "axis"),
            Self.legible(edge - 10, ground - 26, "\(scatter.label) better", "name strong better end"),
            Self.legible(edge - 10, ground - 10, percent(scatter.better), "axis end"),
        ]
    }

    // MARK: - Extremes

    /// Rings for gains, squares for losses, each with its name where it covers no other.
    private func extremes() -> [HTMLNode] {
        var taken = [
            Box(x: Self.left + 6, y: Self.top + 4, width: 120, height: 36),
            Box(x: edge - 126, y: ground - 42, width: 120, height: 36),
        ]
        let all = scatter.gains.map { ($0, true) } + scatter.losses.map { ($0, false) }
        for (series, _) in all {
            taken.append(Box(x: x(series.x) - 5, y: y(series.y) - 5, width: 10, height: 10))
        }
        return all.flatMap { series, isGain in
            [mark(series, isGain)] + label(series, isGain, &taken)
        }
    }

    private func mark(_ series: SeriesScatter.Extreme, _ isGain: Bool) -> HTMLNode {
        let (across, up) = (x(series.x), y(series.y))
        if isGain { return SVG.circle(across, up, radius: 4.5, "extreme better") }
        return element(
            "rect",
            [
                "x": SVG.coordinate(across - 4), "y": SVG.coordinate(up - 4), "width": "8", "height": "8",
                "class": "extreme worse",
            ])
    }

    /// Beside the mark where there is room: right, left, above, below; else the table alone names the series.
    private func label(_ series: SeriesScatter.Extreme, _ isGain: Bool, _ taken: inout [Box]) -> [HTMLNode] {
        let text = shown(series.uniqueID, 22)
        // About 7.6 units hold a character.
        let length = 7.6 * Double(PlainText.columns(of: text))
        let (across, up) = (x(series.x), y(series.y))
        let places = [
            (across + 8, up + 4), (across - 8 - length, up + 4), (across - length / 2, up - 9),
            (across - length / 2, up + 17), (across + 8, up - 9), (across + 8, up + 17),
            (across - 8 - length, up - 9), (across - 8 - length, up + 17),
        ]
        for place in places {
            let box = Box(x: place.0, y: place.1 - 11, width: length, height: 14)
            guard box.x >= Self.left, box.x + box.width <= edge, box.y >= Self.top,
                box.y + box.height <= ground,
                !taken.contains(where: box.overlaps)
            else { continue }
            taken.append(box)
            return [Self.legible(place.0, place.1, text, "name \(isGain ? "better" : "worse")")]
        }
        return []
    }

    /// Text over points: first its outline in the colour of the ground.
    private static func legible(_ x: Double, _ y: Double, _ text: String, _ style: String) -> HTMLNode {
        .group([SVG.text(x, y, text, style + " halo"), SVG.text(x, y, text, style)])
    }

    private struct Box {
        let x: Double
        let y: Double
        let width: Double
        let height: Double

        func overlaps(_ other: Box) -> Bool {
            x < other.x + other.width && other.x < x + width && y < other.y + other.height
                && other.y < y + height
        }
    }

    private func shown(_ name: String, _ limit: Int) -> String {
        PlainText.truncated(PlainText.sanitised(name), to: limit)
    }
}
