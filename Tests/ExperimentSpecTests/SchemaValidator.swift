import ExperimentSpec
import LocatedYAML

/// As much of JSON Schema as the schema of specs uses.
enum SchemaValidator {
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
        return acceptsBounds(value, schema) && acceptsText(value, schema) && acceptsContent(value, schema)
    }

    private static func matches(_ value: YAMLValue, _ type: YAMLValue) -> Bool {
        switch (type, value) {
        case (.string("object"), .mapping), (.string("array"), .sequence), (.string("string"), .string),
            (.string("boolean"), .boolean), (.string("integer"), .integer), (.string("null"), .null),
            (.string("number"), .integer), (.string("number"), .number):
            true
        case (.string("integer"), .number(let number)): number == number.rounded()
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

    private static func acceptsText(_ value: YAMLValue, _ schema: YAMLValue) -> Bool {
        guard case .string(let text) = value else { return true }
        if let least = schema["minLength"]?.number, Double(text.unicodeScalars.count) < least { return false }
        if case .string(let pattern)? = schema["pattern"] {
            // A pattern that is none lets nothing through.
            guard let regex = try? Regex(pattern), text.firstMatch(of: regex) != nil else { return false }
        }
        return true
    }

    private static func acceptsContent(_ value: YAMLValue, _ schema: YAMLValue) -> Bool {
        if let items = value.items {
            if let least = schema["minItems"]?.number, Double(items.count) < least { return false }
            if let most = schema["maxItems"]?.number, Double(items.count) > most { return false }
            if schema["uniqueItems"] == .boolean(true),
                items.indices.contains(where: { items[..<$0].contains(items[$0]) })
            {
                return false
            }
            guard let item = schema["items"] else { return true }
            return items.allSatisfy { accepts($0, item) }
        }
        guard case .mapping(let entries) = value else { return true }
        if let least = schema["minProperties"]?.number, Double(entries.count) < least { return false }
        let required = schema["required"]?.items ?? []
        guard required.allSatisfy({ name in entries.contains { .string($0.key) == name } }) else {
            return false
        }
        if let names = schema["propertyNames"] {
            guard entries.allSatisfy({ accepts(.string($0.key), names) }) else { return false }
        }
        return entries.allSatisfy { entry in
            if let property = schema["properties"]?[entry.key] { return accepts(entry.value, property) }
            guard let rest = schema["additionalProperties"] else { return true }
            return rest == .boolean(false) ? false : accepts(entry.value, rest)
        }
    }
}

extension YAMLValue {
    subscript(key: String) -> YAMLValue? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var items: [YAMLValue]? {
        guard case .sequence(let items) = self else { return nil }
        return items
    }

    var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
