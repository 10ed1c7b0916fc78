/// Lines over ordered positions, such as an error by horizon step, each labelled at its end.
struct LineChart {
    struct Line {
        let name: String
        let values: [Double?]
        /// A class of the style sheet: `c0`, `c1`, ... or `other`.
        let style: String
        let isThick: Bool
    }

    let lines: [Line]
    /// One per position.
    let positions: [String]
    let horizontalTitle: String
    let verticalTitle: String
    /// For those who cannot see the picture.
    let label: String
    /// What lines are held against, dashed; nil for nothing.
    var level: Double?
    /// Whether positions are names, each of which must be read: then they stand on two lines in turn, and none is left out.
    var hasNames = false

    private static let width = 440.0, height = 290.0
    private static let left = 44.0, right = 104.0, top = 26.0, bottom = 42.0

    /// Nothing where no line has a value.
    func node() -> HTMLNode {
        guard lines.contains(where: { $0.values.contains { $0 != nil } }) else { return .nothing }
        let scale = ChartScale(
            covering: visibleValues(), from: Self.height - Self.bottom, to: Self.top, tickCount: 6)
        // Those that matter on top of the others.
        let body = (lines.filter { !$0.isThick } + lines.filter(\.isThick)).map { line in
            SVG.polyline(points(of: line, scale), "line \(line.style)\(line.isThick ? " thick" : "")")
        }
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            verticalAxis(scale) + horizontalAxis() + levelLine(scale) + body + endLabels(scale))
    }

    /// The values that set the scale: one exploded model must not flatten all others, so values beyond
    /// three times the median stay outside, where their line stops.
    private func visibleValues() -> [Double] {
        let values = lines.flatMap { $0.values.compactMap { $0 } }
        guard !values.isEmpty else { return [] }
        // By size: of a bias that is now above, now below 0 the median says nothing.
        let ceiling = 3 * values.map(\.magnitude).sorted()[values.count / 2]
        return (ceiling > 0 ? values.filter { $0.magnitude <= ceiling } : values) + [level].compactMap(\.self)
    }

    private func levelLine(_ scale: ChartScale) -> [HTMLNode] {
        guard let level else { return [] }
        let y = scale.position(of: level)
        return [SVG.line(Self.left, y, Self.width - Self.right, y, "needed")]
    }

    private func x(_ index: Int) -> Double {
        let span = Self.width - Self.left - Self.right
        return positions.count < 2
            ? Self.left + span / 2 : Self.left + 8 + (span - 16) * Double(index) / Double(positions.count - 1)
    }

    private func points(of line: Line, _ scale: ChartScale) -> [(x: Double, y: Double)?] {
        line.values.enumerated().map { index, value in
            value.flatMap {
                $0 >= scale.lower && $0 <= scale.upper ? (x(index), scale.position(of: $0)) : nil
            }
        }
    }

    private func verticalAxis(_ scale: ChartScale) -> [HTMLNode] {
        [SVG.text(4, 13, verticalTitle, "axis")]
            + scale.grid(from: Self.left, to: Self.width - Self.right, gap: 6)
    }

    private func horizontalAxis() -> [HTMLNode] {
        let every = max(1, (positions.count + 12) / 13)
        let longest = positions.map { PlainText.columns(of: $0) }.max() ?? 1
        let spacing = max(every, (positions.count * longest * 7 + 259) / 260)
        let y = Self.height - Self.bottom + 17
        if hasNames { return names(from: y) }
        let labels = positions.enumerated().filter { $0.offset % spacing == 0 }
            .map { SVG.text(x($0.offset), y, $0.element, "axis middle") }
        let middle = Self.left + (Self.width - Self.left - Self.right) / 2
        return labels + [SVG.text(middle, Self.height - 6, horizontalTitle, "axis middle")]
    }

    /// Cut where they would meet their next but one.
    private func names(from y: Double) -> [HTMLNode] {
        let distance = positions.count < 2 ? 2 * x(0) : 2 * (x(1) - x(0))
        return positions.enumerated().map { index, name in
            // At the edges half a name has less room than between two others.
            let isEdge = index == 0 || index == positions.count - 1
            let most = Int(min(distance, isEdge ? 2 * Self.left : distance) / 7)
            return SVG.text(
                x(index), y + (index % 2 == 0 ? 0 : 15), PlainText.truncated(name, to: max(4, most)),
                "axis middle")
        }
    }

    /// Names at the right ends, moved apart where they would cover each other.
    private func endLabels(_ scale: ChartScale) -> [HTMLNode] {
        let ends = lines.compactMap { line -> (line: Line, y: Double, isAbove: Bool)? in
            guard let last = line.values.last ?? nil else { return nil }
            return (line, scale.position(of: min(max(last, scale.lower), scale.upper)), last > scale.upper)
        }.sorted { $0.y < $1.y }
        let spread = Self.spread(ends.map(\.y), gap: 15, from: Self.top, to: Self.height - Self.bottom + 4)
        return zip(ends, spread).flatMap { end, y in
            // An arrow for a line that has left the chart at its top.
            let name =
                PlainText.truncated(PlainText.sanitised(end.line.name), to: end.line.isThick ? 12 : 14)
                + (end.isAbove ? " ↑" : "")
            return [
                SVG.line(x(positions.count - 1) + 3, end.y, Self.width - Self.right + 6, y, "leader"),
                SVG.text(
                    Self.width - Self.right + 9, y + 4, name,
                    "name \(end.line.style)\(end.line.isThick ? " strong" : "")"),
            ]
        }
    }

    /// `positions` (ascending) with at least `gap` between them, pushed down, then up from the end.
    static func spread(_ positions: [Double], gap: Double, from start: Double, to end: Double) -> [Double] {
        var result = positions
        for index in result.indices.dropFirst() {
            result[index] = max(result[index], result[index - 1] + gap)
        }
        if let last = result.last, last > end {
            result[result.count - 1] = end
            for index in result.indices.dropLast().reversed() {
                result[index] = min(result[index], result[index + 1] - gap)
            }
        }
        return result
    }
}
