internal import ForecastCore

/// Models as points of work and error, the frontier as a line, its models named beside their points.
struct FrontierChart {
    struct Point {
        let name: String
        let work: Double
        let value: Double
        let style: String
        let isOnFrontier: Bool
    }

    /// Cheapest first.
    let points: [Point]
    /// A value to compare with, such as the champion's, where it is no point itself.
    let reference: (name: String, value: Double)?
    let verticalTitle: String
    /// For those who cannot see the picture.
    let label: String

    private static let width = 440.0, height = 320.0
    private static let left = 48.0, right = 12.0, top = 28.0, bottom = 44.0

    func node() -> HTMLNode {
        guard !points.isEmpty else { return .nothing }
        let across = ChartScale(
            covering: [0] + points.map(\.work), from: Self.left, to: Self.width - Self.right - 40,
            tickCount: 4)
        let up = ChartScale(
            covering: visibleValues(), from: Self.height - Self.bottom, to: Self.top, tickCount: 6)
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            axes(across, up) + referenceLine(up) + frontier(across, up) + dots(across, up)
                + labels(across, up))
    }

    /// An exploded model must not flatten the others: it lies outside, and the table has its number.
    private func visibleValues() -> [Double] {
        let values = points.map(\.value).sorted()
        let ceiling = 3 * values[values.count / 2].magnitude
        let shown = ceiling > 0 ? values.filter { $0.magnitude <= ceiling } : values
        return shown + (reference.map { $0.value.magnitude <= ceiling ? [$0.value] : [] } ?? [])
    }

    private func axes(_ across: ChartScale, _ up: ChartScale) -> [HTMLNode] {
        let ground = Self.height - Self.bottom
        let horizontal = across.ticks.flatMap { tick -> [HTMLNode] in
            let x = across.position(of: tick)
            return [
                SVG.line(x, Self.top, x, ground, "grid"),
                SVG.text(x, ground + 16, NumberText.compact(tick), "axis middle"),
            ]
        }
        let vertical = up.grid(from: Self.left, to: Self.width - Self.right, gap: 6)
        return [SVG.text(4, 13, verticalTitle, "axis")] + horizontal + vertical + [
            SVG.text(
                (Self.left + Self.width - Self.right) / 2, Self.height - 6,
                "work of training, \(WorkText.unit)", "axis middle")
        ]
    }

    private func referenceLine(_ up: ChartScale) -> [HTMLNode] {
        guard let reference, reference.value >= up.lower, reference.value <= up.upper else { return [] }
        let y = up.position(of: reference.value)
        let name = PlainText.truncated(PlainText.sanitised(reference.name), to: 24)
        return [
            SVG.line(Self.left, y, Self.width - Self.right, y, "needed"),
            SVG.text(Self.width - Self.right, y - 5, name, "name end"),
        ]
    }

    private func frontier(_ across: ChartScale, _ up: ChartScale) -> [HTMLNode] {
        [
            SVG.polyline(
                points.filter(\.isOnFrontier).map {
                    (across.position(of: $0.work), up.position(of: $0.value))
                },
                "line frontier")
        ]
    }

    private func dots(_ across: ChartScale, _ up: ChartScale) -> [HTMLNode] {
        points.filter { $0.value >= up.lower && $0.value <= up.upper }.map { point in
            SVG.circle(
                across.position(of: point.work), up.position(of: point.value),
                radius: point.isOnFrontier ? 5 : 3.5,
                "spot \(point.style)\(point.isOnFrontier ? "" : " beaten")")
        }
    }

    /// The names of the frontier, each beside its point and above the line; one that would cover the one
    /// before it moves up.
    private func labels(_ across: ChartScale, _ up: ChartScale) -> [HTMLNode] {
        let shared = sharedBeginning
        var last: (x: Double, y: Double)?
        return points.filter(\.isOnFrontier).reversed().map { point in
            let name = PlainText.truncated(
                PlainText.sanitised(String(point.name.dropFirst(shared))), to: 30)
            let x = across.position(of: point.work)
            var y = up.position(of: point.value) - 7
            if let last, y > last.y - 13, last.x - x < 220 { y = last.y - 13 }
            last = (x, y)
            // About 7.4 units a letter: a name that would leave the picture stands left of its point.
            let isLate = x + 8 + 7.4 * Double(PlainText.columns(of: name)) > Self.width
            return SVG.text(isLate ? x - 4 : x + 8, y, name, isLate ? "name end strong" : "name strong")
        }
    }

    /// How many characters all names begin with, up to a dot: the points of one sweep are told apart by
    /// what follows.
    private var sharedBeginning: Int {
        guard points.count > 1, let first = points.first?.name else { return 0 }
        let shared = points.dropFirst().reduce(Array(first)) { shared, point in
            zip(shared, point.name).prefix { $0 == $1 }.map(\.0)
        }
        return (shared.lastIndex(of: ".") ?? -1) + 1
    }
}
