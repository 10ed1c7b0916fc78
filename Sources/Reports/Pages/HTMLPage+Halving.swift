/// What a search by halving tried, and how far each candidate came.
extension HTMLPage {
    func halvings() -> HTMLNode {
        .group((report.halvings ?? []).enumerated().map { halving($0.element, number: $0.offset + 1) })
    }

    private func halving(_ halving: ExperimentReport.Halving, number: Int) -> HTMLNode {
        let kept = halving.candidates.count { $0.isKept }
        let isFollowed =
            halving.rungs.count > 1
            ? " Lines bear the numbers of the table; losses fall because training goes on." : ""
        return section(
            "Search: \(short(halving.name))", id: "search-\(number)",
            note: HalvingText.summary(halving, report) + isFollowed
                + " \(kept == 1 ? "The thick one was" : "Thick ones were") backtested.",
            [halvingChart(halving), halvingTable(halving)])
    }

    private func halvingChart(_ halving: ExperimentReport.Halving) -> HTMLNode {
        guard halving.rungs.count > 1 else { return .nothing }
        let lines = halving.candidates.prefix(40).enumerated().map { index, candidate in
            LineChart.Line(
                name: String(index + 1),
                values: halving.rungs.indices.map {
                    $0 < candidate.losses.count ? candidate.losses[$0].value : nil
                },
                style: candidate.isKept ? "c0" : "other", isThick: candidate.isKept)
        }
        return LineChart(
            lines: lines, positions: halving.rungs.map { String($0.rounds) },
            horizontalTitle: "boosting rounds at the rung",
            verticalTitle: "\(halving.metric) of the validation periods",
            label: "Validation loss of each candidate of \(halving.name) by rung"
        ).node()
    }

    private func halvingTable(_ halving: ExperimentReport.Halving) -> HTMLNode {
        let titles = HalvingText.titles(halving).enumerated().map {
            element("th", ["class": $0.offset == 0 ? "" : "n", "scope": "col"], text: $0.element)
        }
        let rows = halving.candidates.prefix(100).enumerated().map { index, candidate in
            element(
                "tr", [:],
                [
                    element(
                        "th", ["scope": "row"],
                        [
                            .text("\(index + 1)  "),
                            element(
                                "bdi",
                                text: PlainText.truncated(PlainText.sanitised(candidate.model), to: 80)),
                            candidate.isKept ? element("span", ["class": "tag"], text: "kept") : .nothing,
                        ])
                ]
                    + HalvingText.cells(candidate, in: halving).map {
                        element("td", ["class": "n"], text: $0)
                    })
        }
        return table(titles, rows)
    }
}
