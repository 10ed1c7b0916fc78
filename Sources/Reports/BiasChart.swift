internal import ForecastCore

/// How far forecasts lie above or below what came, one bar per model from zero.
struct BiasChart {
    struct Row {
        let name: String
        /// In percent; nil where undefined.
        let value: Double?
        let style: String
        let isThick: Bool
    }

    let rows: [Row]
    let title: String
    let label: String

    private static let width = 520.0, left = 118.0, right = 30.0, rowHeight = 22.0, top = 40.0

    func node() -> HTMLNode {
        guard rows.contains(where: { $0.value != nil }) else { return .nothing }
        let bottom = Self.top + Self.rowHeight * Double(rows.count)
        let scale = ChartScale(
            covering: visible() + [0], from: Self.left + 46, to: Self.width - Self.right - 46, tickCount: 5)
        let zero = scale.position(of: 0)
        let ticks = scale.ticks.flatMap { tick -> [HTMLNode] in
            let x = scale.position(of: tick)
            return [
                SVG.line(x, Self.top, x, bottom, "grid"),
                SVG.text(x, bottom + 16, NumberText.compact(tick), "axis middle"),
            ]
        }
        return SVG.picture(
            width: Self.width, height: bottom + 24, label: label, style: "chart",
            [
                SVG.text(4, 13, title, "axis"),
                SVG.text(zero - 8, Self.top - 8, "← too low", "axis end"),
                SVG.text(zero + 8, Self.top - 8, "too high →", "axis"),
            ] + ticks + rows.enumerated().flatMap { row($0.element, at: $0.offset, scale) }
                + [SVG.line(zero, Self.top - 6, zero, bottom, "zero")])
    }

    /// One exploded model must not flatten the others: its bar is cut, its number stays.
    private func visible() -> [Double] {
        let sizes = rows.compactMap { $0.value?.magnitude }.sorted()
        let ceiling = 4 * max(sizes[sizes.count / 2], 0.5)
        return rows.compactMap(\.value).filter { $0.magnitude <= ceiling }
    }

    private func row(_ row: Row, at index: Int, _ scale: ChartScale) -> [HTMLNode] {
        let y = Self.top + Self.rowHeight * Double(index)
        let name = PlainText.truncated(PlainText.sanitised(row.name), to: row.isThick ? 13 : 14)
        let nameNode = SVG.text(
            Self.left - 8, y + 15, name, row.isThick ? "name end strong" : "name end")
        guard let value = row.value else {
            return [nameNode, SVG.text(scale.position(of: 0) + 8, y + 15, NumberText.undefined, "axis")]
        }
        let zero = scale.position(of: 0)
        let end = scale.position(of: min(max(value, scale.lower), scale.upper))
        let text = NumberText.signed(value, decimals: 1) + " %"
        return [
            nameNode,
            element(
                "rect",
                [
                    "x": SVG.coordinate(min(zero, end)), "y": SVG.coordinate(y + 5),
                    "width": SVG.coordinate(max(1, (end - zero).magnitude)), "height": "12",
                    "class": "weight \(row.style)",
                ]),
            value < 0
                ? SVG.text(end - 6, y + 15, text, "axis end") : SVG.text(end + 6, y + 15, text, "axis"),
        ]
    }
}
