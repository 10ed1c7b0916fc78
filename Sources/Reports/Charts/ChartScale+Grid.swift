internal import ForecastCore

extension ChartScale {
    /// The lines of a scale that runs upwards, from `left` to `right`, with their values `gap` left of them.
    /// - Parameters:
    ///   - marked: at which values; nil for all ticks.
    ///   - marksZero: whether the line at 0 is drawn as the axis that it is.
    func grid(
        from left: Double, to right: Double, gap: Double, at marked: [Double]? = nil, marksZero: Bool = false
    ) -> [HTMLNode] {
        (marked ?? ticks).flatMap { tick -> [HTMLNode] in
            let y = position(of: tick)
            return [
                SVG.line(left, y, right, y, marksZero && tick == 0 ? "zero" : "grid"),
                SVG.text(left - gap, y + 4, NumberText.compact(tick), "axis end"),
            ]
        }
    }
}
