internal import ForecastCore

/// What several kinds have in common: parameters, and the models that they make.
extension StatisticalModels {
    static let blockAlpha = SmoothingSetting.declaration(
        "alpha", default: .word(SmoothingSetting.word),
        "weight of the newest block in the level, optimised in 0.1 to 0.3")

    static let paths = ParameterDeclaration(
        "paths", .integer(50...100_000), default: .integer(200),
        "at most so many sample paths behind the quantiles, each with the errors of the history from another origin on"
    )
    static let season = ParameterDeclaration(
        "season", .season, default: .word("auto"), "steps in a season, or auto for the frequency's own")
    static let alpha = SmoothingSetting.declaration(
        "alpha", default: .word(SmoothingSetting.word), "weight of the newest observation in the level")
    static let trendAlpha = SmoothingSetting.declaration(
        "alpha", default: .word(SmoothingSetting.averagedWord),
        words: [SmoothingSetting.averagedWord, SmoothingSetting.word],
        "weight of the newest observation in the level; averaged: over all weights by their likelihood, "
            + "and over those of the trend that no number is given for")
    static let adjustedSeason = ParameterDeclaration(
        "season", .seasons, default: .integer(1),
        "steps in the season that seasonal takes out, or a list of several; 1 is none")
    /// Of kinds that take out the frequency's own season by default.
    static let ownSeasons = ParameterDeclaration(
        "season", .seasons, default: .word("auto"),
        "steps in a season, a list of several, or auto for the frequency's own")
    static let levelAlpha = SmoothingSetting.declaration(
        "alpha", default: .word(SmoothingSetting.averagedWord),
        words: [SmoothingSetting.averagedWord, SmoothingSetting.word, SmoothingSetting.heldWord],
        "weight of the newest observation in the level; averaged: over all weights by their likelihood; held: the best from 0.1 to 0.3"
    )
    static let quantiles = ParameterDeclaration(
        "quantiles", .word(QuantileSource.allCases.map(\.rawValue)),
        default: .word(QuantileSource.auto.rawValue),
        "quantiles from simulated paths, from the weighted history, or from both by what alpha says")
    static let beta = SmoothingSetting.declaration(
        "beta", default: .word(SmoothingSetting.word),
        "weight of the newest slope in the trend (beta* of FPP3)")
    static let phi = SmoothingSetting.declaration(
        "phi", default: .word(SmoothingSetting.word), "what is left of the trend after each step, when damped"
    )
    static let crostonParameters = [
        SmoothingSetting.declaration("alpha", default: .number(0.1), "weight of the newest demand size"),
        SmoothingSetting.declaration(
            "beta", default: .word("alpha"), words: ["alpha", SmoothingSetting.word],
            "weight of the newest interval between demands; alpha: the same as that of sizes"),
        intermittentLoss, intermittentStart, adjustedSeason, seasonal(default: .none), group,
    ]
    static let intermittentLoss = ParameterDeclaration(
        "loss", .word(IntermittentLoss.allCases.map(\.rawValue)),
        default: .word(IntermittentLoss.squared.rawValue),
        "what optimised weights make small: errors one step ahead against demand or its running mean, or periods in stock"
    )
    static let intermittentStart = ParameterDeclaration(
        "initialisation", .word(IntermittentStart.allCases.map(\.rawValue)),
        default: .word(IntermittentStart.firstValues.rawValue),
        "what the smoothed interval or probability starts from: the first demand, or the mean of the history")
    static let initialisation = ParameterDeclaration(
        "initialisation", .word(ExponentialSmoothing.Initialisation.allCases.map(\.rawValue)),
        default: .word(ExponentialSmoothing.Initialisation.auto.rawValue),
        "initial level and trend: those with the least squared errors, or the first values; auto: the former, "
            + "and both where alpha is averaged")

    static func exponentialSmoothing(
        _ trend: ExponentialSmoothing.Trend, _ parameters: ModelParameters
    ) -> any LocalModel {
        let model = ExponentialSmoothing(
            trend: trend, alpha: SmoothingSetting("alpha", in: parameters),
            beta: trend == .none ? .fixed(0) : SmoothingSetting("beta", in: parameters),
            phi: trend == .damped ? SmoothingSetting("phi", in: parameters) : .fixed(1),
            initialisation: ExponentialSmoothing.Initialisation(rawValue: parameters.word("initialisation"))
                ?? .auto,
            quantiles: QuantileSource(rawValue: parameters.word("quantiles")) ?? .auto,
            paths: parameters.integer("paths"))
        return adjusted(model, parameters)
    }

    static func croston(_ bias: CrostonModel.Bias, _ parameters: ModelParameters) -> any LocalModel {
        let isSame =
            parameters.optionalNumber("beta") == nil && parameters.word("beta") != SmoothingSetting.word
        return adjusted(
            CrostonModel(
                alpha: SmoothingSetting("alpha", in: parameters),
                beta: isSame ? nil : SmoothingSetting("beta", in: parameters), bias: bias,
                loss: loss(parameters), start: start(parameters)), parameters)
    }

    static func loss(_ parameters: ModelParameters) -> IntermittentLoss {
        IntermittentLoss(rawValue: parameters.word("loss")) ?? .squared
    }

    static func start(_ parameters: ModelParameters) -> IntermittentStart {
        IntermittentStart(rawValue: parameters.word("initialisation")) ?? .firstValues
    }

    /// The model behind `seasonal`, where the spec asks for one.
    static func adjusted(_ base: any LocalModel, _ parameters: ModelParameters) -> any LocalModel {
        let method = SeasonallyAdjusted.Method(rawValue: parameters.word("seasonal")) ?? .none
        return method == .none
            ? base
            : SeasonallyAdjusted(
                base: base, seasons: parameters.seasons("season"), method: method,
                group: parameters.word("group") == noGroup ? nil : parameters.word("group"))
    }

    static let noGroup = "none"
    static let group = ParameterDeclaration(
        "group", .text, default: .word(noGroup),
        "an attribute whose series share a season: a series of less than two seasons takes out that of its group"
    )

    static func seasonal(default method: SeasonallyAdjusted.Method) -> ParameterDeclaration {
        ParameterDeclaration(
            "seasonal", .word(SeasonallyAdjusted.Method.allCases.map(\.rawValue)),
            default: .word(method.rawValue),
            "a season is taken from the series and given back to the forecast: stl one that changes and is shrunk by its noise, "
                + "fourier a few waves, classical a fixed one where a test finds it"
        )
    }

    static func holtWinters(_ parameters: ModelParameters) -> any LocalModel {
        HoltWinters(
            seasonal: HoltWinters.Seasonal(rawValue: parameters.word("seasonal")) ?? .additive,
            season: parameters.integer("season"), isDamped: parameters.boolean("damped"),
            alpha: SmoothingSetting("alpha", in: parameters), beta: SmoothingSetting("beta", in: parameters),
            gamma: SmoothingSetting("gamma", in: parameters), phi: SmoothingSetting("phi", in: parameters),
            quantiles: QuantileSource(rawValue: parameters.word("quantiles")) ?? .auto,
            paths: parameters.integer("paths"))
    }
}
