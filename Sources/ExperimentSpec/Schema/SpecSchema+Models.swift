internal import ForecastCore
internal import LocatedYAML

extension SpecSchema {
    /// Models by name: the kind decides which parameters there are. A null takes away what `extends` brings.
    static func models(_ kinds: [ModelKind]) -> YAMLValue {
        let names = mapping([
            .init("enum", .strings(kinds.map(\.name))),
            .init("enumDescriptions", .strings(kinds.map(\.summary))),
        ])
        let common = [
            key("kind", names, "What the model computes; docs/models.md describes each", required: true),
            key(
                "transform", words(ModelTransform.allCases.map(\.rawValue)),
                "The model sees the transformed history, and its forecast is transformed back",
                default: .string(ModelTransform.none.rawValue)),
        ]
        let byKind = kinds.map { kind in
            let parameters = kind.parameters.flatMap { parameter in
                [
                    key(
                        parameter.name, schema(of: parameter, in: kind), parameter.summary,
                        default: parameter.defaultValue.map(YAMLValue.init),
                        required: parameter.isRequired)
                ] + (parameter.domain == .rules ? [matrix] : [])
            }
            return when(kind: kind, object(common + parameters))
        }
        return named(
            by: .model,
            mapping([
                .init("type", .strings(["object", "null"])), .init("properties", mapping(common)),
                .init("allOf", .sequence(byKind + [withoutKind(kinds)])),
            ]), least: 1)
    }

    /// What may stand in the place of a table of rules.
    private static let matrix = key(
        SpecParser.matrix, words(["default"]),
        "In the place of rules: the matrix of docs/models/routed.md, over the spec's models of its kinds")

    /// A model whose kind stands elsewhere has at most what some kind has.
    private static func withoutKind(_ kinds: [ModelKind]) -> YAMLValue {
        var known: [String] = ["kind", "transform", SpecParser.matrix]
        for name in kinds.flatMap(\.parameters).map(\.name) where !known.contains(name) { known.append(name) }
        return mapping([
            .init("if", mapping([.init("type", .string("object")), .init("required", .strings(["kind"]))])),
            .init(
                "else",
                mapping([
                    .init("additionalProperties", .boolean(false)),
                    .init("properties", mapping(known.map { .init($0, unsuggested(mapping([]))) })),
                ])),
        ])
    }

    /// What holds of a model of `kind`.
    static func when(kind: ModelKind, _ then: YAMLValue) -> YAMLValue {
        let isKind = mapping([.init("kind", unsuggested(mapping([.init("const", .string(kind.name))])))])
        // Without the type, what is no mapping, such as a null that takes a model away, would be of every kind.
        return mapping([
            .init(
                "if",
                mapping([
                    .init("type", .string("object")), .init("properties", isKind),
                    .init("required", .strings(["kind"])),
                ])),
            .init("then", then),
        ])
    }

    /// A row of a routing table.
    private static var rule: YAMLValue {
        object([
            key("abc_class", list(of: words(ABCClass.allCases.map(\.label))), "Importance at the cutoff"),
            key("xyz_class", list(of: words(XYZClass.allCases.map(\.label))), "Variability at the cutoff"),
            key(
                "demand_pattern", list(of: words(DemandPattern.allCases.map(\.label))),
                "Demand pattern at the cutoff"),
            key("min_history", integer(SpecVocabulary.periods), "At least so many observed periods"),
            key("max_history", integer(SpecVocabulary.periods), "At most so many observed periods"),
            key(
                "attributes", open(list(of: label())), "Accepted values of the data set's attributes, by name"
            ),
            key("model", label(), "The model of the spec that forecasts these series", required: true),
        ])
    }

    private static func schema(of parameter: ParameterDeclaration, in kind: ModelKind) -> YAMLValue {
        let plain = schema(of: parameter.domain)
        guard SpecParser.takesMapping(parameter, of: kind) else { return plain }
        let long = [
            key("kind", plain, parameter.summary, required: true),
            key("period", schema(of: .seasons), "As season, in whose place it stands", required: true),
        ]
        return either([plain, object(long)])
    }

    private static func schema(of domain: ParameterDeclaration.Domain) -> YAMLValue {
        switch domain {
        case .integer(let range): integer(range)
        case .number(let range): number(range)
        case .numberOrWord(let range, let list): either([number(range, open: true), words(list)])
        case .word(let list): words(list)
        case .countOrWord(let range, let list): either([integer(range), words(list)])
        case .words(let list): either([label(), self.list(of: words(list), most: list.count)])
        case .boolean: truth
        case .booleanOrWord(let list): either([truth, words(list)])
        case .featureSet, .text: text
        case .columns(let most): either([label(), list(of: label(), most: most)])
        case .members:
            either([
                list(of: label(), least: 2), open(number(0...1, open: true)), words([SpecParser.allMembers]),
            ])
        case .model: either([label(), list(of: label(), least: 1, most: 1)])
        case .rules: list(of: rule, least: 1)
        case .seasons:
            either([
                integer(SpecVocabulary.seasonLength), words([SpecParser.automatic]),
                list(
                    of: integer(2...SpecVocabulary.seasonLength.upperBound), least: 2,
                    most: ParameterDeclaration.mostSeasons),
            ])
        case .season: either([integer(SpecVocabulary.seasonLength), words([SpecParser.automatic])])
        }
    }
}

extension YAMLValue {
    /// As a spec writes it.
    init(_ value: ParameterValue) {
        switch value {
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .word(let value): self = .string(value)
        case .boolean(let value): self = .boolean(value)
        case .names: self = .string(value.text)
        case .members(let members): self = .strings(members.map(\.name))
        case .rules(let rules): self = .sequence(rules.map(\.yamlValue))
        }
    }
}
