internal import ForecastCore

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
