internal import ForecastCore

extension MarkdownReport {
    /// Which models give the least error for their cost.
    static func frontier(_ report: ExperimentReport) -> [String] {
        guard let frontier = report.frontier,
            let metric = report.metrics.first(where: { $0.id == frontier.metric })
        else { return [] }
        let decimals = report.decimals(target: frontier.target, metric: metric)
        var table = MarkdownTable(
            ["model", "work, \(WorkText.unit)", name(metric.title), "on the frontier"], alignment: "lrrl")
        for point in frontier.points {
            table.append([
                point.isOnFrontier ? "**\(name(point.model))**" : name(point.model),
                WorkText.number(point.work), NumberText.fixed(point.value.value, decimals: decimals),
                point.isOnFrontier ? "yes" : "",
            ])
        }
        return folded("Error against cost", table.lines(limit: 5000, noun: "models"))
    }

    /// What searches by halving tried.
    static func halvings(_ report: ExperimentReport) -> [String] {
        let searches = (report.halvings ?? []).map { halving -> [String] in
            var table = MarkdownTable(HalvingText.titles(halving).map { name($0) }, alignment: "lrrrr")
            for candidate in halving.candidates {
                let text = name(candidate.model)
                table.append(
                    [candidate.isKept ? "**\(text)** (kept)" : text]
                        + HalvingText.cells(candidate, in: halving))
            }
            let summary = MarkdownText.escaped(HalvingText.summary(halving, report), limit: 600)
            return ["### Search: \(name(halving.name))", "", summary, ""]
                + table.lines(limit: 5000, noun: "candidates")
        }
        return Array(searches.joined(separator: [""]))
    }
}
