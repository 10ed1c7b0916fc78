internal import ForecastCore

/// How far the actual coverage of every quantile lies from the promised one: an honest model stays at zero.
struct CalibrationChart {
    struct Line {
        let name: String
        /// Nominal and actual share, 0 to 1, by level.
        let points: [(level: Double, actual: Double)]
        let style: String
        let isThick: Bool
    }

    let lines: [Line]
    let label: String

    private static let width = 440.0, height = 314.0
    private static let left = 46.0, right = 102.0, top = 44.0, bottom = 44.0

    /// Nothing without a point.
    func node() -> HTMLNode {
        let deviations = lines.flatMap(\.points).map { 100 * ($0.actual - $0.level) }
        guard !deviations.isEmpty else { return .nothing }
        let up = ChartScale(
            covering: deviations + [-2, 2], from: Self.height - Self.bottom, to: Self.top, tickCount: 6)
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            axes(up) + lines.reversed().flatMap { curve($0, up) } + endLabels(up))
    }

    private func x(_ share: Double) -> Double {
        Self.left + (Self.width - Self.left - Self.right) * min(max(share, 0), 1)
    }

    private func y(_ point: (level: Double, actual: Double), _ up: ChartScale) -> Double {
        up.position(of: 100 * (point.actual - point.level))
    }

    private func axes(_ up: ChartScale) -> [HTMLNode] {
        let ground = Self.height - Self.bottom
        let vertical = up.ticks.flatMap { tick -> [HTMLNode] in
            let y = up.position(of: tick)
            return [
                SVG.line(x(0), y, x(1), y, "grid"),
                SVG.text(
                    x(0) - 6, y + 4, (tick > 0 ? "+" : "") + NumberText.compact(tick), "axis end"),
            ]
        }
        let levels = Set(lines.flatMap(\.points).map(\.level)).sorted()
        let horizontal = levels.map {
            SVG.text(x($0), ground + 16, NumberText.plain(100 * $0, decimals: 1), "axis middle")
        }
        let zero = up.position(of: 0)
        return vertical + (levels.count > 12 ? [] : horizontal) + [
            SVG.line(x(0), zero, x(1), zero, "needed"),
            SVG.text(4, 13, "actual minus promised share at or under the quantile, pp", "axis"),
            // Above the lines, which may cross everything beside the dashed one.
            SVG.line(4, 26, 28, 26, "needed"), SVG.text(34, 30, "as promised", "axis"),
            SVG.text(x(0.5), Self.height - 6, "level of the quantile, %", "axis middle"),
        ]
    }

    private func curve(_ line: Line, _ up: ChartScale) -> [HTMLNode] {
        let points = line.points.map { (x: x($0.level), y: y($0, up)) }
        return [SVG.polyline(points.map { $0 }, "line \(line.style)\(line.isThick ? " thick" : "")")]
            + points.map { SVG.circle($0.x, $0.y, radius: line.isThick ? 3.5 : 2.5, "spot \(line.style)") }
    }

    private func endLabels(_ up: ChartScale) -> [HTMLNode] {
        let ends = lines.compactMap { line in line.points.last.map { (line: line, end: $0) } }
            .sorted { y($0.end, up) < y($1.end, up) }
        let places = LineChart.spread(
            ends.map { y($0.end, up) }, gap: 15, from: Self.top, to: Self.height - Self.bottom)
        return zip(ends, places).flatMap { end, place in
            let name = PlainText.truncated(
                PlainText.sanitised(end.line.name), to: end.line.isThick ? 11 : 12)
            return [
                SVG.line(x(end.end.level) + 5, y(end.end, up), x(1) + 5, place, "leader"),
                SVG.text(
                    x(1) + 8, place + 4, name,
                    "name \(end.line.style)\(end.line.isThick ? " strong" : "")"),
            ]
        }
    }
}
