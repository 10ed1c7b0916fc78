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

    private static let width = 440.0, left = 118.0, right = 6.0, rowHeight = 22.0, top = 40.0
    /// What `-1,234 %` takes beside the longest bar, in the larger letters of small screens, too.
    private static let numberRoom = 64.0
    /// A bar is cut beyond so many times the median: one exploded model must not flatten the others, but twice
    /// or five times as much bias is what the chart is there to show.
    private static let mostOfMedian = 10.0
    /// How much longer than every whole bar a cut one is.
    private static let cutLength = 1.25

    func node() -> HTMLNode {
        guard rows.contains(where: { $0.value != nil }) else { return .nothing }
        let bottom = Self.top + Self.rowHeight * Double(rows.count)
        let scale = ChartScale(
            covering: ends() + [0], from: Self.left + Self.numberRoom,
            to: Self.width - Self.right - Self.numberRoom, tickCount: 4)
        let zero = scale.position(of: 0)
        return SVG.picture(
            width: Self.width, height: bottom + 24, label: label, style: "chart",
            [
                SVG.text(4, 13, title, "axis"),
                SVG.text(zero - 8, Self.top - 8, "← too low", "axis end"),
                SVG.text(zero + 8, Self.top - 8, "too high →", "axis"),
            ] + ticks(scale, to: bottom) + rows.enumerated().flatMap { row($0.element, at: $0.offset, scale) }
                + [SVG.line(zero, Self.top - 6, zero, bottom, "zero")])
    }

    private func ticks(_ scale: ChartScale, to bottom: Double) -> [HTMLNode] {
        scale.ticks.flatMap { tick -> [HTMLNode] in
            let x = scale.position(of: tick)
            return [
                SVG.line(x, Self.top, x, bottom, "grid"),
                SVG.text(x, bottom + 16, NumberText.compact(tick), "axis middle"),
            ]
        }
    }

    // MARK: - Bars that are cut

    /// A longer bar is cut, and marked as cut; its number stays.
    private var longestWhole: Double {
        let sizes = rows.compactMap { $0.value?.magnitude }.sorted()
        guard !sizes.isEmpty else { return 0 }
        return Self.mostOfMedian * max(sizes[(sizes.count - 1) / 2], 0.5)
    }

    var cutsBars: Bool { rows.contains { ($0.value?.magnitude ?? 0) > longestWhole } }

    /// Where the bars end, which the axis must reach: a cut one beyond every whole one, so that it is seen to be
    /// the longest.
    private func ends() -> [Double] {
        let values = rows.compactMap(\.value)
        let whole = values.filter { $0.magnitude <= longestWhole }
        let cut = Self.cutLength * max(whole.map(\.magnitude).max() ?? 0, 0.5)
        return whole + values.filter { $0.magnitude > longestWhole }.map { $0 < 0 ? -cut : cut }
    }

    // MARK: - Rows

    private func row(_ row: Row, at index: Int, _ scale: ChartScale) -> [HTMLNode] {
        let y = Self.top + Self.rowHeight * Double(index)
        let name = PlainText.truncated(PlainText.sanitised(row.name), to: row.isThick ? 13 : 14)
        let nameNode = SVG.text(
            Self.left - 8, y + 15, name, row.isThick ? "name end strong" : "name end")
        guard let value = row.value else {
            return [nameNode, SVG.text(scale.position(of: 0) + 8, y + 15, NumberText.undefined, "axis")]
        }
        let isCut = value.magnitude > longestWhole
        let end = scale.position(of: isCut ? (value < 0 ? scale.lower : scale.upper) : value)
        return [nameNode, bar(row.style, from: scale.position(of: 0), to: end, y: y)]
            + (isCut ? breakMark(beside: end, isLeft: value < 0, y: y) : [])
            + [
                value < 0
                    ? SVG.text(end - 6, y + 15, Self.text(of: value), "axis end")
                    : SVG.text(end + 6, y + 15, Self.text(of: value), "axis")
            ]
    }

    /// `-19.5 %`, and of numbers for which a tenth means nothing no more than three digits.
    private static func text(of value: Double) -> String {
        guard value.magnitude >= 1000 else { return NumberText.signed(value, decimals: 1) + " %" }
        return (value > 0 ? "+" : "") + NumberText.rough(value) + " %"
    }

    private func bar(_ style: String, from zero: Double, to end: Double, y: Double) -> HTMLNode {
        element(
            "rect",
            [
                "x": SVG.coordinate(min(zero, end)), "y": SVG.coordinate(y + 5),
                "width": SVG.coordinate(max(1, (end - zero).magnitude)), "height": "12",
                "class": "weight \(style)",
            ])
    }

    /// Two slanted gaps, as on any axis that is interrupted.
    private func breakMark(beside end: Double, isLeft: Bool, y: Double) -> [HTMLNode] {
        [10.0, 17].map { distance in
            let x = isLeft ? end + distance : end - distance
            return SVG.line(x - 2.5, y + 19, x + 2.5, y + 3, "break")
        }
    }
}
