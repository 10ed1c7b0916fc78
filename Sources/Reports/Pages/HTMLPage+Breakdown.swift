internal import ForecastCore

/// Where the two models of a report err: over time, by season and promotion, by step and class.
extension HTMLPage {
    private typealias Breakdown = ExperimentReport.Breakdown

    func totals() -> HTMLNode {
        guard let breakdown = report.breakdown, breakdown.periods.count > 1 else { return .nothing }
        let chart = TotalsChart(breakdown: breakdown, names: pairNames(breakdown)).node()
        let remarks = [
            (breakdown.reference, \Breakdown.Period.reference), (breakdown.contender, \.contender),
        ]
        .compactMap { name, forecast in
            breakdown.concentration(forecast).map { Self.text(of: $0, name: short(name), breakdown, report) }
        }
        return section(
            "All series together", id: "totals",
            note:
                "The sum of \(short(breakdown.target)) over all series that were observed, and of their forecasts; a dotted line is the "
                + "beginning of a window. What buyers and warehouses feel is this sum: errors of single series cancel in it, and "
                + "what is left is bias.",
            [chart] + remarks.map { element("p", ["class": "note"], text: $0) })
    }

    /// `6 of 52 weeks make 10.2 of the 13.2 points of bias of lgbm.`
    private static func text(
        of concentration: ExperimentReport.Breakdown.Concentration, name: String,
        _ breakdown: ExperimentReport.Breakdown, _ report: ExperimentReport
    ) -> String {
        let direction = concentration.whole > 0 ? "too high" : "too low"
        let beyond =
            concentration.part.magnitude > concentration.whole.magnitude
            ? "; the others make up for a part" : ""
        return
            "\(name) is \(NumberText.fixed(concentration.whole.magnitude, decimals: 1)) % \(direction) on the whole; "
            + "\(concentration.periods) of \(breakdown.periods.count) \(report.stepNoun(breakdown.periods.count)) make "
            + "\(NumberText.fixed(concentration.part.magnitude, decimals: 1)) points of it\(beyond)."
    }

    private func pairNames(_ breakdown: Breakdown) -> (reference: String, contender: String) {
        (chartName(breakdown.reference), chartName(breakdown.contender))
    }

    // MARK: - Season and promotion

    func seasons() -> HTMLNode {
        guard let breakdown = report.breakdown else { return .nothing }
        let charts =
            breakdown.seasons.count > 1
            ? [seasonChart(breakdown, isBias: false), seasonChart(breakdown, isBias: true)] : []
        let flags = flagTable(breakdown)
        guard !charts.isEmpty || !flags.isNothing else { return .nothing }
        return section(
            "By season and promotion", id: "seasons",
            note:
                "WAPE and bias of \(short(breakdown.target)) over all windows. A season or a promotion that one model misses is where a "
                + "feature, or a planned column, would help.",
            [element("div", ["class": "charts"], charts), flags])
    }

    private func seasonChart(_ breakdown: Breakdown, isBias: Bool) -> HTMLNode {
        let value: (ExperimentReport.Breakdown.Errors) -> Double? = { isBias ? $0.bias.value : $0.wape.value }
        let names = pairNames(breakdown)
        let what = isBias ? "bias" : "wape"
        return LineChart(
            lines: [
                .init(
                    name: names.reference, values: breakdown.seasons.map { value($0.reference) }, style: "c0",
                    isThick: true),
                .init(
                    name: names.contender, values: breakdown.seasons.map { value($0.contender) }, style: "c1",
                    isThick: true),
            ], positions: breakdown.seasons.map(\.value), horizontalTitle: breakdown.seasonName,
            verticalTitle: "\(what) % of \(short(breakdown.target)) by \(breakdown.seasonName)",
            label: "\(what) of \(breakdown.reference) and \(breakdown.contender) by \(breakdown.seasonName)"
        ).node()
    }

    private func flagTable(_ breakdown: Breakdown) -> HTMLNode {
        guard !breakdown.flags.isEmpty else { return .nothing }
        let names = pairNames(breakdown)
        let titles = columns([
            ("column", false), ("value", true), ("points", true), ("of volume", true),
            ("wape % of \(names.reference)", true), ("of \(names.contender)", true), ("gain pp", true),
            ("bias % of \(names.reference)", true), ("of \(names.contender)", true),
        ])
        let rows = breakdown.flags.map { part -> HTMLNode in
            let gain = part.reference.wape.value.flatMap { old in part.contender.wape.value.map { old - $0 } }
            let numbers = [
                part.value, NumberText.count(part.points),
                part.share.value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" }
                    ?? NumberText.undefined,
                NumberText.fixed(part.reference.wape.value, decimals: 2),
                NumberText.fixed(part.contender.wape.value, decimals: 2),
                NumberText.signed(gain, decimals: 2),
                NumberText.signed(part.reference.bias.value, decimals: 2),
                NumberText.signed(part.contender.bias.value, decimals: 2),
            ]
            return element(
                "tr", [:],
                [element("th", ["scope": "row"], [element("bdi", text: short(part.group))])]
                    + numbers.map(number))
        }
        return table(titles, rows, caption: "By planned columns of yes (1) and no (0)")
    }

    // MARK: - Calibration by step and class

    /// The share inside the widest interval, step by step and class by class.
    func coverageParts() -> [HTMLNode] {
        guard let breakdown = report.breakdown, let nominal = breakdown.nominal.value else { return [] }
        let steps = breakdown.coverage.filter { $0.group == "step" }
        let classes = breakdown.coverage.filter { $0.group != "step" }
        let names = pairNames(breakdown)
        let promised = NumberText.plain(nominal)
        var parts: [HTMLNode] = []
        if steps.count > 1 {
            parts.append(
                LineChart(
                    lines: [
                        .init(
                            name: names.reference, values: steps.map(\.reference.value), style: "c0",
                            isThick: true),
                        .init(
                            name: names.contender, values: steps.map(\.contender.value), style: "c1",
                            isThick: true),
                    ], positions: steps.map(\.value), horizontalTitle: "\(report.stepNoun(2)) ahead",
                    verticalTitle:
                        "% of actuals in \(breakdown.intervalLabel) by step; dashed: \(promised) promised",
                    label: "Share of actuals in \(breakdown.intervalLabel) by step", level: nominal
                ).node())
        }
        guard !classes.isEmpty else { return parts }
        let titles = columns([
            ("class", false), (names.reference, true), ("of \(promised) % promised", false),
            ("randomised", true), (names.contender, true), ("of \(promised) % promised", false),
            ("randomised", true),
        ])
        let rows = classes.prefix(60).map { part in
            element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [.text(part.value), element("span", ["class": "tag"], text: part.group)])
                ] + bullet(part.reference.value, nominal, "c0")
                    + [number(NumberText.fixed(part.randomisedReference.value, decimals: 1))]
                    + bullet(part.contender.value, nominal, "c1")
                    + [number(NumberText.fixed(part.randomisedContender.value, decimals: 1))])
        }
        return parts + [
            table(
                titles, Array(rows),
                caption: "Actuals in \(breakdown.intervalLabel) by class: the bar should end at the mark. "
                    + "Randomised: of an actual that equals a bound, as counts do, as much counts as lies inside by the forecast's own "
                    + "probabilities; where the forecast is right that is what is promised",
                style: "snug")
        ]
    }
}
