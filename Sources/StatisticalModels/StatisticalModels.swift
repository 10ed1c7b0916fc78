package import ForecastCore

/// The local statistical models that a spec can name. `docs/models.md` is the table of their definitions.
package enum StatisticalModels {
    /// In the order of documents and help.
    package static let kinds: [ModelKind] = benchmarks + smoothing + intermittent

    private static let benchmarks: [ModelKind] = [
        ModelKind(
            name: "naive", summary: "the last observed value",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2",
            version: 2, parameters: [], make: .local({ _ in Naive() })),
        ModelKind(
            name: "seasonal_naive", summary: "the last observed value of the same season",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 2, parameters: [season],
            make: .local({ SeasonalNaive(season: $0.integer("season")) }),
            leastHistory: { $0.integer("season") }),
        ModelKind(
            name: "moving_average", summary: "the mean of the last observed values",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 1,
            parameters: [
                ParameterDeclaration(
                    "window", .integer(1...10_000), default: .integer(4),
                    "how many observed values are averaged")
            ],
            make: .local({ MovingAverage(window: $0.integer("window")) })),
        ModelKind(
            name: "drift", summary: "the line through the first and the last observed value",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 2, parameters: [],
            make: .local({ _ in Drift() })),
        ModelKind(
            name: "mean", summary: "the mean of all observed values",
            source: "Hyndman & Athanasopoulos, FPP3, section 5.2", version: 1, parameters: [],
            make: .local({ _ in Mean() })),
    ]

    private static let smoothing: [ModelKind] = [
        ModelKind(
            name: "ses", summary: "simple exponential smoothing: a level",
            source: "Brown 1959; Hyndman, Koehler, Ord & Snyder 2008, model ANN", version: 1,
            parameters: [alpha, initialisation, paths], make: .local({ exponentialSmoothing(.none, $0) })),
        ModelKind(
            name: "holt", summary: "exponential smoothing with a linear trend",
            source: "Holt 1957; Hyndman, Koehler, Ord & Snyder 2008, model AAN", version: 1,
            parameters: [alpha, beta, initialisation, paths],
            make: .local({ exponentialSmoothing(.additive, $0) })),
        ModelKind(
            name: "damped", summary: "exponential smoothing with a damped trend",
            source: "Gardner & McKenzie 1985; Hyndman, Koehler, Ord & Snyder 2008, model AAdN", version: 1,
            parameters: [alpha, beta, phi, initialisation, paths],
            make: .local({ exponentialSmoothing(.damped, $0) })),
        ModelKind(
            name: "holt_winters", summary: "exponential smoothing with trend and season",
            source: "Holt 1957, Winters 1960; Hyndman, Koehler, Ord & Snyder 2008, models AAdA and MAdM",
            version: 1,
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
                phi, paths,
            ],
            make: .local(holtWinters),
            leastHistory: { HoltWinters.leastHistory(season: $0.integer("season")) }),
    ]

    private static let intermittent: [ModelKind] = [
        ModelKind(
            name: "croston", summary: "demand size over demand interval, each smoothed",
            source: "Croston 1972",
            version: 1, parameters: [crostonAlpha],
            make: .local({ CrostonModel(alpha: SmoothingSetting("alpha", in: $0), isBiasAdjusted: false) })),
        ModelKind(
            name: "sba", summary: "Croston's method without its bias", source: "Syntetos & Boylan 2005",
            version: 1,
            parameters: [crostonAlpha],
            make: .local({ CrostonModel(alpha: SmoothingSetting("alpha", in: $0), isBiasAdjusted: true) })),
        ModelKind(
            name: "tsb",
            summary: "demand size times demand probability, each smoothed; decays without demand",
            source: "Teunter, Syntetos & Babai 2011", version: 1,
            parameters: [
                SmoothingSetting.declaration(
                    "alpha_d", default: .number(0.1), "weight of the newest demand size"),
                SmoothingSetting.declaration(
                    "alpha_p", default: .number(0.1), "weight of the newest step in the probability of demand"
                ),
            ],
            make: .local({
                TeunterSyntetosBabaiModel(
                    alphaDemand: SmoothingSetting("alpha_d", in: $0),
                    alphaProbability: SmoothingSetting("alpha_p", in: $0))
            })),
    ]

    // MARK: - Shared parameters

    private static let paths = ParameterDeclaration(
        "paths", .integer(50...100_000), default: .integer(200), "simulated sample paths behind the quantiles"
    )
    private static let season = ParameterDeclaration(
        "season", .season, default: .word("auto"), "steps in a season, or auto for the frequency's own")
    private static let alpha = SmoothingSetting.declaration(
        "alpha", default: .word(SmoothingSetting.word), "weight of the newest observation in the level")
    private static let beta = SmoothingSetting.declaration(
        "beta", default: .word(SmoothingSetting.word),
        "weight of the newest slope in the trend (beta* of FPP3)")
    private static let phi = SmoothingSetting.declaration(
        "phi", default: .word(SmoothingSetting.word), "what is left of the trend after each step, when damped"
    )
    private static let crostonAlpha = SmoothingSetting.declaration(
        "alpha", default: .number(0.1), "weight of the newest demand in size and interval")
    private static let initialisation = ParameterDeclaration(
        "initialisation", .word(ExponentialSmoothing.Initialisation.allCases.map(\.rawValue)),
        default: .word(ExponentialSmoothing.Initialisation.leastSquares.rawValue),
        "initial level and trend: those with the least squared errors, or the first values")

    private static func exponentialSmoothing(
        _ trend: ExponentialSmoothing.Trend, _ parameters: ModelParameters
    ) -> ExponentialSmoothing {
        ExponentialSmoothing(
            trend: trend, alpha: SmoothingSetting("alpha", in: parameters),
            beta: trend == .none ? .fixed(0) : SmoothingSetting("beta", in: parameters),
            phi: trend == .damped ? SmoothingSetting("phi", in: parameters) : .fixed(1),
            initialisation: ExponentialSmoothing.Initialisation(rawValue: parameters.word("initialisation"))
                ?? .leastSquares,
            paths: parameters.integer("paths"))
    }

    private static func holtWinters(_ parameters: ModelParameters) -> any LocalModel {
        HoltWinters(
            seasonal: HoltWinters.Seasonal(rawValue: parameters.word("seasonal")) ?? .additive,
            season: parameters.integer("season"), isDamped: parameters.boolean("damped"),
            alpha: SmoothingSetting("alpha", in: parameters), beta: SmoothingSetting("beta", in: parameters),
            gamma: SmoothingSetting("gamma", in: parameters), phi: SmoothingSetting("phi", in: parameters),
            paths: parameters.integer("paths"))
    }
}
