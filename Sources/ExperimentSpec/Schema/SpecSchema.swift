package import ForecastCore
package import LocatedYAML

/// The JSON Schema of specs, by which editors complete, explain and check while one writes. The reference page
/// of specs is made from it.
///
/// It states what `SpecReader` accepts as far as a schema can: cross references, sweeps, and the order of
/// cuts are left to the reader. Every key has a description; its default stands beside it where it is the same in
/// every spec.
package enum SpecSchema {
    /// Draft 7, the one that YAML editors know best.
    package static func json(modelKinds: [ModelKind]) -> String {
        JSONText.write(editorSchema(modelKinds: modelKinds))
    }

    /// What `json` writes.
    package static func editorSchema(modelKinds: [ModelKind]) -> YAMLValue {
        forEditors(schema(modelKinds: modelKinds))
    }

    /// Without a title: editors would repeat it over every key, and in every message.
    package static func schema(modelKinds: [ModelKind]) -> YAMLValue {
        mapping(
            [.init("$schema", .string("http://json-schema.org/draft-07/schema#"))]
                + closed(sections(modelKinds)) + [.init("allOf", .sequence(requirements(modelKinds)))])
    }

    private static func sections(_ kinds: [ModelKind]) -> [YAMLValue.Entry] {
        [
            key(
                "extends", text,
                "A spec to start from, relative to this file; this one is laid over it, key by key",
                required: true),
            key(
                "experiment", name(.experiment),
                "The name, and the folder of its results; \(NameRule.experiment.words)", required: true),
            key("description", label(least: 0), "One sentence for the reports", default: .string("")),
            key(
                "seed", integer(SpecVocabulary.seed), "Where all randomness comes from",
                default: .integer(SpecDefaults.seed)),
            key("data", object(DataDeclaration.self), "What is forecast", required: true),
            key("features", features, "What models of all series look at: feature sets by name"),
            key("models", models(kinds), "The models that compete, by names of your choice", required: true),
            key(
                "sweep", sweep,
                "A grid: keys of models, and the values that they take, as models.ses.alpha: [0.1, 0.3]"),
            key("halving", halving, "Searches by successive halving, by the name of a sweep"),
            key(
                "backtest", object(BacktestDeclaration.self), "On which periods the models are tested",
                required: true),
            key(
                "quantiles",
                either([
                    list(of: level, least: 0, most: SpecVocabulary.mostQuantiles),
                    words(SpecDefaults.namedQuantiles.map(\.name)),
                ]),
                "The levels that are forecast, strictly between 0 and 1; [] for none; spare_parts for p10 to p99",
                default: .numbers(SpecDefaults.quantiles)),
            key("evaluate", object(EvaluationDeclaration.self), "What is measured"),
            key(
                "classes", object(ClassificationDeclaration.self), "Where the classes of series begin and end"
            ),
            key(
                "promotion", object(PromotionDeclaration.self),
                "Who may replace the champion, and when; without it a run only compares"),
            key(
                "hierarchy", object(HierarchyDeclaration.self),
                "Levels above the series, which are forecast and scored as well; docs/hierarchies.md"),
            key(
                "production", object(ProductionDeclaration.self),
                "How forecast pipeline keeps trained models and hands forecasts on; nothing of it changes a number"
            ),
        ]
    }

    /// What is missing in a spec may stand in the one that it extends, and a parameter may come from the sweep.
    private static func requirements(_ kinds: [ModelKind]) -> [YAMLValue] {
        func needs(_ keys: [String]) -> YAMLValue { mapping([.init("required", .strings(keys))]) }
        func inside(_ entries: [(String, YAMLValue)]) -> YAMLValue {
            mapping([.init("properties", mapping(entries.map { .init($0.0, unsuggested($0.1)) }))])
        }
        guard
            case .mapping(let featureSet) = inside([
                ("rolling_quantile", needs(["windows", "levels"])), ("group_mean", needs(["columns", "by"])),
                ("rivals", needs(["columns", "within", "of"])),
            ])
        else { preconditionFailure("a schema is a mapping") }
        let sections = inside([
            ("data", needs(DataDeclaration.requiredKeys)),
            (
                "features",
                mapping([
                    .init("additionalProperties", mapping([.init("type", .string("object"))] + featureSet))
                ])
            ),
            (
                "backtest",
                mapping([
                    .init(
                        "allOf",
                        .sequence([
                            needs(BacktestDeclaration.requiredKeys), inside([("train", needs(["sliding"]))]),
                        ]))
                ])
            ),
            ("promotion", needs(PromotionDeclaration.requiredKeys)),
            ("hierarchy", needs(HierarchyDeclaration.requiredKeys)),
        ])
        let parameters = kinds.compactMap { kind in
            let needed = kind.parameters.filter(\.isRequired).map(\.name)
            return needed.isEmpty ? nil : when(kind: kind, needs(needed))
        }
        let model = mapping(
            [.init("type", .string("object")), .init("required", .strings(["kind"]))]
                + (parameters.isEmpty ? [] : [.init("allOf", .sequence(parameters))]))
        let models = inside([("models", mapping([.init("additionalProperties", model)]))])
        return [
            mapping([
                .init("if", needs(["extends"])),
                .init(
                    "else",
                    mapping([
                        .init(
                            "allOf",
                            .sequence([needs(["experiment", "data", "models", "backtest"]), sections]))
                    ])),
            ]),
            mapping([
                .init("if", either([needs(["extends"]), needs(["sweep"])])),
                .init("else", models),
            ]),
        ]
    }

    // MARK: - Sections

    private static var sweep: YAMLValue {
        guard case .mapping(let entries) = open(list(of: label())) else { preconditionFailure("a mapping") }
        return mapping(
            entries + [
                names(
                    matching: "^models\\.", "A sweep varies keys of models, as models.ses.alpha: [0.1, 0.3].")
            ])
    }

    private static var halving: YAMLValue {
        let search = object([
            key(
                "candidates", list(of: label()),
                "Models that compete; by default the points of the sweep of this name"),
            key(
                "eta", integer(SpecVocabulary.eta),
                "The best 1/eta of a rung go on, with eta times the rounds",
                default: .integer(SpecDefaults.eta)),
            key(
                "min_rounds", integer(SpecVocabulary.rounds), "Rounds of the first rung",
                default: .integer(SpecDefaults.minRounds)),
            key(
                "validation", integer(SpecVocabulary.periods),
                "Periods before the first cutoff to compete on; gap + horizon of the backtest by default"),
            key(
                "keep", integer(SpecVocabulary.keep), "How many of the candidates are backtested",
                default: .integer(SpecDefaults.keep)),
            key(
                "metric", words(HalvingDeclaration.metrics.map(\.rawValue)), "By which they compete",
                default: .string(SpecDefaults.halvingMetric.rawValue)),
        ])
        return open(either([search, mapping([.init("type", .string("null"))])]))
    }
}
