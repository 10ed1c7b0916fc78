internal import Files
internal import ForecastCore
internal import LocatedYAML
internal import Reports

/// Two finished runs side by side: what differs in spec, data and code, and what that did to the metrics.
package struct RunComparison: Sendable {
    private let before: ExperimentReport
    private let after: ExperimentReport
    private let specChanges: [String]

    /// - Throws: `ReportError` or `FileError` when a folder holds no finished run.
    package init(before: String, after: String) throws {
        let folders = (
            before: ResultFolder(Project.absolute(before)), after: ResultFolder(Project.absolute(after))
        )
        self.before = try folders.before.report()
        self.after = try folders.after.report()
        specChanges = try SpecDifference.lines(
            before: folders.before.file(ResultFolder.resolvedSpec),
            after: folders.after.file(ResultFolder.resolvedSpec))
    }

    package func text(width: Int) -> String {
        var lines = [
            "before  \(shown(before.experiment)) \(shown(before.run))",
            "after   \(shown(after.experiment)) \(shown(after.run))", "",
        ]
        lines += provenance
        lines += specChanges.isEmpty ? ["spec    the same"] : ["spec"] + specChanges.map { "  \($0)" }
        for target in before.targets where after.targets.contains(target) {
            lines += ["", shown(target)] + metricLines(target: target)
        }
        lines += verdictLines
        return lines.joined(separator: "\n")
    }

    private var provenance: [String] {
        let old = before.reproduction
        let new = after.reproduction
        return [
            old.snapshotDigest == new.snapshotDigest
                ? "data    the same (\(old.snapshotDigest.prefix(12)))"
                : "data    \(old.snapshotDigest.prefix(12)) -> \(new.snapshotDigest.prefix(12))",
            old.codeVersion == new.codeVersion
                ? "code    the same (\(shown(old.codeVersion)))"
                : "code    \(shown(old.codeVersion)) -> \(shown(new.codeVersion))",
        ]
    }

    /// A block per metric that both runs have: model, value before, value after, difference.
    private func metricLines(target: String) -> [String] {
        let ids = before.metrics.map(\.id).filter { id in after.metrics.contains { $0.id == id } }
        let names =
            before.models.map(\.name)
            + after.models.map(\.name).filter { name in
                !before.models.contains { $0.name == name }
            }
        let nameWidth = max(5, names.map { PlainText.columns(of: shown($0)) }.max() ?? 0)
        var lines: [String] = []
        for id in ids {
            lines.append(
                "  \(padded(shown(id), nameWidth))  \(right("before", 12))  \(right("after", 12))  \(right("difference", 12))"
            )
            for name in names {
                let old = value(name, in: before, target: target, metric: id)
                let new = value(name, in: after, target: target, metric: id)
                let difference = if let old, let new { signed(new - old) } else { "-" }
                lines.append(
                    "  \(padded(shown(name), nameWidth))  \(right(old.map { NumberText.fixed($0, decimals: 3) } ?? "-", 12))  "
                        + "\(right(new.map { NumberText.fixed($0, decimals: 3) } ?? "-", 12))  \(right(difference, 12))"
                )
            }
        }
        return lines
    }

    private var verdictLines: [String] {
        guard let old = before.verdict, let new = after.verdict else { return [] }
        return [
            "",
            "verdict  \(old.decision.rawValue) (\(shown(old.challenger))) -> \(new.decision.rawValue) (\(shown(new.challenger)))",
        ]
    }

    private func value(_ model: String, in report: ExperimentReport, target: String, metric: String)
        -> Double?
    {
        report.models.first { $0.name == model }?.scores.value(target: target, metric: metric)
    }

    private func signed(_ value: Double) -> String {
        value > 0 ? "+\(NumberText.fixed(value, decimals: 3))" : NumberText.fixed(value, decimals: 3)
    }

    /// A name as a terminal may show it: reports may come from elsewhere.
    private func shown(_ name: String) -> String { PlainText.truncated(PlainText.sanitised(name), to: 80) }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - PlainText.columns(of: text)))
    }

    private func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}

/// Which keys of two resolved specs differ.
enum SpecDifference {
    /// One line per key, sorted: `models.ses.alpha: 0.2 -> 0.3`.
    static func lines(before: String, after: String) throws -> [String] {
        let old = try leaves(of: before)
        let new = try leaves(of: after)
        return Set(old.keys).union(new.keys).sorted().compactMap { key in
            old[key] == new[key] ? nil : "\(shown(key)): \(shown(old[key])) -> \(shown(new[key]))"
        }
    }

    private static func shown(_ text: String?) -> String {
        PlainText.truncated(PlainText.sanitised(text ?? "(absent)"), to: 200)
    }

    /// Every scalar and list of the file by its dotted path.
    private static func leaves(of path: String) throws -> [String: String] {
        var diagnostics = DiagnosticCollector()
        guard let root = YAMLDocument.parse(try FileSystem.read(path), file: path, &diagnostics) else {
            throw DiagnosticsError(.spec, diagnostics.diagnostics)
        }
        var result: [String: String] = [:]
        collect(root, path: "", into: &result)
        return result
    }

    private static func collect(_ node: YAMLNode, path: String, into result: inout [String: String]) {
        switch node.content {
        case .scalar(let text, quoted: _): result[path] = text
        case .sequence(let items):
            result[path] = "[" + items.map { $0.scalarText ?? "..." }.joined(separator: ", ") + "]"
        case .mapping(let entries):
            for entry in entries {
                collect(entry.value, path: path.isEmpty ? entry.key : "\(path).\(entry.key)", into: &result)
            }
        }
    }
}
