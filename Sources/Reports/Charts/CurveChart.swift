internal import ForecastCore

/// Lines over a numeric axis, such as a loss by training step; those with a name are labelled at their ends.
struct CurveChart {
    struct Curve {
        /// Nil for one of many that need none.
        let name: String?
        let points: [(x: Double, y: Double)]
        /// A class of the style sheet: `c0`, `c1`, ... or `other`.
        let style: String
        var isThick = false
    }

    /// In the order in which they are drawn.
    let curves: [Curve]
    let horizontalTitle: String
    let verticalTitle: String
    /// For those who cannot see the picture.
    let label: String
    /// Values are shares, shown in percent.
    var isInPercent = false
    /// A dotted line at this place of the horizontal axis.
    var border: Double?
    /// Dots on the curves, each with the curve's style.
    var dots: [(x: Double, y: Double, style: String)] = []

    private static let width = 440.0, height = 250.0
    private static let left = 44.0, right = 104.0, top = 26.0, bottom = 42.0

    /// Nothing where no curve has a point.
    func node() -> HTMLNode {
        let points = curves.flatMap(\.points)
        guard let first = points.map(\.x).min(), let last = points.map(\.x).max() else { return .nothing }
        let factor = isInPercent ? 100.0 : 1
        let vertical = ChartScale(
            covering: points.map { factor * $0.y } + (isInPercent ? [0] : []),
            from: Self.height - Self.bottom, to: Self.top, tickCount: 6)
        let place = Place(first: first, last: last, vertical: vertical, factor: factor)
        let lines = curves.map { curve in
            SVG.polyline(
                curve.points.map { (x: place.x($0.x), y: place.y($0.y)) },
                "line \(curve.style)\(curve.isThick ? " thick" : "")")
        }
        let circles = dots.map {
            SVG.circle(place.x($0.x), place.y($0.y), radius: 4.5, "spot \($0.style)")
        }
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            [SVG.text(4, 13, verticalTitle, "axis")]
                + vertical.grid(from: Self.left, to: Self.width - Self.right, gap: 6)
                + horizontalAxis(place) + lines + circles + labels(place))
    }

    /// Where a value lies on the picture.
    private struct Place {
        let first, last: Double
        let vertical: ChartScale
        let factor: Double

        func x(_ value: Double) -> Double {
            let (start, end) = (CurveChart.left + 8, CurveChart.width - CurveChart.right - 8)
            return last > first
                ? start + (value - first) / (last - first) * (end - start) : (start + end) / 2
        }

        func y(_ value: Double) -> Double { vertical.position(of: factor * value) }
    }

    private func horizontalAxis(_ place: Place) -> [HTMLNode] {
        let step = ChartScale.roundStep((place.last - place.first) / 6)
        let ticks = (0...8).map { ((place.first / step).rounded(.up) + Double($0)) * step }
            .filter { $0 <= place.last }
        let base = Self.height - Self.bottom
        let marks = (ticks.isEmpty ? [place.first] : ticks).map {
            SVG.text(place.x($0), base + 17, NumberText.compact($0), "axis middle")
        }
        let middle = Self.left + (Self.width - Self.left - Self.right) / 2
        let line = border.map { [SVG.line(place.x($0), Self.top, place.x($0), base, "cutoff")] } ?? []
        return line + marks + [SVG.text(middle, Self.height - 6, horizontalTitle, "axis middle")]
    }

    /// Names at the right, moved apart where they would cover each other.
    private func labels(_ place: Place) -> [HTMLNode] {
        let ends = curves.compactMap { curve in
            curve.name.flatMap { name in curve.points.last.map { (curve, name, place.x($0.x), place.y($0.y)) }
            }
        }.sorted { $0.3 < $1.3 }
        let spread = LineChart.spread(
            ends.map(\.3), gap: 15, from: Self.top, to: Self.height - Self.bottom + 4)
        return zip(ends, spread).flatMap { end, y in
            [
                SVG.line(end.2 + 3, end.3, Self.width - Self.right + 6, y, "leader"),
                SVG.text(
                    Self.width - Self.right + 9, y + 4, end.1,
                    "name \(end.0.style)\(end.0.isThick ? " strong" : "")"),
            ]
        }
    }
}
