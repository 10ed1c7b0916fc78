package import ForecastCore

/// The local statistical models that a spec can name. `docs/models.md` is the table of their definitions.
package enum StatisticalModels {
    /// In the order of documents and help.
    package static let kinds: [ModelKind] = (benchmarks + smoothing + intermittent + [auto]).map(
        withIntervals)

    private static let benchmarks: [ModelKind] = [
        ModelKind(
            name: "naive", summary: "the last observed value",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2",
            version: 3, parameters: [adjustedSeason, seasonal(default: .none), group],
            make: .local({ adjusted(Naive(), $0) })),
        ModelKind(
            name: "seasonal_naive", summary: "the last observed value of the same season",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 3, parameters: [season],
            make: .local({ SeasonalNaive(season: $0.integer("season")) }),
            leastHistory: { $0.integer("season") }),
        ModelKind(
            name: "moving_average", summary: "the mean of the last observed values",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 2,
            parameters: [
                ParameterDeclaration(
                    "window", .integer(1...10_000), default: .integer(4),
                    "how many observed values are averaged"), adjustedSeason, seasonal(default: .none), group,
            ],
            make: .local({ adjusted(MovingAverage(window: $0.integer("window")), $0) })),
        ModelKind(
            name: "drift", summary: "the line through the first and the last observed value",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 3,
            parameters: [adjustedSeason, seasonal(default: .none), group],
            make: .local({ adjusted(Drift(), $0) })),
        ModelKind(
            name: "mean", summary: "the mean of all observed values",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 2,
            parameters: [adjustedSeason, seasonal(default: .none), group],
            make: .local({ adjusted(Mean(), $0) })),
    ]

    private static let smoothing: [ModelKind] = [
        ModelKind(
            name: "ses", summary: "simple exponential smoothing: a level",
            source: "Brown 1959; Hyndman, Koehler, Ord & Snyder 2008, model ANN", version: 4,
            parameters: [
                levelAlpha, initialisation, adjustedSeason, seasonal(default: .none), group, quantiles,
                paths,
            ],
            make: .local({ exponentialSmoothing(.none, $0) })),
        ModelKind(
            name: "holt", summary: "exponential smoothing with a linear trend",
            source: "Holt 1957; Hyndman, Koehler, Ord & Snyder 2008, model AAN", version: 5,
            parameters: [
                trendAlpha, beta, initialisation, adjustedSeason, seasonal(default: .none), group, quantiles,
                paths,
            ],
            make: .local({ exponentialSmoothing(.additive, $0) })),
        ModelKind(
            name: "damped", summary: "exponential smoothing with a damped trend",
            source: "Gardner & McKenzie 1985; Hyndman, Koehler, Ord & Snyder 2008, model AAdN", version: 5,
            parameters: [
                trendAlpha, beta, phi, initialisation, adjustedSeason, seasonal(default: .none), group,
                quantiles,
                paths,
            ],
            make: .local({ exponentialSmoothing(.damped, $0) })),
        ModelKind(
            name: "holt_winters", summary: "exponential smoothing with trend and season",
            source: "Holt 1957, Winters 1960; Hyndman, Koehler, Ord & Snyder 2008, models AAdA and MAdM",
            version: 3,
            parameters: [
                season,
                ParameterDeclaration(
                    "seasonal", .word(HoltWinters.Seasonal.allCases.map(\.rawValue)),
                    default: .word("additive"),
                    "whether the season adds to the level or multiplies it (positive series only)"),
                ParameterDeclaration(
                    "damped", .boolean, default: .boolean(false), "whether the trend levels off"),
                alpha, beta,
                SmoothingSetting.declaration(
                    "gamma", default: .word(SmoothingSetting.word),
                    "weight of the newest season, below 1 - alpha"),
                phi, quantiles, paths,
            ],
            make: .local(holtWinters),
            leastHistory: { HoltWinters.leastHistory(season: $0.integer("season")) }),
        ModelKind(
            name: "ets",
            summary: "exponential smoothing whose error, trend and season an information criterion chooses",
            source: "Hyndman, Koehler, Snyder & Grose 2002; Hyndman, Koehler, Ord & Snyder 2008", version: 3,
            parameters: [
                ownSeasons,
                ParameterDeclaration(
                    "model", .word(ETSPattern.words), default: .word("ZZZ"),
                    "error, trend and season: N none, A additive, Ad damped, M multiplicative, Z chosen (Y: a linear trend, too)"
                ),
                ParameterDeclaration(
                    "criterion", .word(ETSCriterion.allCases.map(\.rawValue)), default: .word("aicc"),
                    "what chooses among forms"),
                seasonal(default: .none), group, quantiles, paths,
            ],
            make: .local({ parameters in
                // A season that is taken out is none of the form's.
                let isAdjusted = parameters.word("seasonal") != SeasonallyAdjusted.Method.none.rawValue
                return adjusted(
                    ETSModel(
                        pattern: ETSPattern(parameters.word("model")),
                        season: isAdjusted ? 1 : parameters.seasons("season").first ?? 1,
                        criterion: ETSCriterion(rawValue: parameters.word("criterion")) ?? .aicc,
                        quantiles: QuantileSource(rawValue: parameters.word("quantiles")) ?? .auto,
                        paths: parameters.integer("paths")), parameters)
            })),
        ModelKind(
            name: "theta",
            summary: "exponential smoothing around a share of the trend line, after a test for a season",
            source: "Assimakopoulos & Nikolopoulos 2000; Fiorucci et al. 2016", version: 5,
            parameters: [
                ownSeasons,
                ParameterDeclaration(
                    "variant", .word(ThetaModel.Variant.allCases.map(\.rawValue)), default: .word("averaged"),
                    "standard: theta 2; optimised: theta by least squares; dynamic: and a line found anew at every step; "
                        + "recent: and from the newest seasons above all; averaged: standard, dynamic and recent by their likelihood"
                ),
                seasonal(default: .stl), group,
                SmoothingSetting.declaration(
                    "alpha", default: .word(SmoothingSetting.averagedWord),
                    words: [SmoothingSetting.averagedWord, SmoothingSetting.word],
                    "weight of the newest observation in the level; averaged: over all weights by their likelihood"
                ),
                SmoothingSetting.declaration(
                    "theta", default: .word(SmoothingSetting.word), bounds: 1...1000,
                    "how far the line is bent: the forecast keeps 1 - 1 / theta of its slope; standard is 2"),
                quantiles, paths,
            ],
            make: .local({ parameters in
                adjusted(
                    ThetaModel(
                        variant: ThetaModel.Variant(rawValue: parameters.word("variant")) ?? .averaged,
                        alpha: SmoothingSetting("alpha", in: parameters),
                        theta: SmoothingSetting("theta", in: parameters),
                        season: parameters.seasons("season").last ?? 1,
                        quantiles: QuantileSource(rawValue: parameters.word("quantiles")) ?? .auto,
                        paths: parameters.integer("paths")), parameters)
            })),
    ]

    private static let intermittent: [ModelKind] = [
        ModelKind(
            name: "croston", summary: "demand size over demand interval, each smoothed",
            source: "Croston 1972",
            version: 6, parameters: crostonParameters,
            make: .local({ croston(.croston, $0) })),
        ModelKind(
            name: "sba", summary: "Croston's method without its bias", source: "Syntetos & Boylan 2005",
            version: 6, parameters: crostonParameters,
            make: .local({ croston(.syntetosBoylan, $0) })),
        ModelKind(
            name: "sbj", summary: "Croston's method without its bias, for fast changing intervals",
            source: "Shale, Boylan & Johnston 2006", version: 5, parameters: crostonParameters,
            make: .local({ croston(.shale, $0) })),
        ModelKind(
            name: "adida",
            summary: "demand summed over the mean interval between demands, smoothed, spread evenly",
            source: "Nikolopoulos, Syntetos, Boylan, Petropoulos & Assimakopoulos 2011", version: 2,
            parameters: [blockAlpha, adjustedSeason, seasonal(default: .none), group],
            make: .local({
                adjusted(
                    AggregatedDemandModel(blocks: .meanInterval, alpha: SmoothingSetting("alpha", in: $0)), $0
                )
            })),
        ModelKind(
            name: "imapa",
            summary: "the mean of adida over all blocks up to the mean interval between demands",
            source: "Petropoulos & Kourentzes 2015", version: 2,
            parameters: [blockAlpha, adjustedSeason, seasonal(default: .none), group],
            make: .local({
                adjusted(
                    AggregatedDemandModel(
                        blocks: .allUpToMeanInterval, alpha: SmoothingSetting("alpha", in: $0)), $0)
            })),
        ModelKind(
            name: "count",
            summary: "whole demand with a distribution of its own, whose quantiles are counts",
            source: "Snyder, Ord & Beaumont 2012; Willemain, Smart & Schwarz 2004", version: 1,
            parameters: [
                ParameterDeclaration(
                    "distribution", .word(CountModel.Distribution.allCases.map(\.rawValue)),
                    default: .word(CountModel.Distribution.hurdle.rawValue),
                    "negative_binomial; hurdle: some or none, then how many; bootstrap: sizes as observed, jittered"
                ),
                SmoothingSetting.declaration(
                    "alpha", default: .number(0.05),
                    "weight of the newest step; one k steps older weighs (1 - alpha)^k of it"),
                adjustedSeason, seasonal(default: .none), group,
            ],
            make: .local({
                adjusted(
                    CountModel(
                        distribution: CountModel.Distribution(rawValue: $0.word("distribution"))
                            ?? .hurdle, alpha: SmoothingSetting("alpha", in: $0)), $0)
            })),
        ModelKind(
            name: "tsb",
            summary: "demand size times demand probability, each smoothed; decays without demand",
            source: "Teunter, Syntetos & Babai 2011", version: 5,
            parameters: [
                SmoothingSetting.declaration(
                    "alpha_d", default: .number(0.1), "weight of the newest demand size"),
                SmoothingSetting.declaration(
                    "alpha_p", default: .number(0.1), "weight of the newest step in the probability of demand"
                ),
                intermittentLoss, intermittentStart, adjustedSeason, seasonal(default: .none), group,
            ],
            make: .local({
                adjusted(
                    TeunterSyntetosBabaiModel(
                        alphaDemand: SmoothingSetting("alpha_d", in: $0),
                        alphaProbability: SmoothingSetting("alpha_p", in: $0), loss: loss($0),
                        start: start($0)), $0)
            })),
    ]
}
