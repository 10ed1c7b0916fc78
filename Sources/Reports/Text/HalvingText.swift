internal import ForecastCore

/// What pages say of a search.
enum HalvingText {
    static func summary(_ halving: ExperimentReport.Halving, _ report: ExperimentReport) -> String {
        let rungs = halving.rungs.map { "\($0.candidates) at \($0.rounds)" }.joined(separator: ", ")
        let validation = halving.validation
        return
            "\(halving.candidates.count) candidates competed by \(halving.metric) of \(PlainText.sanitised(halving.target)) on "
            + "\(PlainText.sanitised(validation.first)) to \(PlainText.sanitised(validation.last)) (\(validation.periods) "
            + "\(report.stepNoun(validation.periods))), before the first cutoff; the best 1/\(halving.eta) of each rung went on with "
            + "\(halving.eta) times the rounds: \(rungs). The search took \(WorkText.visits(halving.work))."
    }

    static func titles(_ halving: ExperimentReport.Halving) -> [String] {
        ["candidate", "rung", "rounds", "\(halving.metric) there", "work, \(WorkText.unit)"]
    }

    static func cells(
        _ candidate: ExperimentReport.Halving.Candidate, in halving: ExperimentReport.Halving
    ) -> [String] {
        let decimals = NumberText.decimals(for: halving.candidates.compactMap { $0.losses.last?.value })
        return [
            "\(candidate.rung) of \(halving.rungs.count)", NumberText.count(candidate.rounds),
            NumberText.fixed(candidate.losses.last?.value, decimals: decimals),
            WorkText.number(candidate.work),
        ]
    }
}
