import ExperimentRunner
import ForecastCore
import ForecastTasks
import Foundation
import Testing

/// `docs/models/` has a page for every model of one series, which says of every parameter what the program does.
@Suite("pages of the models") struct ModelPagesTests {
    private static let folder: URL = {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return root.appendingPathComponent("docs/models")
    }()

    static let kinds = ModelCatalogue.standard.kinds.filter {
        if case .local = $0.make { true } else { false }
    }

    private static func text(_ value: ParameterValue?) -> String {
        switch value {
        case .integer(let value)?: String(value)
        case .number(let value)?: String(value)
        case .word(let value)?: value
        case .boolean(let value)?: String(value)
        case .names?: value?.text ?? "-"
        case .members?, .rules?, nil: "-"
        }
    }

    private static func listed(_ words: [String]) -> String {
        words.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static func bounds(_ domain: ParameterDeclaration.Domain) -> String {
        switch domain {
        case .integer(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "\(range.lowerBound) to \(range.upperBound)"
        case .numberOrWord(let range, let words):
            "above \(range.lowerBound), below \(range.upperBound); \(listed(words))"
        case .word(let words): words.count > 8 ? "one of \(words.count) words" : listed(words)
        case .countOrWord(let range, let words):
            "\(range.lowerBound) to \(range.upperBound); \(listed(words))"
        case .words(let words): "some of \(listed(words))"
        case .boolean: "`true`, `false`"
        case .booleanOrWord(let words): "`true`, `false`, \(listed(words))"
        case .season: "1 to 10000; `auto`"
        case .seasons: "1 to 10000; `auto`; a list of 2 to 4"
        case .featureSet, .text, .columns, .members, .model, .rules: "-"
        }
    }

    @Test("every kind has a page with equations, use, cost and failures", arguments: kinds.map(\.name))
    func pages(kind: String) throws {
        let page = try String(contentsOf: Self.folder.appendingPathComponent("\(kind).md"), encoding: .utf8)
        #expect(page.hasPrefix("# `\(kind)`\n"))
        for heading in ["Equations", "Parameters", "When to use it", "Cost", "Failure modes"] {
            #expect(page.contains("\n## \(heading)\n"), "\(heading)")
        }
    }

    @Test("every parameter stands on its kind's page, with default and bounds, and no other does")
    func parameters() throws {
        for kind in Self.kinds {
            let file = Self.folder.appendingPathComponent("\(kind.name).md")
            let page = try String(contentsOf: file, encoding: .utf8)
            let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
            #expect(rows.count == kind.parameters.count, "\(kind.name)")
            for parameter in kind.parameters {
                let row =
                    "| `\(parameter.name)` | \(Self.text(parameter.defaultValue)) | \(Self.bounds(parameter.domain)) | "
                #expect(rows.contains { $0.hasPrefix(row) }, "\(kind.name).md: \(row)")
            }
        }
    }
}
