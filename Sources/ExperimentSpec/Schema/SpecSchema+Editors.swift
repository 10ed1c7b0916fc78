internal import LocatedYAML

/// What editors show beside what the schema checks.
///
/// Some words are not of JSON Schema but of yaml-language-server, which checks YAML in most editors:
/// `errorMessage` and `patternErrorMessage` stand in the place of its own message, `doNotSuggest` keeps a branch out of
/// completion, `defaultSnippets` offers values. Other validators pass over them.
extension SpecSchema {
    /// The same schema, told better; it accepts what `schema` accepts.
    static func forEditors(_ schema: YAMLValue) -> YAMLValue {
        switch schema {
        case .sequence(let items): return .sequence(items.map(forEditors))
        case .mapping(let entries):
            return mapping(
                entries.map { entry in
                    guard entry.key == "properties", case .mapping(let properties) = entry.value else {
                        return .init(entry.key, forEditors(entry.value))
                    }
                    return .init(
                        entry.key,
                        mapping(properties.map { .init($0.key, told(forEditors($0.value), key: $0.key)) }))
                })
        default: return schema
        }
    }

    /// A key's schema with its default in the description, since editors show no other, and messages that
    /// name everything that may stand there.
    private static func told(_ schema: YAMLValue, key: String) -> YAMLValue {
        guard case .mapping(let entries) = schema else { return schema }
        let standard = entries.first { $0.key == "default" }.map { SpecReference.written($0.value) }
        return mapping(
            entries.map { entry in
                switch (entry.key, entry.value) {
                case ("description", .string(let text)):
                    guard let standard, standard != "\"\"" else { return entry }
                    return .init(entry.key, .string("\(text) (default: \(standard))"))
                case ("anyOf", .sequence(let choices)):
                    return .init(entry.key, .sequence(told(choices, key: key)))
                default: return entry
                }
            })
    }

    /// The words first, because the server reports the first of the alternatives that fit equally badly; and the
    /// empty one described, because it tells alternatives apart by that when it explains a key.
    private static func told(_ choices: [YAMLValue], key: String) -> [YAMLValue] {
        let isWords = { (choice: YAMLValue) in choice.entry("enum") != nil }
        let words = choices.filter(isWords)
        let others = choices.filter { !isWords($0) }
        let spelled = words.flatMap { $0.entry("enum")?.items ?? [] }.filter { $0 != .null }
        let expected = others.compactMap(expectation) + spelled.map(SpecReference.written)
        let message = YAMLValue.Entry(
            "errorMessage", .string("\(key): expected \(expected.joined(separator: ", or "))."))
        return words.map { $0.adding(message) }
            + others.map {
                $0.entry("type") == .string("null")
                    ? $0.adding(.init("description", .string("Leaves the default"))) : $0
            }
    }

    /// What an alternative takes, in words; nil for nothing.
    private static func expectation(_ choice: YAMLValue) -> String? {
        let types = choice.entry("type")?.items ?? [choice.entry("type")].compactMap { $0 }
        switch types.first {
        case .string("integer"): return "a whole number\(bounds(choice))"
        case .string("number"): return "a number\(bounds(choice))"
        case .string("boolean"): return "true or false"
        case .string("array"): return "a list"
        case .string("object"):
            return choice.entry("properties") == .mapping([]) || choice.entry("properties") == nil
                ? "a mapping" : "a mapping such as {\(example(choice))}"
        case .string("null"), nil: return nil
        default: return "a text"
        }
    }

    private static func bounds(_ schema: YAMLValue) -> String {
        let bound = { (key: String) in schema.entry(key).map(SpecReference.written) }
        if let least = bound("exclusiveMinimum"), let most = bound("exclusiveMaximum") {
            return " strictly between \(least) and \(most)"
        }
        guard let least = bound("minimum"), let most = bound("maximum") else { return "" }
        return " from \(least) to \(most)"
    }

    /// `sliding: ...`
    private static func example(_ schema: YAMLValue) -> String {
        guard case .mapping(let properties)? = schema.entry("properties") else { return "" }
        return properties.prefix(1).map { "\($0.key): ..." }.joined()
    }
}

extension YAMLValue {
    /// The value of a mapping's key.
    func entry(_ key: String) -> YAMLValue? {
        guard case .mapping(let entries) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    var items: [YAMLValue]? {
        guard case .sequence(let items) = self else { return nil }
        return items
    }

    fileprivate func adding(_ entry: Entry) -> YAMLValue {
        guard case .mapping(let entries) = self else { return self }
        return .mapping(entries + [entry])
    }
}
