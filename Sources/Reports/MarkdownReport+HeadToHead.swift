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

/// The columns of a ranking that place a model between seasonal naive and the reference.
struct StandingText {
    let titles: [String]
    let hasIntervals: Bool
    private let hasSkill: Bool
    private let report: ExperimentReport
    private let target: String

    init(_ report: ExperimentReport, target: String) {
        self.report = report
        self.target = target
        hasIntervals =
            report.models.contains { report.gain(of: $0, target: target)?.improvement.value != nil }
        hasSkill =
            report.models.count > 1 && report.models.contains { $0.standing?.skill[target]?.value != nil }
        let unit = report.yardsticks?.improvementUnit.rawValue ?? ""
        titles =
            (hasIntervals ? ["against \(report.referenceName ?? ""), \(unit)"] : [])
            + (hasSkill ? ["skill %"] : [])
    }

    func cells(of model: ExperimentReport.ModelReport) -> [String] {
        (hasIntervals ? [improvement(of: model)] : []) + (hasSkill ? [skill(of: model)] : [])
    }

    /// What the two columns mean; nil without them.
    var note: String? {
        let confidence = NumberText.plain(100 * (report.yardsticks?.confidence ?? 0))
        let parts =
            (hasIntervals
                ? [
                    "Against \(report.referenceName ?? ""): improvement with its \(confidence) % interval, plus is better."
                ]
                : [])
            + (hasSkill
                ? ["Skill: the part of the error of \(report.seasonalNaive ?? "") that a model saves."]
                    + [report.skillCaveat(name: { $0 })].compactMap(\.self)
                : [])
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    private func improvement(of model: ExperimentReport.ModelReport) -> String {
        let gain = report.gain(of: model, target: target)
        guard let improvement = gain?.improvement.value else {
            return model.name == report.referenceName ? "" : NumberText.undefined
        }
        let interval = gain?.interval.map {
            " (\(NumberText.fixed($0.lower, decimals: 2)) to \(NumberText.fixed($0.upper, decimals: 2)))"
        }
        return NumberText.signed(improvement, decimals: 2) + (interval ?? "")
    }

    private func skill(of model: ExperimentReport.ModelReport) -> String {
        model.name == report.seasonalNaive
            ? "0" : NumberText.signed(model.standing?.skill[target]?.value, decimals: 1)
    }
}
