internal import LocatedYAML

/// The words of JSON Schema (draft 7) that the schema of specs is written in.
extension SpecSchema {
    static func mapping(_ entries: [YAMLValue.Entry]) -> YAMLValue { .mapping(entries) }

    /// A key of a spec: what may stand there, what it means, and what holds where it is left out. An empty value
    /// leaves it out, unless it is required.
    static func key(
        _ name: String, _ schema: YAMLValue, _ description: String, default value: YAMLValue? = nil,
        required: Bool = false
    ) -> YAMLValue.Entry {
        guard case .mapping(let entries) = required ? schema : nullable(schema) else {
            preconditionFailure("a schema is a mapping")
        }
        let notes = [YAMLValue.Entry("description", .string(description))]
        return .init(name, mapping(entries + notes + (value.map { [.init("default", $0)] } ?? [])))
    }

    /// What `schema` accepts, or nothing.
    static func nullable(_ schema: YAMLValue) -> YAMLValue {
        guard case .mapping(let entries) = schema else { return schema }
        return mapping(
            entries.map { entry in
                switch (entry.key, entry.value) {
                case ("type", .string): .init("type", .sequence([entry.value, .string("null")]))
                case ("type", .sequence(let types)): .init("type", .sequence(types + [.string("null")]))
                case ("enum", .sequence(let words)): .init("enum", .sequence(words + [.null]))
                case ("anyOf", .sequence(let choices)):
                    .init("anyOf", .sequence(choices + [mapping([.init("type", .string("null"))])]))
                default: entry
                }
            })
    }

    /// What belongs to a mapping that has these keys and no others.
    static func closed(_ properties: [YAMLValue.Entry]) -> [YAMLValue.Entry] {
        [
            .init("type", .string("object")), .init("additionalProperties", .boolean(false)),
            .init("properties", mapping(properties)),
        ]
    }

    static func object(_ properties: [YAMLValue.Entry]) -> YAMLValue { mapping(closed(properties)) }

    /// A mapping whose keys are the user's own names.
    static func open(_ value: YAMLValue, least: Int = 0) -> YAMLValue {
        mapping(
            [.init("type", .string("object")), .init("additionalProperties", value)]
                + (least > 0 ? [.init("minProperties", .integer(least))] : []))
    }

    /// A mapping whose keys are names that keep `rule`.
    static func named(by rule: NameRule, _ value: YAMLValue, least: Int = 0) -> YAMLValue {
        guard case .mapping(let entries) = open(value, least: least) else {
            preconditionFailure("a schema is a mapping")
        }
        return mapping(
            entries + [
                names(
                    matching: rule.pattern,
                    "The name of \(rule.noun) has up to \(NameRule.longest) \(rule.words).")
            ])
    }

    /// What the keys of a mapping look like, and what is said of those that do not.
    static func names(matching pattern: String, _ message: String) -> YAMLValue.Entry {
        .init(
            "propertyNames",
            mapping([.init("pattern", .string(pattern)), .init("patternErrorMessage", .string(message))]))
    }

    /// A schema that checks, and offers nothing to complete with.
    static func unsuggested(_ schema: YAMLValue) -> YAMLValue {
        guard case .mapping(let entries) = schema else { return schema }
        return mapping(entries + [.init("doNotSuggest", .boolean(true))])
    }

    /// A list in which nothing stands twice.
    static func list(of item: YAMLValue, least: Int = 1, most: Int? = nil) -> YAMLValue {
        mapping(
            [
                .init("type", .string("array")), .init("items", item), .init("minItems", .integer(least)),
            ] + (most.map { [.init("maxItems", .integer($0))] } ?? []) + [
                .init("uniqueItems", .boolean(true))
            ])
    }

    static func either(_ choices: [YAMLValue]) -> YAMLValue { mapping([.init("anyOf", .sequence(choices))]) }

    static func words(_ words: [String]) -> YAMLValue { mapping([.init("enum", .strings(words))]) }

    static var text: YAMLValue { mapping([.init("type", .string("string"))]) }

    static var truth: YAMLValue { mapping([.init("type", .string("boolean"))]) }

    /// Any scalar, taken as written.
    static func label(least: Int = 1) -> YAMLValue {
        mapping(
            [.init("type", .strings(["string", "number", "boolean"]))]
                + (least > 0 ? [.init("minLength", .integer(least))] : []))
    }

    /// A name that keeps `rule`. Numbers and booleans are names where they are written like one.
    static func name(_ rule: NameRule) -> YAMLValue {
        let other =
            switch rule {
            case .experiment: "integer"
            case .dataset: "number"
            default: "boolean"
            }
        let message = "The name of \(rule.noun) has up to \(NameRule.longest) \(rule.words)."
        // No name begins with a sign.
        return mapping(
            [
                .init("type", .strings(["string", other])), .init("pattern", .string(rule.pattern)),
                .init("patternErrorMessage", .string(message)),
            ] + (other == "boolean" ? [] : [.init("minimum", .integer(0))]))
    }

    static func integer(_ range: ClosedRange<Int>) -> YAMLValue {
        mapping([
            .init("type", .string("integer")), .init("minimum", .integer(range.lowerBound)),
            .init("maximum", .integer(range.upperBound)),
        ])
    }

    static func number(_ range: ClosedRange<Double>, open: Bool = false) -> YAMLValue {
        let (least, most) = open ? ("exclusiveMinimum", "exclusiveMaximum") : ("minimum", "maximum")
        // JSON has no infinity, and no bound says the same.
        let bounds = [(least, range.lowerBound), (most, range.upperBound)].filter(\.1.isFinite)
        return mapping([.init("type", .string("number"))] + bounds.map { .init($0.0, .number($0.1)) })
    }

    /// A probability strictly between 0 and 1.
    static var level: YAMLValue { number(0...1, open: true) }
}
