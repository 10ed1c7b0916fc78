internal import Files
package import Reports

/// What a run came to.
package struct RunOutcome: Sendable {
    /// Without windows, segments and steps when `isFromCache`.
    package let report: ExperimentReport
    package let folder: String
    /// True when nothing had changed since an earlier run.
    package let isFromCache: Bool
    /// What each model took when the run was last computed; empty where nobody knows.
    package let seconds: [String: Double]
    /// Forecasts that took part: series x windows x models x targets; 0 when `isFromCache`.
    package let forecasts: Int
    package let cachedForecasts: Int
}

extension RunOutcome {
    /// The comparison tables and the verdict, for a terminal.
    /// - Parameter timed: whether seconds are told, which are others every time.
    package func table(width: Int, colour: Bool, timed: Bool) -> String {
        TerminalTable.render(report, width: width, colour: colour, seconds: timed ? seconds : [:])
    }

    /// `report.json`, as it lies in the folder.
    package func reportJSON() throws -> String {
        let folder = ResultFolder(folder)
        return String(decoding: try FileSystem.read(folder.file(ResultFolder.report)), as: UTF8.self)
    }
}
