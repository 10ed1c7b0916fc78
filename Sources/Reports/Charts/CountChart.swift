internal import ForecastCore

/// Series counted by some quantity.
struct CountChart {
    let bins: [DatasetProfile.Bin]
    let title: String

    private static let width = 440.0, height = 254.0
    private static let left = 46.0, right = 10.0, top = 28.0, bottom = 58.0

    func node() -> HTMLNode {
        guard bins.contains(where: { $0.series > 0 }) else { return .nothing }
        let ground = Self.height - Self.bottom
        let up = ChartScale(
            covering: [0] + bins.map { Double($0.series) }, from: ground, to: Self.top, tickCount: 4)
        let span = (Self.width - Self.left - Self.right) / Double(bins.count)
        let width = min(span - 2, 60)
        let bars = bins.enumerated().flatMap { index, bin -> [HTMLNode] in
            let middle = Self.left + span * (Double(index) + 0.5)
            let label = showsLabel(index) ? labelLines(bin, middle, ground + 16) : []
            guard bin.series > 0 else { return label }
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
            ] + label
        }
        let grid = up.grid(
            from: Self.left, to: Self.width - Self.right, gap: 6, at: up.ticks.filter { $0 == $0.rounded() })
        return SVG.picture(
            width: Self.width, height: Self.height, label: "Series by \(title)", style: "chart",
            [SVG.text(4, 13, "series", "axis")] + grid + bars + [
                SVG.line(Self.left, ground, Self.width - Self.right, ground, "zero"),
                SVG.text((Self.left + Self.width - Self.right) / 2, Self.height - 6, title, "axis middle"),
            ])
    }

    /// `0 to 10 %` in one line, in two where that is too wide, or, where even these are, by where it begins.
    private func labelLines(_ bin: DatasetProfile.Bin, _ x: Double, _ y: Double) -> [HTMLNode] {
        let lines =
            fits(bins.map { [$0.label] })
            ? [bin.label]
            : fits(bins.map { Self.halves(of: $0.label) })
                ? Self.halves(of: bin.label) : [String(bin.label.prefix { $0 != " " })]
        return lines.enumerated().map {
            SVG.text(x, y + 14 * Double($0.offset), $0.element, "axis middle bin")
        }
    }

    /// `0 to` and `10 %`; a short label is one piece.
    private static func halves(of label: String) -> [String] {
        let words = label.split(separator: " ")
        guard words.count > 2 else { return [label] }
        return [words.prefix(2), words.dropFirst(2)].map { $0.joined(separator: " ") }
    }

    /// Whether labels of these lines stand side by side, seven units a character.
    private func fits(_ labels: [[String]]) -> Bool {
        let longest = labels.joined().map { PlainText.columns(of: $0) }.max() ?? 0
        return 7 * Double(longest) * Double(bins.count) < Self.width - Self.left - Self.right + 1
    }

    private func showsLabel(_ index: Int) -> Bool { bins.count <= 14 || index % 2 == 0 }
}
