/// Bars of the mean contribution of features, the longest first.
struct FeatureBars {
    let features: [ExperimentReport.FeatureWeight]
    let style: String
    /// For those who cannot see the picture.
    let label: String
    /// Above the bars; nil for none.
    var title: String?

    private static let width = 440.0, left = 178.0, right = 58.0, rowHeight = 21.0

    func node() -> HTMLNode {
        let longest = features.map(\.weight).max() ?? 0
        guard longest > 0 else { return .nothing }
        let head = title == nil ? 0.0 : 22
        let room = Self.width - Self.left - Self.right
        let rows = features.enumerated().flatMap { index, feature -> [HTMLNode] in
            let y = Self.rowHeight * Double(index) + 4 + head
            let length = room * feature.weight / longest
            let name = PlainText.truncated(PlainText.sanitised(feature.feature), to: 22)
            return [
                SVG.text(Self.left - 8, y + 12, name, "name end"),
                element(
                    "rect",
                    [
                        "x": SVG.coordinate(Self.left), "y": SVG.coordinate(y + 2),
                        "width": SVG.coordinate(max(1, length)), "height": "12", "class": "weight \(style)",
                    ]),
                SVG.text(
                    Self.left + length + 6, y + 12, FeatureText.share(feature.share), "axis"),
            ]
        }
        return SVG.picture(
            width: Self.width, height: Self.rowHeight * Double(features.count) + 8 + head, label: label,
            style: "chart", (title.map { [SVG.text(4, 13, $0, "axis")] } ?? []) + rows)
    }
}
