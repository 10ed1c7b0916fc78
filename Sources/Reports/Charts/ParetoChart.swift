internal import ForecastCore

/// What series add to an improvement, the largest gain first, added up: it climbs while series gain and falls while they
/// lose, and ends at the whole.
struct ParetoChart {
    let pareto: ExperimentReport.Pareto
    let title: String
    /// For those who cannot see the picture.
    let label: String

    private static let width = 440.0, height = 250.0
    private static let left = 48.0, right = 14.0, top = 28.0, bottom = 44.0

    /// Nothing for a single series.
    func node() -> HTMLNode {
        guard pareto.series > 1, pareto.curve.count > 1 else { return .nothing }
        let scale = ChartScale(
            covering: pareto.curve.map(\.sum) + [0], from: Self.height - Self.bottom, to: Self.top,
            tickCount: 5)
        let points = pareto.curve.map { (x($0.series), scale.position(of: $0.sum)) }
        let ground = Self.height - Self.bottom
        let ticks = scale.ticks.flatMap { tick -> [HTMLNode] in
            let y = scale.position(of: tick)
            return [
                SVG.line(Self.left, y, Self.width - Self.right, y, "grid"),
                SVG.text(
                    Self.left - 5, y + 4, (tick > 0 ? "+" : "") + NumberText.compact(tick), "axis end"),
            ]
        }
        let zero = scale.position(of: 0)
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            ticks + [
                SVG.text(4, 13, title, "axis"),
                SVG.line(Self.left, zero, Self.width - Self.right, zero, "zero"),
                SVG.polyline(points.map { $0 }, "line c1 thick"),
                SVG.text(Self.left, ground + 16, "0", "axis"),
                SVG.text(Self.width - Self.right, ground + 16, NumberText.count(pareto.series), "axis end"),
                SVG.text(
                    (Self.left + Self.width - Self.right) / 2, Self.height - 6,
                    "series, the largest gain first", "axis middle"),
            ])
    }

    private func x(_ series: Int) -> Double {
        Self.left + (Self.width - Self.left - Self.right) * Double(series) / Double(pareto.series)
    }
}
