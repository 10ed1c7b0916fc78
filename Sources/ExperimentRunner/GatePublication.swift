internal import Files
internal import ForecastCore
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
    ///   - summaries: files that the Markdown is appended to.
    /// - Throws: `DiagnosticsError(.spec)` for a path that is no place for a file, before anything is run.
    package init(spec: String, junit: String?, summaries: [String]) throws {
        self.spec = spec
        self.junit = junit
        self.summaries = summaries
        let problems = ([junit].compactMap { $0 } + summaries).compactMap(Self.problem)
        guard problems.isEmpty else { throw DiagnosticsError(.spec, problems) }
        // What an earlier gate said there is not said of this one, whatever happens to it.
        if let junit { try FileSystem.remove(junit) }
    }

    private static func problem(_ path: String) -> Diagnostic? {
        let isFile = [nil, .file].contains(FileSystem.kind(of: path))
        if isFile, !path.isEmpty, !path.hasSuffix("/") { return nil }
        return Diagnostic(
            code: "E220", "'\(path)' cannot take what the gate has to say: it is no regular file",
            fix: "name a file, new or not; not a folder, a link, a pipe or a device")
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
        if let junit {
            try FileSystem.makeFolder(FileSystem.split(junit).folder)
            try AtomicFile.write(report.junit.text, to: junit)
        }
        for path in summaries {
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            let used = FileSystem.size(ofFile: path) ?? 0
            // A paragraph of its own, whatever stands before it.
            let text = (used > 0 ? "\n" : "") + (try markdown(MarkdownReport.limit - used - 1))
            try FileSystem.append(Array(text.utf8), to: path)
        }
    }
}

extension RegressionGate.Decision: CommandAnswer {
    package func text(width: Int?) -> String { report.text(width: width) }
    package func encode(to encoder: any Encoder) throws { try report.encode(to: encoder) }
}
