package import ForecastCore
internal import NumericKernels

/// A local model on a transformed scale: the history is transformed, the forecast transformed back.
///
/// Quantiles go back exactly, since the transforms are increasing. The mean of a skewed distribution is
/// not the image of a mean, so it gets the bias adjustment of the second-order Taylor expansion.
///
/// **Source** Hyndman & Athanasopoulos 2021 (FPP3), section 3.1 and equation 5.2; Guerrero 1993 for the
/// Box-Cox parameter.
/// **Numerics** both transforms work on y + 1, so that weeks without demand have an image.
package struct TransformedModel: SeasonalModel, GroupedModel {
    package enum Transform: Sendable { case log, boxCox }

    private let base: any LocalModel
    private let transform: Transform

    package init(_ base: any LocalModel, transform: Transform) {
        self.base = base
        self.transform = transform
    }

    var season: Int { (base as? any SeasonalModel)?.season ?? 1 }

    private var grouped: (any GroupedModel)? { base as? any GroupedModel }
    package var group: String? { grouped?.group }

    /// Each history on its own transformed scale; those that have none are left out.
    package func season(of histories: [SeriesHistory]) -> GroupSeason? {
        grouped?.season(
            of: histories.compactMap { history in
                (try? scale(for: history)).map { transformed(history, on: $0) }
            })
    }

    package func sharing(_ season: GroupSeason?) -> any LocalModel {
        grouped.map { TransformedModel($0.sharing(season), transform: transform) } ?? self
    }

    /// `lambda` (Box-Cox only), then the base model's parameters.
    package var parameterNames: [String] { (transform == .log ? [] : ["lambda"]) + base.parameterNames }

    package var isFittedToHorizon: Bool { base.isFittedToHorizon }

    package func choice(in parameters: FittedParameters) -> ModelChoice? {
        base.choice(in: baseParameters(parameters))
    }

    package func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try fit(history, horizon: 1)
    }

    package func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters {
        let scale = try scale(for: history)
        let fitted = try base.fit(transformed(history, on: scale), horizon: horizon)
        return FittedParameters((transform == .log ? [] : [scale.lambda]) + fitted.values)
    }

    package func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let scale = transform == .log ? BoxCoxScale(lambda: 0) : BoxCoxScale(lambda: parameters.values[0])
        let own = baseParameters(parameters)
        let inner = ForecastRequest(
            horizon: request.horizon, levels: Self.withQuartiles(request.levels), isNonNegative: false)
        let values = try base.forecast(
            transformed(history, on: scale), with: own, request: inner, random: random)
        return Self.back(values, from: inner, to: request, on: scale)
    }

    private func baseParameters(_ parameters: FittedParameters) -> FittedParameters {
        FittedParameters(Array(parameters.values.dropFirst(transform == .log ? 0 : 1)))
    }

    private func scale(for history: SeriesHistory) throws(Fallback) -> BoxCoxScale {
        guard history.values.allSatisfy({ $0.isNaN || $0 > -1 }) else { throw Fallback(.notPositive) }
        return transform == .log ? BoxCoxScale(lambda: 0) : BoxCoxScale(guerrero: history.values)
    }

    private func transformed(_ history: SeriesHistory, on scale: BoxCoxScale) -> SeriesHistory {
        SeriesHistory(id: history.id, values: history.values.map(scale.forward), firstStep: history.firstStep)
    }

    /// The levels with both quartiles among them: their distance measures the spread.
    private static func withQuartiles(_ levels: [QuantileLevel]) -> [QuantileLevel] {
        let quartiles = [0.25, 0.75].compactMap(QuantileLevel.init)
        return Array(Set(levels + quartiles)).sorted()
    }

    private static func back(
        _ values: [Double], from inner: ForecastRequest, to outer: ForecastRequest, on scale: BoxCoxScale
    ) -> [Double] {
        let lower = inner.levels.firstIndex { $0.value == 0.25 } ?? 0
        let upper = inner.levels.firstIndex { $0.value == 0.75 } ?? 0
        let kept = outer.levels.compactMap { inner.levels.firstIndex(of: $0) }
        var result: [Double] = []
        result.reserveCapacity(outer.horizon * outer.width)
        for step in 0..<inner.horizon {
            let row = values[step * inner.width..<(step + 1) * inner.width]
            let quantiles = row.dropFirst()
            // The quartiles of a normal distribution lie 1.349 standard deviations apart.
            let deviation =
                (quantiles[quantiles.startIndex + upper] - quantiles[quantiles.startIndex + lower]) / 1.349
            result.append(scale.backMean(row[row.startIndex], variance: deviation * deviation))
            for level in kept { result.append(scale.back(quantiles[quantiles.startIndex + level])) }
        }
        return result
    }
}
