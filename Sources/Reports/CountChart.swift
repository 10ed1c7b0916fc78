internal import ForecastCore

/// Series counted by some quantity.
struct CountChart {
    let bins: [DatasetProfile.Bin]
    let title: String

    private static let width = 480.0, height = 240.0
    private static let left = 46.0, right = 10.0, top = 28.0, bottom = 44.0

    func node() -> HTMLNode {
        guard bins.contains(where: { $0.series > 0 }) else { return .nothing }
        let ground = Self.height - Self.bottom
        let up = ChartScale(
            covering: [0] + bins.map { Double($0.series) }, from: ground, to: Self.top, tickCount: 4)
        let span = (Self.width - Self.left - Self.right) / Double(bins.count)
        let width = min(span - 2, 60)
        let bars = bins.enumerated().flatMap { index, bin -> [HTMLNode] in
            let middle = Self.left + span * (Double(index) + 0.5)
            let label = SVG.text(middle, ground + 16, shortLabel(bin), "axis middle")
            guard bin.series > 0 else { return showsLabel(index) ? [label] : [] }
            let y = min(up.position(of: Double(bin.series)), ground - 1)
            return [
                element(
                    "rect",
                    [
                        "x": SVG.coordinate(middle - width / 2), "y": SVG.coordinate(y),
                        "width": SVG.coordinate(width), "height": SVG.coordinate(ground - y),
                        "class": "count",
                    ]),
                SVG.text(middle, y - 4, NumberText.compact(Double(bin.series)), "axis middle"),
            ] + (showsLabel(index) ? [label] : [])
        }
        let grid = up.ticks.filter { $0 == $0.rounded() }.flatMap { tick -> [HTMLNode] in
            let y = up.position(of: tick)
            return [
                SVG.line(Self.left, y, Self.width - Self.right, y, "grid"),
                SVG.text(Self.left - 6, y + 4, NumberText.compact(tick), "axis end"),
            ]
        }
        return SVG.picture(
            width: Self.width, height: Self.height, label: "Series by \(title)", style: "chart",
            [SVG.text(4, 13, "series", "axis")] + grid + bars + [
                SVG.line(Self.left, ground, Self.width - Self.right, ground, "zero"),
                SVG.text((Self.left + Self.width - Self.right) / 2, Self.height - 6, title, "axis middle"),
            ])
    }

    /// A bin by where it begins, where its whole label is too long.
    private func shortLabel(_ bin: DatasetProfile.Bin) -> String {
        let longest = bins.map { PlainText.columns(of: $0.label) }.max() ?? 0
        return 7 * Double(longest) * Double(bins.count) < Self.width - Self.left
            ? bin.label : bin.label.split(separator: " ").first.map(String.init) ?? bin.label
    }

    private func showsLabel(_ index: Int) -> Bool { bins.count <= 14 || index % 2 == 0 }
}
