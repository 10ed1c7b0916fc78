internal import Files
package import ForecastCore
package import Reports

extension ResultFolder {
    /// The report of a run whose files are all there, can be read, and speak of one run. `runs` calls broken whatever
    /// fails here, and `promote` takes nothing that does.
    package func sound(_ detail: ExperimentReport.Detail = .everything) throws(BrokenRun) -> ExperimentReport
    {
        try requireFiles()
        let manifest = try read(Self.manifest) { try self.manifest() }
        let report = try read(Self.report) { try self.report(detail) }
        let pairs = [
            ("experiment", manifest.experiment, report.experiment), ("run", manifest.run, report.run),
            ("result digest", manifest.resultDigest, report.resultDigest),
            ("snapshot", manifest.snapshotDigest, report.reproduction.snapshotDigest),
        ]
        if let (name, _, _) = pairs.first(where: { $0.1 != $0.2 }) {
            throw BrokenRun(reason: "\(Self.manifest) and \(Self.report) name different \(name)s")
        }
        return report
    }

    private func requireFiles() throws(BrokenRun) {
        let missing = missingFiles
        guard missing.isEmpty else {
            throw BrokenRun(
                reason: missing.count == 1
                    ? "\(missing[0]) is missing" : "\(missing.count) files are missing")
        }
        if let other = presentFiles.first(where: { FileSystem.kind(of: file($0)) != .file }) {
            throw BrokenRun(reason: "\(other) is no regular file")
        }
    }

    private func read<Content>(_ name: String, _ body: () throws -> Content) throws(BrokenRun) -> Content {
        do {
            return try body()
        } catch {
            throw BrokenRun(
                reason: "\(name) cannot be read: \((error as? ReportError)?.message ?? "\(error)")")
        }
    }

    /// E231 for a run that cannot be promoted from.
    package static func broken(_ path: String, _ error: BrokenRun) -> Diagnostic {
        Diagnostic(
            code: "E231", "\(path) is no whole run: \(error.reason)",
            fix: "run its spec again, and promote that; `forecast runs` lists those that are whole")
    }
}
