package import ForecastCore
internal import LocatedYAML

/// The reference page of specs: every key with what may stand there, its default and its meaning, in Markdown,
/// made from their schema.
package enum SpecReference {
    package static func markdown(modelKinds: [ModelKind]) -> String {
        let schema = SpecSchema.schema(modelKinds: modelKinds)
        var lines = [
            "# Spec reference", "",
            "Made by `forecast schema --markdown`; [write-a-spec.md](../write-a-spec.md) explains and shows examples.",
            "",
        ]
        let sections = schema.properties.filter { !$0.value.hasKeys }
        lines += table(sections.map { row($0, path: $0.key) })
        for section in schema.properties where section.value.hasKeys {
            lines += ["", "## \(section.key)", "", section.value.text("description") + "."]
            if section.key == "models" {
                lines += models(section.value, kinds: modelKinds)
            } else {
                let inner =
                    section.value.properties.isEmpty ? section.value["additionalProperties"] : section.value
                lines += [""] + table(rows(inner, path: ""))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func models(_ section: YAMLValue, kinds: [ModelKind]) -> [String] {
        let model = section["additionalProperties"]
        var lines = ["", "Every model has", ""] + table(rows(model, path: ""))
        for (branch, kind) in zip(model?["allOf"]?.items ?? [], kinds) {
            lines += ["", "### \(kind.name)", "", "\(capitalised(kind.summary)). \(kind.source).", ""]
            let own = branch["then"]?.properties.filter { model?["properties"]?[$0.key] == nil } ?? []
            lines += own.isEmpty ? ["No parameters."] : table(own.map { row($0, path: $0.key) })
        }
        return lines
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }

    // MARK: - Tables

    private struct Row {
        let key, values, standard, meaning: String
    }

    private static func table(_ rows: [Row]) -> [String] {
        ["| key | value | default | meaning |", "|---|---|---|---|"]
            + rows.map { "| `\($0.key)` | \($0.values) | \($0.standard) | \($0.meaning) |" }
    }

    /// A row per key, keys inside keys as `filter.sample`.
    private static func rows(_ schema: YAMLValue?, path: String) -> [Row] {
        let alternatives = schema?["anyOf"]?.items ?? []
        return ([schema].compactMap { $0 } + alternatives).flatMap { choice in
            choice.properties.flatMap { property in
                let name = path + property.key
                return [row(property, path: name)] + rows(property.value, path: name + ".")
            }
        }
    }

    private static func row(_ property: YAMLValue.Entry, path: String) -> Row {
        let meaning = property.value.text("description").replacing("|", with: "\\|")
        return Row(
            key: path, values: values(of: property.value),
            standard: property.value["default"].map { "`\(written($0))`" } ?? "", meaning: meaning)
    }

    /// What may stand there, in words.
    private static func values(of schema: YAMLValue) -> String {
        if let choices = schema["anyOf"]?.items {
            return choices.map(values).filter { !$0.isEmpty }.joined(separator: " or ")
        }
        if let words = schema["enum"]?.items {
            return words.filter { $0 != .null }.map { "`\(written($0))`" }.joined(separator: ", ")
        }
        let types = (schema["type"]?.items ?? schema["type"].map { [$0] } ?? []).filter {
            $0 != .string("null")
        }
        switch types.count == 1 ? types[0] : nil {
        case .string("integer"): return "integer\(bounds(schema))"
        case .string("number"): return "number\(bounds(schema))"
        case .string("boolean"): return "`true`, `false`"
        case .string("array"): return list(schema)
        case .string("object"): return "keys"
        case nil where types.isEmpty: return ""
        default: return schema["pattern"] == nil || schema["minLength"] != nil ? "text" : pattern(schema)
        }
    }

    private static func pattern(_ schema: YAMLValue) -> String {
        schema.text("pattern").hasPrefix("^\(FeatureKey.priceVersus)")
            ? "`\(FeatureKey.priceVersus)` and an attribute" : "a name"
    }

    private static func list(_ schema: YAMLValue) -> String {
        let item = schema["items"].map(values) ?? ""
        if let least = schema["minItems"], least == schema["maxItems"], least != .integer(1) {
            return "list of \(written(least)): \(item)"
        }
        return "list of \(item)"
    }

    private static func bounds(_ schema: YAMLValue) -> String {
        switch (schema["minimum"], schema["maximum"], schema["exclusiveMinimum"], schema["exclusiveMaximum"])
        {
        case (let least?, let most?, _, _): " \(written(least)) to \(written(most))"
        case (let least?, nil, _, _): " from \(written(least))"
        case (_, _, let least?, let most?): " between \(written(least)) and \(written(most))"
        default: ""
        }
    }

    /// A value as a spec writes it, on one line.
    static func written(_ value: YAMLValue) -> String {
        switch value {
        case .string(let text): text.isEmpty ? "\"\"" : text
        case .number(let number):
            number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : number.description
        case .sequence(let items): "[" + items.map(written).joined(separator: ", ") + "]"
        case .integer(let number): String(number)
        case .boolean(let value): String(value)
        case .null, .mapping: "null"
        }
    }
}

extension YAMLValue {
    fileprivate subscript(key: String) -> YAMLValue? { entry(key) }

    fileprivate var properties: [Entry] {
        guard case .mapping(let entries)? = self["properties"] else { return [] }
        return entries
    }

    /// Whether keys of ours stand below it.
    fileprivate var hasKeys: Bool {
        !properties.isEmpty || self["additionalProperties"].map { $0.hasKeys || $0["anyOf"] != nil } == true
    }

    fileprivate func text(_ key: String) -> String {
        guard case .string(let text)? = self[key] else { return "" }
        return text
    }
}
