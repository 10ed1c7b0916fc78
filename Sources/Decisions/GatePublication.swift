package import ExperimentRunner
internal import Files
internal import ForecastEvaluation
internal import Reports

/// What a gate leaves for build servers: JUnit XML, and Markdown behind what other steps have said.
///
/// Everything is said of a comparison that cannot be made, too: a file that is not there, or that an earlier
/// gate left, would read as a pass.
package struct GatePublication: Sendable {
    private let spec: String
    private let junit: String?
    private let summaries: [String]

    /// - Parameters:
    ///   - spec: as it was named on the command line.
    ///   - junit: a file that is replaced.
    ///   - summary: a file that the Markdown is appended to.
    ///   - stepSummary: another one, which the build server names; written to once where both are one file.
    /// - Throws: `DiagnosticsError(.spec)` for a path that is no place for a file, before anything is run.
    package init(
        spec: String, junit: String?, summary: String?, stepSummary: String?, places: OutputPlaces
    ) throws {
        self.spec = spec
        self.junit = junit
        var requests: [OutputPlaces.Request] = []
        if let summary { requests.append(("--summary", summary)) }
        if let stepSummary, summary.map({ !OutputPlaces.isSame($0, stepSummary) }) ?? true {
            requests.append(("GITHUB_STEP_SUMMARY", stepSummary))
        }
        summaries = requests.map(\.path)
        if let junit {
            let request = (option: "--junit", path: junit)
            // What an earlier gate said there is not said of this one, whatever is wrong with the other places.
            let isOwn = !summaries.contains { OutputPlaces.isSame($0, junit) }
            if isOwn, places.problem(request) == nil { try FileSystem.remove(junit) }
            requests.insert(request, at: 0)
        }
        try places.check(requests)
    }

    /// Tells of a comparison that was made.
    package func publish(_ decision: RegressionGate.Decision) throws {
        let outcome = decision.outcome
        try publish(decision.report) { limit in
            // A run from the cache was read without its details.
            try decision.report.markdown(ResultFolder(outcome.folder).report(), limit: limit)
        }
    }

    /// Tells of one that cannot be made, with the words of the error.
    package func publishImpossible(_ message: String, fix: String?, experiment: String?) throws {
        let report = report(ofImpossible: message, fix: fix, experiment: experiment)
        try publish(report) { report.markdown(nil, limit: $0) }
    }

    /// `gate --json` of a comparison that cannot be made.
    package func json(ofImpossible message: String, fix: String?, experiment: String?) throws -> String {
        let report = report(ofImpossible: message, fix: fix, experiment: experiment)
        return String(decoding: try JSONText.bytes(of: report, path: "the answer"), as: UTF8.self)
    }

    private func report(ofImpossible message: String, fix: String?, experiment: String?) -> GateReport {
        GateReport(impossible: message, fix: fix ?? "", experiment: experiment, spec: spec)
    }

    private func publish(_ report: GateReport, markdown: (_ limit: Int) throws -> String) throws {
        for path in summaries {
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            let used = FileSystem.size(ofFile: path) ?? 0
            // A paragraph of its own, whatever stands before it.
            let text = (used > 0 ? "\n" : "") + (try markdown(MarkdownReport.limit - used - 1))
            try FileSystem.append(Array(text.utf8), to: path)
        }
        // Last, so that it tells of no pass where something else could not be written.
        if let junit {
            try FileSystem.makeFolder(FileSystem.split(junit).folder)
            try AtomicFile.write(report.junit.text, to: junit)
        }
    }
}

extension RegressionGate.Decision: CommandAnswer {
    package func text(width: Int?) -> String { text(width: width, colour: false) }

    package func text(width: Int?, colour: Bool) -> String { report.text(width: width, colour: colour) }
    package func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }
}
