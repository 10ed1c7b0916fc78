internal import ForecastCore

/// How many series gain and lose how much: bars on both sides of zero, each side summed up in words.
struct HistogramChart {
    let distribution: ExperimentReport.Distribution
    let horizontalTitle: String
    /// What the two sides mean: who wins there.
    let sides: (worse: String, better: String)
    /// For those who cannot see the picture.
    let label: String

    private static let width = 440.0, height = 284.0
    private static let left = 46.0, right = 12.0, top = 70.0, bottom = 44.0

    /// Nothing where no series differs.
    func node() -> HTMLNode {
        let bins = distribution.bins
        guard bins.contains(where: { $0.series > 0 }) else { return .nothing }
        let up = ChartScale(
            covering: [0] + bins.map { Double($0.series) }, from: Self.height - Self.bottom, to: Self.top,
            tickCount: 4)
        return SVG.picture(
            width: Self.width, height: Self.height, label: label, style: "chart",
            captions() + verticalAxis(up) + bars(up) + horizontalAxis(up))
    }

    private func x(_ edge: Int) -> Double {
        let span = Self.width - Self.left - Self.right
        return Self.left + span * Double(edge) / Double(max(1, distribution.bins.count))
    }

    /// Who wins on which side, on how many series, on which part of the volume.
    private func captions() -> [HTMLNode] {
        let zero = x(distribution.bins.count / 2)
        return [
            SVG.text(zero - 10, 16, "← " + sides.worse, "name end strong worse"),
            SVG.text(zero + 10, 16, sides.better + " →", "name strong better"),
        ]
            + summary(distribution.worse).enumerated().map {
                SVG.text(zero - 10, 33 + 15 * Double($0.offset), $0.element, "axis end")
            }
            + summary(distribution.better).enumerated().map {
                SVG.text(zero + 10, 33 + 15 * Double($0.offset), $0.element, "axis")
            }
    }

    /// In two lines: both sides stand beside each other on a phone.
    private func summary(_ side: ExperimentReport.Distribution.Side) -> [String] {
        let part = Double(side.series) / Double(max(1, distribution.series))
        let volume = side.share.value.map { "\(NumberText.fixed(100 * $0, decimals: 0)) % of volume" }
        return ["\(NumberText.fixed(100 * part, decimals: 0)) % of series"] + [volume].compactMap(\.self)
    }

    private func verticalAxis(_ up: ChartScale) -> [HTMLNode] {
        [SVG.text(4, Self.top - 9, "series", "axis")]
            + up.ticks.filter { $0 == $0.rounded() }.flatMap { tick -> [HTMLNode] in
                let y = up.position(of: tick)
                return [
                    SVG.line(Self.left, y, Self.width - Self.right, y, "grid"),
                    SVG.text(Self.left - 6, y + 4, NumberText.compact(tick), "axis end"),
                ]
            }
    }

    private func bars(_ up: ChartScale) -> [HTMLNode] {
        let ground = up.position(of: 0)
        return distribution.bins.indices.map { index in
            let count = distribution.bins[index].series
            guard count > 0 else { return .nothing }
            let y = min(up.position(of: Double(count)), ground - 1)
            return element(
                "rect",
                [
                    "x": SVG.coordinate(x(index) + 1), "y": SVG.coordinate(y),
                    "width": SVG.coordinate(x(index + 1) - x(index) - 2),
                    "height": SVG.coordinate(ground - y),
                    "class": index < distribution.bins.count / 2 ? "worse" : "better",
                ])
        }
    }

    /// Edges by their values; the outermost bins hold all that lies beyond.
    private func horizontalAxis(_ up: ChartScale) -> [HTMLNode] {
        let bins = distribution.bins
        let ground = up.position(of: 0)
        let middle = bins.count / 2
        let every = 3
        let labels = (1..<bins.count).filter { ($0 - middle) % every == 0 }.compactMap { edge in
            bins[edge].lower.value.map {
                SVG.text(
                    x(edge), ground + 16,
                    NumberText.signed($0, decimals: $0 == $0.rounded() ? 0 : 3)
                        .trimmingZeros, "axis middle")
            }
        }
        return labels + [
            SVG.line(x(middle), Self.top - 14, x(middle), ground, "zero"),
            SVG.line(Self.left, ground, Self.width - Self.right, ground, "zero"),
            SVG.text(x(0), ground + 16, "less", "axis"),
            SVG.text(x(bins.count), ground + 16, "more", "axis end"),
            SVG.text(x(middle), Self.height - 6, horizontalTitle, "axis middle"),
        ]
    }
}

extension String {
    /// `-0.5` for `-0.500`: no zeros at the end of a fraction.
    fileprivate var trimmingZeros: String {
        guard contains(".") else { return self }
        var text = self
        while text.hasSuffix("0") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text
    }
}
