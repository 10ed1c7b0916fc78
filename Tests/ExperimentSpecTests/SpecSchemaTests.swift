import ExperimentSpec
import ForecastCore
import Foundation
import LocatedYAML
import Testing

@Suite("The JSON Schema of specs")
struct SpecSchemaTests {
    private static let schema = SpecSchema.schema(modelKinds: Fixtures.kinds)

    private func isValid(_ text: String) throws -> Bool {
        var diagnostics = DiagnosticCollector()
        let root = try #require(YAMLDocument.parse(Array(text.utf8), file: "x", &diagnostics))
        return SchemaValidator.accepts(YAMLValue(root), Self.schema)
    }

    @Test("is JSON")
    func json() throws {
        let text = SpecSchema.json(modelKinds: Fixtures.kinds)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(object["title"] as? String == "A forecasting experiment")
    }

    @Test("accepts the good specs", arguments: ["design", "minimal", "everything"])
    func good(name: String) throws {
        let file = Fixtures.folder.appending(path: "Good/\(name).yaml")
        #expect(try isValid(try String(contentsOf: file, encoding: .utf8)))
    }

    @Test(
        "refuses what an editor should underline",
        arguments: [
            "sede: 3", "seed: x", "backtest: {horizn: 3}", "models: {a: {kind: croton}}", "quantiles: [1]",
            "models: {a: {kind: ses, alhpa: 1}}", "models: {a: {kind: ses, alpha: 1}}",
            "evaluate: {zeros: drop}",
            "promotion: {guardrails: {bias: 3}}", "features: {f: {lags: [0]}}",
            "data: {filter: {abc_class: [D]}}",
        ])
    func bad(line: String) throws {
        #expect(try isValid("extends: base.yaml\n"))
        #expect(try !isValid("extends: base.yaml\n\(line)\n"))
        #expect(try !isValid("seed: 3\n"))
    }

    /// A null takes away what `extends` brings; the schema knows it for models only.
    private func holdsNull(_ text: String) throws -> Bool {
        func holdsNull(_ value: YAMLValue) -> Bool {
            switch value {
            case .null: true
            case .sequence(let items): items.contains(where: holdsNull)
            case .mapping(let entries): entries.contains { holdsNull($0.value) }
            case .boolean, .integer, .number, .string: false
            }
        }
        var diagnostics = DiagnosticCollector()
        return holdsNull(
            YAMLValue(try #require(YAMLDocument.parse(Array(text.utf8), file: "x", &diagnostics))))
    }

    @Test("accepts whatever the reader accepts", arguments: 0..<60)
    func agreement(seed: Int) throws {
        var random = SpecGenerator(seed: seed)
        for round in 0..<20 {
            let text = YAMLWriter.write(random.spec())
            let mutant = round == 0 ? text : random.mutated(text)
            guard let resolved = try? Fixtures.read(mutant), try !holdsNull(mutant) else { continue }
            // The reader never sees a wrong value that a sweep replaces; an editor may underline it.
            if !mutant.contains("sweep:") { #expect(try isValid(mutant), "\(mutant)") }
            #expect(try isValid(resolved.yaml), "\(resolved.yaml)")
        }
    }
}

/// As much of JSON Schema as the schema of specs uses.
private enum SchemaValidator {
    static func accepts(_ value: YAMLValue, _ schema: YAMLValue) -> Bool {
        if let choices = schema["anyOf"]?.items, !choices.contains(where: { accepts(value, $0) }) {
            return false
        }
        if let all = schema["allOf"]?.items, !all.allSatisfy({ accepts(value, $0) }) { return false }
        if let condition = schema["if"] {
            let branch = accepts(value, condition) ? schema["then"] : schema["else"]
            if let branch, !accepts(value, branch) { return false }
        }
        if let constant = schema["const"], constant != value { return false }
        if let words = schema["enum"]?.items, !words.contains(value) { return false }
        if let type = schema["type"] {
            let types = type.items ?? [type]
            guard types.contains(where: { matches(value, $0) }) else { return false }
        }
        return acceptsBounds(value, schema) && acceptsContent(value, schema)
    }

    private static func matches(_ value: YAMLValue, _ type: YAMLValue) -> Bool {
        switch (type, value) {
        case (.string("object"), .mapping), (.string("array"), .sequence), (.string("string"), .string),
            (.string("boolean"), .boolean), (.string("integer"), .integer), (.string("null"), .null),
            (.string("number"), .integer), (.string("number"), .number):
            true
        default: false
        }
    }

    private static func acceptsBounds(_ value: YAMLValue, _ schema: YAMLValue) -> Bool {
        guard let number = value.number else { return true }
        if let least = schema["minimum"]?.number, number < least { return false }
        if let most = schema["maximum"]?.number, number > most { return false }
        if let least = schema["exclusiveMinimum"]?.number, number <= least { return false }
        if let most = schema["exclusiveMaximum"]?.number, number >= most { return false }
        return true
    }

    private static func acceptsContent(_ value: YAMLValue, _ schema: YAMLValue) -> Bool {
        if let items = value.items, let item = schema["items"] {
            return items.allSatisfy { accepts($0, item) }
        }
        guard case .mapping(let entries) = value else { return true }
        let required = schema["required"]?.items ?? []
        guard required.allSatisfy({ name in entries.contains { .string($0.key) == name } }) else {
            return false
        }
        return entries.allSatisfy { entry in
            if let property = schema["properties"]?[entry.key] { return accepts(entry.value, property) }
            guard let rest = schema["additionalProperties"] else { return true }
            return rest == .boolean(false) ? false : accepts(entry.value, rest)
        }
    }
}

extension YAMLValue {
    fileprivate subscript(key: String) -> YAMLValue? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    fileprivate var items: [YAMLValue]? {
        guard case .sequence(let items) = self else { return nil }
        return items
    }

    fileprivate var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
