package import ForecastCore
package import LocatedYAML

/// The JSON Schema of specs, by which editors complete and check while one writes.
///
/// It states what `SpecReader` accepts as far as a schema can: cross references, sweeps, and the order of
/// cuts are left to the reader.
package enum SpecSchema {
    /// Draft 7, the one that YAML editors know best.
    package static func json(modelKinds: [ModelKind]) -> String {
        JSONText.write(schema(modelKinds: modelKinds))
    }

    package static func schema(modelKinds: [ModelKind]) -> YAMLValue {
        let needed = ["experiment", "data", "models", "backtest"]
        let sections: [YAMLValue.Entry] = [
            .init("extends", text("A spec to start from; what stands here is laid over it, key by key")),
            .init("experiment", name(.experiment)),
            .init("description", label("Printed in the reports")),
            .init("seed", integer(SpecVocabulary.seed, "Of all random numbers; 1 by default")),
            .init("data", data), .init("features", features), .init("models", models(modelKinds)),
            .init("sweep", sweep), .init("halving", halving), .init("backtest", backtest),
            .init("quantiles", list(of: level)),
            .init("evaluate", evaluate), .init("classes", classes), .init("promotion", promotion),
        ]
        let head: [YAMLValue.Entry] = [
            .init("$schema", .string("http://json-schema.org/draft-07/schema#")),
            .init("title", .string("A forecasting experiment")),
        ]
        // What is missing here may stand in the spec that this one extends.
        let required: [YAMLValue.Entry] = [
            .init("if", mapping([.init("required", .strings(["extends"]))])),
            .init("else", mapping([.init("required", .strings(needed))])),
        ]
        return mapping(head + closed(sections) + required)
    }

    private static var data: YAMLValue {
        let classes = [
            ("abc_class", ABCClass.allCases.map(\.label)), ("xyz_class", XYZClass.allCases.map(\.label)),
            ("demand_pattern", DemandPattern.allCases.map(\.label)),
        ]
        let filter =
            classes.map { YAMLValue.Entry($0.0, list(of: words($0.1))) } + [
                .init(
                    "min_history", integer(SpecVocabulary.periods, "Observed periods before the first cutoff")
                ),
                .init(
                    "min_nonzero",
                    integer(SpecVocabulary.periods, "Periods with demand before the first cutoff")),
                .init("attributes", open(list(of: label("")), "Attribute and accepted values")),
            ]
        return object([
            .init("dataset", name(.dataset, "The folder under datasets/")),
            .init("targets", list(of: name(.target))), .init("filter", object(filter)),
            .init("sample", integer(1...10_000_000, "So many series, drawn by the seed")),
        ])
    }

    private static var features: YAMLValue {
        let lags = list(of: integer(1...SpecVocabulary.horizon.upperBound, ""))
        let spans = list(of: integer(2...SpecVocabulary.horizon.upperBound, ""))
        let names = list(of: label(""))
        let versus = described(
            [.init("type", .string("string")), .init("pattern", .string("^\(SpecVocabulary.priceVersus)."))],
            "The price against the mean of the same attribute")
        let quantiles = object([.init("windows", spans), .init("levels", list(of: level))])
        let set = object([
            .init("temporal", list(of: words(SpecVocabulary.temporalFeatures))),
            .init("cyclic", list(of: words(SpecVocabulary.cyclicFeatures))), .init("lags", lags),
            .init("rolling_mean", spans), .init("rolling_std", spans), .init("rolling_min", spans),
            .init("rolling_max", spans), .init("rolling_quantile", quantiles),
            .init("rolling_zero_share", spans),
            .init("age", list(of: words(SpecVocabulary.ageFeatures))),
            .init("price", list(of: either([words(SpecVocabulary.priceFeatures), versus]))),
            .init("promotion", names), .init("known_ahead", names), .init("past", names),
            .init("past_mean", spans), .init("past_std", spans),
            .init("group_mean", object([.init("columns", names), .init("by", names)])),
            .init(
                "rivals",
                object([.init("columns", names), .init("within", label("")), .init("of", label(""))])),
            .init("classification", list(of: words(SpecVocabulary.classificationFeatures))),
            .init("categorical", names), .init("numeric", names),
        ])
        return open(set, "Feature sets by name")
    }

    /// A model: its kind decides which parameters there are.
    private static func models(_ kinds: [ModelKind]) -> YAMLValue {
        let common: [YAMLValue.Entry] = [
            .init("kind", words(kinds.map(\.name))),
            .init("transform", words(ModelDeclaration.Transform.allCases.map(\.rawValue))),
        ]
        let byKind = kinds.map { kind in
            let isKind = mapping([.init("kind", mapping([.init("const", .string(kind.name))]))])
            let parameters = kind.parameters.map { YAMLValue.Entry($0.name, schema(of: $0)) }
            return mapping([
                .init("if", mapping([.init("properties", isKind), .init("required", .strings(["kind"]))])),
                .init("then", object(common + parameters)),
            ])
        }
        let model = mapping([
            .init("type", .strings(["object", "null"])), .init("properties", mapping(common)),
            .init("allOf", .sequence(byKind)),
        ])
        return open(model, "Models by name")
    }

    private static func schema(of parameter: ParameterDeclaration) -> YAMLValue {
        switch parameter.domain {
        case .integer(let range): integer(range, parameter.summary)
        case .number(let range): number(range, parameter.summary)
        case .numberOrWord(let range, let list):
            either([number(range, parameter.summary, open: true), words(list)])
        case .word(let list): words(list)
        case .boolean:
            mapping([.init("type", .string("boolean")), .init("description", .string(parameter.summary))])
        case .featureSet: described([.init("type", .string("string"))], parameter.summary)
        case .columns: either([label(parameter.summary), list(of: label(""))])
        case .season: either([integer(SpecVocabulary.seasonLength, parameter.summary), words(["auto"])])
        }
    }

    private static var sweep: YAMLValue {
        open(list(of: label("")), "A grid over keys of models: models.ses.alpha: [0.1, 0.3]")
    }

    private static var halving: YAMLValue {
        let search = object([
            .init("candidates", list(of: label("Models; the points of the sweep of this name by default"))),
            .init(
                "eta",
                integer(SpecVocabulary.eta, "The best 1/eta go on with eta times the rounds; 3 by default")),
            .init("min_rounds", integer(SpecVocabulary.rounds, "Rounds of the first rung; 50 by default")),
            .init(
                "validation",
                integer(
                    SpecVocabulary.periods,
                    "Periods before the first cutoff to compete on; one horizon by default")),
            .init("keep", integer(SpecVocabulary.keep, "Candidates to backtest; 1 by default")),
            .init("metric", words(HalvingDeclaration.metrics.map(\.rawValue))),
        ])
        return open(
            either([search, mapping([.init("type", .string("null"))])]),
            "Searches by successive halving, by the name of a sweep")
    }

    private static var backtest: YAMLValue {
        let sliding = object([.init("sliding", integer(SpecVocabulary.periods, "The last so many periods"))])
        let policies = BacktestDeclaration.ShortSeriesPolicy.allCases.map(\.rawValue)
        let windows = either([
            integer(SpecVocabulary.windows, "So many, the last ends with the data"), list(of: label("")),
        ])
        return object([
            .init("horizon", integer(SpecVocabulary.horizon, "Steps to forecast")), .init("windows", windows),
            .init("step", integer(SpecVocabulary.horizon, "Steps between cutoffs; the horizon by default")),
            .init("train", either([words(["expanding"]), sliding])),
            .init("refit", integer(SpecVocabulary.windows, "Fit in every so many-th window")),
            .init(
                "gap", integer(0...SpecVocabulary.horizon.upperBound, "Periods between training and step 1")),
            .init(
                "min_history",
                integer(SpecVocabulary.periods, "A series with fewer training periods is short")),
            .init("short_series", words(policies)),
        ])
    }

    private static var evaluate: YAMLValue {
        let season = integer(SpecVocabulary.seasonLength, "Of the scale in MASE and RMSSE")
        return object([
            .init("metrics", list(of: words(MetricName.allCases.map(\.rawValue)))),
            .init("season", either([season, list(of: season), words(["auto"])])),
            .init("zeros", words(EvaluationDeclaration.ZeroPolicy.allCases.map(\.rawValue))),
            .init("segments", list(of: words(EvaluationDeclaration.Segment.allCases.map(\.rawValue)))),
            .init("steps", either([list(of: integer(SpecVocabulary.horizon, "")), words(["all"])])),
        ])
    }

    private static var classes: YAMLValue {
        object([
            .init("adi", number(1...1000, "Average demand interval that begins intermittent demand")),
            .init("cv2", number(0...1000, "Squared variation of demand sizes that begins erratic demand")),
            .init("abc", list(of: number(0...1, ""))), .init("xyz", list(of: number(0...1000, ""))),
        ])
    }

    private static var promotion: YAMLValue {
        func guardrail(_ range: ClosedRange<Double>, _ words: String) -> YAMLValue {
            either([number(range, words), self.words(["off"])])
        }
        let guardrails = object([
            .init("bias_pp", guardrail(0...1000, "Largest growth of the absolute bias")),
            .init("worst_segment_pp", guardrail(0...1000, "Largest loss in any segment")),
            .init("fallback_share", guardrail(0...1, "Largest share of fallbacks")),
        ])
        return object([
            .init("champion", label("A model, or `registered`")), .init("challengers", list(of: label(""))),
            .init("target", label("The first target by default")),
            .init("metric", label("Such as wape or mase@m=52")),
            .init("min_improvement_pp", number(0...1000, "Percentage points")), .init("confidence", level),
            .init("guardrails", either([guardrails, words(["off"])])),
        ])
    }
}

// MARK: - Words of JSON Schema

extension SpecSchema {
    private static func mapping(_ entries: [YAMLValue.Entry]) -> YAMLValue { .mapping(entries) }

    private static func closed(_ properties: [YAMLValue.Entry]) -> [YAMLValue.Entry] {
        [
            .init("type", .string("object")), .init("additionalProperties", .boolean(false)),
            .init("properties", .mapping(properties)),
        ]
    }

    private static func object(_ properties: [YAMLValue.Entry]) -> YAMLValue { .mapping(closed(properties)) }

    /// A mapping whose keys are the user's own names.
    private static func open(_ value: YAMLValue, _ description: String) -> YAMLValue {
        described([.init("type", .string("object")), .init("additionalProperties", value)], description)
    }

    private static func list(of item: YAMLValue) -> YAMLValue {
        .mapping([.init("type", .string("array")), .init("items", item)])
    }

    private static func either(_ choices: [YAMLValue]) -> YAMLValue {
        .mapping([.init("anyOf", .sequence(choices))])
    }

    private static func words(_ words: [String]) -> YAMLValue { .mapping([.init("enum", .strings(words))]) }

    private static func text(_ description: String) -> YAMLValue {
        described([.init("type", .string("string"))], description)
    }

    /// Any scalar, taken as written.
    private static func label(_ description: String) -> YAMLValue {
        described([.init("type", .strings(["string", "number", "boolean"]))], description)
    }

    private static func name(_ rule: NameRule, _ description: String = "") -> YAMLValue {
        let type = rule == .experiment || rule == .dataset ? ["string", "number"] : ["string", "boolean"]
        return described(
            [.init("type", .strings(type))], description.isEmpty ? "Up to 64 \(rule.words)" : description)
    }

    private static func integer(_ range: ClosedRange<Int>, _ description: String) -> YAMLValue {
        described(
            [
                .init("type", .string("integer")), .init("minimum", .integer(range.lowerBound)),
                .init("maximum", .integer(range.upperBound)),
            ], description)
    }

    private static func number(_ range: ClosedRange<Double>, _ description: String, open: Bool = false)
        -> YAMLValue
    {
        let (least, most) = open ? ("exclusiveMinimum", "exclusiveMaximum") : ("minimum", "maximum")
        // JSON has no infinity, and no bound says the same.
        let bounds = [(least, range.lowerBound), (most, range.upperBound)].filter(\.1.isFinite)
        return described(
            [.init("type", .string("number"))] + bounds.map { .init($0.0, .number($0.1)) }, description)
    }

    /// A probability strictly between 0 and 1.
    private static var level: YAMLValue { number(0...1, "", open: true) }

    private static func described(_ entries: [YAMLValue.Entry], _ description: String) -> YAMLValue {
        .mapping(entries + (description.isEmpty ? [] : [.init("description", .string(description))]))
    }
}
