/// One series of a data set over the time axis that all of them share.
struct PanelChart {
    let values: [Double]
    let ticks: [DatasetProfile.Tick]
    /// For those who cannot see the picture.
    let label: String

    private static let width = 320.0, height = 132.0
    private static let left = 38.0, right = 8.0, top = 8.0, bottom = 20.0
    /// Points that a line of this width can show: beyond, each part of the axis gets its smallest and largest.
    private static let mostPoints = 600

    func node() -> HTMLNode {
        let known = values.filter { !$0.isNaN }
        let scale = ChartScale(
            covering: known + [0], from: Self.height - Self.bottom, to: Self.top, tickCount: 4)
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "panel",
            gaps() + axis(scale) + times() + [SVG.polyline(points(scale), "history")])
    }

    private func x(_ step: Int) -> Double {
        Self.left + 2 + (Self.width - Self.left - Self.right - 4) * Double(step)
            / Double(max(1, values.count - 1))
    }

    /// Periods without an observation between the first and the last one.
    private func gaps() -> [HTMLNode] {
        guard let first = values.firstIndex(where: { !$0.isNaN }),
            let last = values.lastIndex(where: { !$0.isNaN })
        else { return [] }
        var nodes: [HTMLNode] = []
        var step = first
        while step < last {
            guard values[step].isNaN else {
                step += 1
                continue
            }
            let start = step
            while values[step].isNaN { step += 1 }
            // From the last value before to the first one after: exactly where the line is broken.
            nodes.append(
                element(
                    "rect",
                    [
                        "x": SVG.coordinate(x(start - 1)), "y": SVG.coordinate(Self.top),
                        "width": SVG.coordinate(x(step) - x(start - 1)),
                        "height": SVG.coordinate(Self.height - Self.bottom - Self.top), "class": "gap",
                    ]))
        }
        return nodes
    }

    private func axis(_ scale: ChartScale) -> [HTMLNode] {
        scale.grid(from: Self.left, to: Self.width - Self.right, gap: 5, marksZero: true)
    }

    private func times() -> [HTMLNode] {
        let ground = Self.height - Self.bottom
        return ticks.flatMap { tick -> [HTMLNode] in
            let place = x(tick.step)
            let style = tick.step == 0 ? "axis" : tick.step == values.count - 1 ? "axis end" : "axis middle"
            return [
                SVG.line(place, ground, place, ground + 4, "zero"),
                SVG.text(place, ground + 16, tick.label, style),
            ]
        }
    }

    private func points(_ scale: ChartScale) -> [(x: Double, y: Double)?] {
        let size = (values.count * 2 + Self.mostPoints - 1) / Self.mostPoints
        guard values.count > Self.mostPoints else { return values.indices.map { point($0, scale) } }
        return stride(from: 0, to: values.count, by: size).flatMap { start -> [(x: Double, y: Double)?] in
            let steps = (start..<min(start + size, values.count)).filter { !values[$0].isNaN }
            guard let low = steps.min(by: { values[$0] < values[$1] }),
                let high = steps.max(by: { values[$0] < values[$1] })
            else { return [nil] }
            return (low == high ? [low] : [min(low, high), max(low, high)]).map { point($0, scale) }
        }
    }

    private func point(_ step: Int, _ scale: ChartScale) -> (x: Double, y: Double)? {
        values[step].isNaN ? nil : (x(step), scale.position(of: values[step]))
    }
}
