internal import ForecastCore

extension MarkdownReport {
    /// How an improvement spreads over series in a sentence, over classes in a folded table.
    static func headToHead(_ report: ExperimentReport) -> [String] {
        guard let contrast = report.headToHead else { return [] }
        return Array([spread(contrast), classes(contrast)].filter { !$0.isEmpty }.joined(separator: [""]))
    }

    private static func spread(_ contrast: ExperimentReport.HeadToHead) -> [String] {
        let spread = contrast.distribution
        guard spread.series > 0 else { return [] }
        func part(_ side: ExperimentReport.Distribution.Side) -> String {
            let share = 100 * Double(side.series) / Double(spread.series)
            let volume = side.share.value.map { " (\(NumberText.fixed(100 * $0, decimals: 0)) % of volume)" }
            return "\(NumberText.fixed(share, decimals: 0)) %\(volume ?? "")"
        }
        let median = NumberText.signed(spread.median.value, decimals: 2)
        return [
            "Series by series, \(name(contrast.contender)) against \(name(contrast.reference)): better on "
                + "\(part(spread.better)) of \(NumberText.count(spread.series)) series, worse on \(part(spread.worse)), "
                + "median \(median) \(contrast.improvementUnit.rawValue)."
        ]
    }

    private static func classes(_ contrast: ExperimentReport.HeadToHead) -> [String] {
        guard !contrast.classes.isEmpty else { return [] }
        var table = MarkdownTable(
            [
                "ABC", "XYZ", "pattern", "series", "share of volume",
                "improvement, \(contrast.improvementUnit.rawValue)",
            ], alignment: "lllrrr")
        for cell in contrast.classes {
            table.append([
                name(cell.abc), name(cell.xyz), name(cell.pattern), NumberText.count(cell.series),
                cell.share.value.map { NumberText.fixed(100 * $0, decimals: 1) + " %" }
                    ?? NumberText.undefined,
                NumberText.signed(cell.improvement.value, decimals: 2),
            ])
        }
        let title =
            "\(name(contrast.contender)) against \(name(contrast.reference)) on \(name(contrast.metric)) of "
            + "\(name(contrast.target)); plus is better"
        return folded(
            "Where it wins and loses", [title, ""] + table.lines(limit: 5000, noun: "combinations"))
    }
}
