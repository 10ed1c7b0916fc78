internal import ForecastCore
internal import ForecastEvaluation

/// Every challenger's improvement over the champion with its confidence interval, beside the
/// improvement that promotion needs.
struct IntervalChart {
    let verdict: ExperimentReport.Verdict

    private static let width = 440.0, left = 112.0, right = 24.0, rowHeight = 30.0, top = 34.0

    func node() -> HTMLNode {
        let rows = Array(verdict.comparisons.prefix(20))
        let bottom = Self.top + Self.rowHeight * Double(rows.count)
        let values = rows.flatMap {
            [$0.improvementPP.value, $0.intervalPP?.lower, $0.intervalPP?.upper].compactMap { $0 }
                + ($0.evidence?.windowsPP ?? []).prefix(60).compactMap(\.value)
        }
        let scale = ChartScale(
            covering: values + [0, verdict.minImprovementPP], from: Self.left, to: Self.width - Self.right,
            tickCount: 6)
        return SVG.picture(
            width: Self.width, height: bottom + 44, label: "Improvement of each challenger with its interval",
            style: "chart",
            axis(scale, bottom) + rows.enumerated().map { row($0.element, at: $0.offset, scale) })
    }

    private func axis(_ scale: ChartScale, _ bottom: Double) -> [HTMLNode] {
        let unit = verdict.improvementUnit.rawValue
        let zero = scale.position(of: 0)
        let needed = scale.position(of: verdict.minImprovementPP)
        let ticks = scale.ticks.flatMap { tick -> [HTMLNode] in
            let x = scale.position(of: tick)
            return [
                SVG.line(x, Self.top, x, bottom, "grid"),
                SVG.text(x, bottom + 16, NumberText.compact(tick), "axis middle"),
            ]
        }
        // Near one another, the two captions would collide: the first steps aside.
        let collide = abs(needed - zero) < 150
        return ticks + [
            SVG.line(zero, Self.top - 6, zero, bottom, "zero"),
            SVG.text(zero, Self.top - 12, "as good", collide ? "axis end" : "axis middle"),
            SVG.line(needed, Self.top - 6, needed, bottom, "needed"),
            SVG.text(
                needed + (collide ? 2 : 0), Self.top - 12,
                "needed: \(NumberText.plain(verdict.minImprovementPP)) \(unit)",
                collide ? "axis" : "axis middle"),
            SVG.text(
                (Self.left + Self.width - Self.right) / 2, bottom + 36,
                "improvement on \(verdict.metric), \(unit) (right is better)", "axis middle"),
        ]
    }

    private func row(_ comparison: ExperimentReport.Comparison, at index: Int, _ scale: ChartScale)
        -> HTMLNode
    {
        let y = Self.top + Self.rowHeight * (Double(index) + 0.5)
        let style = comparison.decision == .promote ? "good" : comparison.decision == .keep ? "bad" : "open"
        let isSubject = comparison.challenger == verdict.challenger
        let name = PlainText.truncated(PlainText.sanitised(comparison.challenger), to: 13)
        var nodes = [SVG.text(Self.left - 10, y + 4, name, isSubject ? "name end strong" : "name end")]
        if let interval = comparison.intervalPP {
            let from = scale.position(of: interval.lower)
            let to = scale.position(of: interval.upper)
            nodes += [
                SVG.line(from, y, to, y, "interval \(style)"),
                SVG.line(from, y - 5, from, y + 5, "interval \(style)"),
                SVG.line(to, y - 5, to, y + 5, "interval \(style)"),
            ]
        }
        // Where windows are many, their marks would be a bar.
        for value in (comparison.evidence?.windowsPP ?? []).prefix(60).compactMap(\.value) {
            nodes.append(SVG.circle(scale.position(of: value), y + 10, radius: 2, "window"))
        }
        if let value = comparison.improvementPP.value {
            nodes.append(SVG.circle(scale.position(of: value), y, radius: 5, "point \(style)"))
        } else {
            nodes.append(SVG.text(Self.left + 8, y + 4, "cannot be compared", "axis"))
        }
        return .group(nodes)
    }
}
