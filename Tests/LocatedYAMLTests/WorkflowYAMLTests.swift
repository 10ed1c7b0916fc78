import ForecastCore
import Foundation
import LocatedYAML
import Testing

@Suite("The workflow of init ci") struct WorkflowYAMLTests {
    @Test("is YAML by the strictest reader at hand: no tab, no duplicate key, no alias")
    func strict() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "CommandLineTests/Golden/init.ci.yml")
        var diagnostics = DiagnosticCollector()
        let root = YAMLDocument.parse(Array(try Data(contentsOf: path)), file: "init.ci.yml", &diagnostics)
        #expect(root != nil && diagnostics.diagnostics.isEmpty, "\(diagnostics.diagnostics)")
        guard case .mapping(let entries)? = root?.content else { return }
        #expect(
            entries.map(\.key) == ["name", "on", "permissions", "concurrency", "defaults", "jobs"])
    }
}
