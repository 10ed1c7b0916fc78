/// The small words of SVG.
enum SVG {
    /// A coordinate to a tenth of a unit.
    static func coordinate(_ value: Double) -> String {
        guard !value.isNaN else { return "0" }
        let tenths = Int((min(max(value, -1e6), 1e6) * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = tenths.magnitude
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> HTMLNode {
        element(
            "line",
            [
                "x1": coordinate(x1), "y1": coordinate(y1), "x2": coordinate(x2), "y2": coordinate(y2),
                "class": style,
            ])
    }

    static func text(_ x: Double, _ y: Double, _ text: String, _ style: String = "") -> HTMLNode {
        element("text", ["x": coordinate(x), "y": coordinate(y), "class": style], text: text)
    }

    static func circle(_ x: Double, _ y: Double, radius: Double, _ style: String) -> HTMLNode {
        element(
            "circle", ["cx": coordinate(x), "cy": coordinate(y), "r": coordinate(radius), "class": style])
    }

    /// A line through `points`, interrupted where a value is missing; a lone point becomes a dot.
    static func polyline(_ points: [(x: Double, y: Double)?], _ style: String) -> HTMLNode {
        var nodes: [HTMLNode] = []
        for run in points.split(whereSeparator: { $0 == nil }) {
            let known = run.compactMap { $0 }
            if known.count == 1 {
                nodes.append(circle(known[0].x, known[0].y, radius: 1.5, style + " dot"))
            } else {
                let text = known.map { "\(coordinate($0.x)),\(coordinate($0.y))" }.joined(separator: " ")
                nodes.append(element("polyline", ["points": text, "class": style]))
            }
        }
        return .group(nodes)
    }

    /// The area between two lines of the same length.
    static func band(_ lower: [(x: Double, y: Double)], _ upper: [(x: Double, y: Double)], _ style: String)
        -> HTMLNode
    {
        let text = (lower + upper.reversed()).map { "\(coordinate($0.x)),\(coordinate($0.y))" }.joined(
            separator: " ")
        return element("polygon", ["points": text, "class": style])
    }

    static func picture(width: Double, height: Double, label: String, style: String, _ children: [HTMLNode])
        -> HTMLNode
    {
        element(
            "svg",
            [
                "viewBox": "0 0 \(coordinate(width)) \(coordinate(height))", "role": "img",
                "aria-label": label,
                "class": style,
            ], children)
    }
}
