/// All series together through the tested periods: what came and what two models said.
struct TotalsChart {
    let breakdown: ExperimentReport.Breakdown
    /// Made fit for a page.
    let names: (reference: String, contender: String)

    private static let width = 440.0, height = 250.0
    private static let left = 48.0, right = 10.0, top = 40.0, bottom = 26.0

    /// Nothing for a single period.
    func node() -> HTMLNode {
        let periods = breakdown.periods
        guard periods.count > 1 else { return .nothing }
        let scale = ChartScale(
            covering: periods.flatMap { [$0.actual, $0.reference, $0.contender] },
            from: Self.height - Self.bottom, to: Self.top, tickCount: 5)
        func line(_ value: KeyPath<ExperimentReport.Breakdown.Period, Double>, _ style: String) -> HTMLNode {
            SVG.polyline(
                periods.indices.map { (x($0), scale.position(of: periods[$0][keyPath: value])) }, style)
        }
        return SVG.picture(
            width: Self.width, height: Self.height,
            label:
                "Total \(breakdown.target) by period: actual, \(breakdown.reference) and \(breakdown.contender)",
            style: "chart",
            legend() + axis(scale) + times()
                + [
                    line(\.reference, "line c0 thick"), line(\.contender, "line c1 thick"),
                    line(\.actual, "actual"),
                ])
    }

    private func x(_ index: Int) -> Double {
        Self.left + 4 + (Self.width - Self.left - Self.right - 8) * Double(index)
            / Double(breakdown.periods.count - 1)
    }

    /// Lines that cross have no ends to be named at, so the names stand above.
    private func legend() -> [HTMLNode] {
        let entries = [
            ("actual", "actual", "name"), (names.reference, "line c0 thick", "name c0 strong"),
            (names.contender, "line c1 thick", "name c1 strong"),
        ]
        var place = 4.0
        return [SVG.text(4, 13, "\(PlainText.sanitised(breakdown.target)), all series together", "axis")]
            + entries.flatMap { name, line, style -> [HTMLNode] in
                let shown = PlainText.truncated(name, to: 16)
                defer { place += 34 + 8 * Double(PlainText.columns(of: shown)) }
                return [
                    SVG.polyline([(place, 26), (place + 16, 26)], line),
                    SVG.text(place + 20, 30, shown, style),
                ]
            }
    }

    private func axis(_ scale: ChartScale) -> [HTMLNode] {
        scale.grid(from: Self.left, to: Self.width - Self.right, gap: 5)
    }

    /// A dotted line where a window begins; the first and the last period by name.
    private func times() -> [HTMLNode] {
        let periods = breakdown.periods
        let starts = periods.indices.dropFirst().filter { periods[$0].window != periods[$0 - 1].window }
        return starts.map { index in
            let place = (x(index - 1) + x(index)) / 2
            return SVG.line(place, Self.top - 4, place, Self.height - Self.bottom, "cutoff")
        } + [
            SVG.text(Self.left, Self.height - 8, periods[0].label, "axis"),
            SVG.text(Self.width - Self.right, Self.height - 8, periods[periods.count - 1].label, "axis end"),
        ]
    }
}
