internal import ForecastCore

/// Two models laid side by side: by class, then series by series.
extension HTMLPage {
    /// ABC by XYZ down, demand pattern across: what the contender gains, on how much of the volume.
    func classMap() -> HTMLNode {
        guard let contrast = report.headToHead, !contrast.classes.isEmpty else { return .nothing }
        let known = ["smooth", "erratic", "intermittent", "lumpy", "no demand"]
        let patterns = Self.inOrder(
            known.filter { name in contrast.classes.contains { $0.pattern == name } }
                + contrast.classes.map(\.pattern))
        let rows = Self.inOrder(contrast.classes.map { "\($0.abc) \($0.xyz)" })
        let titles =
            [element("th", ["scope": "col"], text: "ABC, XYZ")]
            + patterns.map { element("th", ["class": "n", "scope": "col"], text: $0) }
        let metric = report.metrics.first { $0.id == contrast.metric }
        let body = rows.map { row in
            element(
                "tr", [:],
                [element("th", ["scope": "row"], text: row)]
                    + patterns.map { pattern in
                        contrast.classes.first { "\($0.abc) \($0.xyz)" == row && $0.pattern == pattern }
                            .map { mapCell($0, contrast, metric) } ?? element("td", ["class": "h"])
                    })
        }
        return section(
            "Where \(short(contrast.contender)) wins and loses", id: "map",
            note:
                "Improvement of \(contrast.metric) over \(short(contrast.reference)), in \(contrast.improvementUnit.rawValue), "
                + "by importance (A to C), predictability (X to Z) and demand pattern. Plus and green: "
                + "\(short(contrast.contender)) is better; minus and purple: worse; the stronger the colour, the larger the "
                + "difference (steps at 1, 5 and 15 % of \(short(contrast.reference))'s value). Below it the share of "
                + "\(short(contrast.target)) that was observed there, also as a bar, and the series at the last cutoff.",
            [element("div", ["class": "map"], [table(titles, body)])])
    }

    private static func inOrder(_ names: [String]) -> [String] {
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }
    }

    private func mapCell(
        _ cell: ExperimentReport.ClassContrast, _ contrast: ExperimentReport.HeadToHead,
        _ metric: ExperimentReport.MetricDescription?
    ) -> HTMLNode {
        let base = cell.referenceValue.value.map { metric?.loss(of: $0) ?? $0 }
        let relative = cell.improvement.value.map { improvement in
            contrast.improvementUnit == .percent
                ? improvement / 100 : base.map { $0 > 0 ? improvement / $0 : improvement } ?? 0
        }
        let share = cell.share.value ?? 0
        return element(
            "td", ["class": "h" + Self.heat(relative)],
            [
                element("b", text: NumberText.signed(cell.improvement.value, decimals: 2)),
                element(
                    "span", ["class": "d"],
                    text:
                        "\(NumberText.fixed(100 * share, decimals: share < 0.095 ? 1 : 0)) % · \(NumberText.count(cell.series))"
                ),
                element(
                    "span", ["class": "share"],
                    [element("i", ["style": "width:\(SVG.coordinate(min(100, 100 * share)))%"])]),
            ])
    }

    /// A class of the style sheet for an improvement relative to the reference's value.
    static func heat(_ relative: Double?) -> String {
        guard let relative else { return "" }
        let step = [0.01, 0.05, 0.15].count { relative.magnitude >= $0 }
        return step == 0 ? "" : (relative > 0 ? " hg" : " hb") + String(step)
    }

    // MARK: - Series by series

    func distribution() -> HTMLNode {
        guard let contrast = report.headToHead, contrast.distribution.series > 1 else { return .nothing }
        let spread = contrast.distribution
        let unit = contrast.improvementUnit.rawValue
        var notes = ["Each of \(NumberText.count(spread.series)) series by its own \(contrast.metric)"]
        if let median = spread.median.value {
            notes.append(
                "half of them improve by more than \(NumberText.signed(median, decimals: 2)) \(unit)")
        }
        if spread.equal.series > 0 {
            notes.append("\(NumberText.count(spread.equal.series)) are exactly equal")
        }
        if spread.undefined > 0 {
            notes.append("\(NumberText.count(spread.undefined)) have no \(contrast.metric) and are left out")
        }
        let chart = HistogramChart(
            distribution: spread,
            horizontalTitle: "improvement of \(contrast.metric) per series, \(unit)",
            sides: (
                "\(PlainText.truncated(PlainText.sanitised(contrast.reference), to: 20)) is better",
                "\(PlainText.truncated(PlainText.sanitised(contrast.contender), to: 20)) is better"
            ), label: "Distribution of the improvement over series")
        return section(
            "Series by series", id: "spread",
            note: notes.joined(separator: "; ")
                + ". A lead that a few large series make looks different from one that most of them share. "
                + "The outermost bars hold all that lies beyond.",
            [chart.node(), pareto(contrast)])
    }

    /// What the series that gain most add up to.
    private func pareto(_ contrast: ExperimentReport.HeadToHead) -> HTMLNode {
        guard let pareto = contrast.pareto, pareto.series > 1 else { return .nothing }
        let unit = contrast.improvementUnit.rawValue
        let picture = ParetoChart(
            pareto: pareto, title: "improvement of \(contrast.metric), \(unit), added up over series",
            label: "Improvement of \(contrast.metric) added up over series"
        ).node()
        let words =
            "\(NumberText.count(pareto.half)) of \(NumberText.count(pareto.series)) series make half of what "
            + "\(short(contrast.contender)) gains (\(NumberText.signed(pareto.gained, decimals: 2)) \(unit)); those that lose take "
            + "\(NumberText.fixed(pareto.lost.magnitude, decimals: 2)) \(unit) of it. Every series is in series.csv."
        return .group([picture, element("p", ["class": "note"], text: words)])
    }
}
