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
            key("data", data, "What is forecast", required: true),
            key("features", features, "What models of all series look at: feature sets by name"),
            key("models", models(kinds), "The models that compete, by names of your choice", required: true),
            key(
                "sweep", sweep,
                "A grid: keys of models, and the values that they take, as models.ses.alpha: [0.1, 0.3]"),
            key("halving", halving, "Searches by successive halving, by the name of a sweep"),
            key("backtest", backtest, "On which periods the models are tested", required: true),
            key(
                "quantiles", list(of: level, least: 0, most: SpecVocabulary.mostQuantiles),
                "The levels that are forecast, strictly between 0 and 1; [] for none",
                default: .numbers(SpecDefaults.quantiles)),
            key("evaluate", evaluate, "What is measured"),
            key("classes", classes, "Where the classes of series begin and end"),
            key(
                "promotion", promotion,
                "Who may replace the champion, and when; without it a run only compares"),
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
            ("data", needs(["dataset", "targets"])),
            (
                "features",
                mapping([
                    .init("additionalProperties", mapping([.init("type", .string("object"))] + featureSet))
                ])
            ),
            (
                "backtest",
                mapping([
                    .init("allOf", .sequence([needs(["horizon"]), inside([("train", needs(["sliding"]))])]))
                ])
            ),
            ("promotion", needs(["champion", "metric"])),
        ])
        let parameters = kinds.compactMap { kind in
            let needed = kind.parameters.filter { $0.defaultValue == nil }.map(\.name)
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

    private static var data: YAMLValue {
        func classes(_ key: String, _ labels: [String]) -> YAMLValue.Entry {
            self.key(key, list(of: words(labels)), "Only series of these classes at the first cutoff")
        }
        let filter = object([
            classes("abc_class", ABCClass.allCases.map(\.label)),
            classes("xyz_class", XYZClass.allCases.map(\.label)),
            classes("demand_pattern", DemandPattern.allCases.map(\.label)),
            key(
                "min_history", integer(SpecVocabulary.periods),
                "Only series with so many observed periods up to the first cutoff"),
            key(
                "min_nonzero", integer(SpecVocabulary.periods),
                "Only series with so many periods with demand up to the first cutoff"),
            key(
                "attributes", open(list(of: label())),
                "Only series whose attribute has one of these values, as store: [north, east]"),
        ])
        return object([
            key("dataset", name(.dataset), "The folder under datasets/", required: true),
            key(
                "targets", list(of: name(.target), most: SpecVocabulary.mostTargets),
                "The columns to forecast, each by itself; the first one decides unless promotion.target says otherwise",
                required: true),
            key("filter", filter, "Which series take part; all by default"),
            key(
                "sample", integer(1...10_000_000),
                "So many of the series that remain, drawn by the seed; all by default"),
        ])
    }

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

    private static var backtest: YAMLValue {
        let sliding = object([
            key("sliding", integer(SpecVocabulary.periods), "The last so many periods", required: true)
        ])
        let cutoffs = list(of: label(), most: SpecVocabulary.windows.upperBound)
        return object([
            key("horizon", integer(SpecVocabulary.horizon), "How many periods ahead", required: true),
            key(
                "windows", either([integer(SpecVocabulary.windows), cutoffs]),
                "How many, the last one ending with the data; or a list of cutoffs, the last training periods. By default "
                    + "\(BacktestDeclaration.mostStandardWindows), or as many as leave two seasons or half of the data "
                    + "before the first cutoff, \(BacktestDeclaration.fewestStandardWindows) at least"),
            key(
                "step", integer(SpecVocabulary.horizon), "Periods between two cutoffs; the horizon by default"
            ),
            key(
                "train", either([words(["expanding"]), sliding]),
                "On all periods before the cutoff, or on the last so many, as {sliding: 104}",
                default: .string("expanding")),
            key(
                "refit", integer(SpecVocabulary.windows),
                "Parameters are estimated anew in every n-th window; in between, old parameters on new data",
                default: .integer(SpecDefaults.refit)),
            key(
                "gap", integer(0...SpecVocabulary.horizon.upperBound),
                "Periods between the cutoff and the first tested one, neither trained on nor scored",
                default: .integer(SpecDefaults.gap)),
            key(
                "min_history", integer(SpecVocabulary.periods),
                "Observations that a series needs to be fitted",
                default: .integer(SpecDefaults.minHistory)),
            key(
                "short_series", words(BacktestDeclaration.ShortSeriesPolicy.allCases.map(\.rawValue)),
                "What happens to shorter series: a simple forecast, left out, or an error",
                default: .string(SpecDefaults.shortSeries.rawValue)),
        ])
    }

    private static var evaluate: YAMLValue {
        let season = integer(SpecVocabulary.seasonLength)
        return object([
            key(
                "metrics", list(of: words(MetricName.allCases.map(\.rawValue))),
                "What is measured; docs/metrics.md has the formulas",
                default: .strings(SpecDefaults.metrics.map(\.rawValue))),
            key(
                "season", either([season, list(of: season, least: 0), words([SpecParser.automatic])]),
                "Of the scale in MASE and RMSSE; a list gives a metric for each, auto is the frequency's own",
                default: .string(SpecParser.automatic)),
            key(
                "zeros", words(EvaluationDeclaration.ZeroPolicy.allCases.map(\.rawValue)),
                "What MAPE does where the actual is 0: leave it out and count, or stop",
                default: .string(SpecDefaults.zeros.rawValue)),
            key(
                "segments", list(of: words(EvaluationDeclaration.Segment.allCases.map(\.rawValue)), least: 0),
                "Classes to report by; [] for none",
                default: .strings(EvaluationDeclaration.Segment.allCases.map(\.rawValue))),
            key(
                "steps", either([list(of: integer(SpecVocabulary.horizon)), words(["all"])]),
                "The steps of the horizon that are scored", default: .string("all")),
        ])
    }

    private static var classes: YAMLValue {
        let standard = ClassificationDeclaration.standard
        func cuts(_ range: ClosedRange<Double>) -> YAMLValue { list(of: number(range), least: 2, most: 2) }
        return object([
            key(
                "adi", number(1...1000), "Average demand interval from which demand is intermittent",
                default: .number(standard.adiCut)),
            key(
                "cv2", number(0...1000),
                "Squared coefficient of variation of demand sizes from which demand is erratic",
                default: .number(standard.cv2Cut)),
            key(
                "abc", cuts(0...1), "Shares of the revenue at which A and B end",
                default: .numbers(standard.abcCuts)),
            key(
                "xyz", cuts(0...1000), "Coefficients of variation at which X and Y end",
                default: .numbers(standard.xyzCuts)),
        ])
    }

    private static var promotion: YAMLValue {
        let standard = PromotionDeclaration.Guardrails.standard
        func guardrail(_ name: String, _ range: ClosedRange<Double>, _ words: String, _ value: Double?)
            -> YAMLValue.Entry
        {
            key(
                name, either([number(range), self.words(["off"])]), words,
                default: value.map { .number($0) } ?? .string("off"))
        }
        let guardrails = object([
            guardrail(
                "bias_pp", 0...1000, "Largest growth of the absolute bias, in percentage points",
                standard.biasPP),
            guardrail(
                "bias_abs_pp", 0...1000,
                "Largest distance of the bias from 0, where the champion's is nearer, in percentage points",
                standard.absoluteBiasPP),
            guardrail(
                "worst_segment_pp", 0...1000, "Largest loss in any segment, in percentage points",
                standard.worstSegmentPP),
            guardrail(
                "fallback_share", 0...1,
                "Largest share of forecasts that are fallbacks, beyond the champion's",
                standard.fallbackShare),
        ])
        return object([
            key(
                "champion", label(), "A model; or registered, for the one in results/champions.yaml",
                required: true),
            key("challengers", list(of: label()), "Who may replace it; every other model by default"),
            key("target", label(), "Where it is decided; the first target by default"),
            key("metric", label(), "What decides, such as wape, mase@m=52 or pinball@0.5", required: true),
            key(
                "min_improvement_pp", number(0...1000),
                "How much better a challenger must be: percentage points, or percent for metrics that are not percentages",
                default: .number(SpecDefaults.minImprovementPP)),
            key(
                "confidence", level,
                "Of the interval of the improvement that must lie above 0, for all challengers at once",
                default: .number(SpecDefaults.confidence)),
            key(
                "guardrails", either([guardrails, words(["off"])]),
                "What else must hold; off for one of them or for all"),
        ])
    }
}
