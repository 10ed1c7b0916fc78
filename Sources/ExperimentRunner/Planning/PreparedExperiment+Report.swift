internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import ReportMaking

extension PreparedExperiment {
    /// What the report of the run says besides what comes out.
    func reported(on panel: Panel, _ windows: [BacktestWindow], notes: [String]) -> ReportedRun {
        ReportedRun(
            spec: spec, name: runName, specDigest: specDigest, snapshotDigest: snapshotDigest,
            notes: dataNotes + panel.remarks + knowledgeNotes(panel, windows) + notes,
            environment: environment,
            command: "forecast run results/\(spec.name)/\(runName)/\(ResultFolder.resolvedSpec)",
            kindSummaries: Dictionary(
                catalogue.kinds.map { ($0.name, $0.summary) }, uniquingKeysWith: { first, _ in first }))
    }
}
