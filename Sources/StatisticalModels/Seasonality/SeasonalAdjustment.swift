internal import ForecastCore
internal import NumericKernels

/// The season of a series: what is taken out of its values, and given back to its forecasts.
struct SeasonalAdjustment {
    /// One number per position, for steps after the history; the position of step t (from 0) is t % m. Empty where there is
    /// no season.
    let figure: [Double]
    /// Whether the season multiplies or adds.
    let isMultiplicative: Bool
    /// By step of the history where the season changes with the years; empty where `figure` is that of all.
    let changing: [Double]
    /// How much wider errors to come are than those in a history whose season was fitted to it.
    let spread: Double

    /// No season by default.
    init(
        figure: [Double] = [], isMultiplicative: Bool = false, changing: [Double] = [], spread: Double = 1
    ) {
        self.figure = figure
        self.isMultiplicative = isMultiplicative
        self.changing = changing
        self.spread = spread
    }

    /// - Precondition: the first value is observed.
    init(_ y: ArraySlice<Double>, season: Int, _ method: SeasonallyAdjusted.Method) {
        let found: SeasonalAdjustment? =
            switch method {
            case .none: nil
            case .classical: Self.classical(Array(y), season)
            case .stl: Self.inOwnUnit(Array(y)) { Self.stl($0, season) }
            case .fourier: Self.inOwnUnit(Array(y)) { Self.fourier($0, season) }
            }
        self = found ?? SeasonalAdjustment()
    }

    private static func classical(_ y: [Double], _ season: Int) -> SeasonalAdjustment? {
        let isPositive = y.allSatisfy { $0.isNaN || $0 > 0 }
        guard ClassicalSeason.isSeasonal(y, season),
            let figure = ClassicalSeason.figure(y, season, isMultiplicative: isPositive)
        else { return nil }
        return SeasonalAdjustment(figure: figure, isMultiplicative: isPositive)
    }

    private static func stl(_ y: [Double], _ period: Int) -> SeasonalAdjustment? {
        guard let found = STLSeason(y, season: period) else { return nil }
        // The last season goes on: its steps by position.
        var figure = Array(found.season.suffix(period))
        let shift = y.count % period
        figure = Array(figure[(period - shift)...] + figure[..<(period - shift)])
        return SeasonalAdjustment(
            figure: figure, isMultiplicative: found.isMultiplicative, changing: found.season,
            spread: found.spread)
    }

    private static func fourier(_ y: [Double], _ season: Int) -> SeasonalAdjustment? {
        let isNonNegative = y.allSatisfy { $0.isNaN || $0 >= 0 }
        guard let found = FourierSeason(y, season: season, isMultiplicative: isNonNegative)
        else { return nil }
        return SeasonalAdjustment(
            figure: found.figure, isMultiplicative: isNonNegative, spread: found.spread)
    }

    /// The season that `find` sees in units of a power of two near the series' size: the same bits in any unit.
    private static func inOwnUnit(_ y: [Double], _ find: ([Double]) -> SeasonalAdjustment?)
        -> SeasonalAdjustment?
    {
        guard let summary = HistorySummary(y) else { return nil }
        let scaled = ScaledHistory(y[...], summary)
        guard let found = find(scaled.y) else { return nil }
        if found.isMultiplicative { return found }
        return SeasonalAdjustment(
            figure: found.figure.map { scaled.unit * $0 }, isMultiplicative: false,
            changing: found.changing.map { scaled.unit * $0 }, spread: found.spread)
    }

    /// The season of a fitted model: its last seasonal states.
    init(_ state: SeasonalSmoothing.State, isMultiplicative: Bool) {
        self.init(figure: state.seasons, isMultiplicative: isMultiplicative)
    }

    func removed(_ value: Double, at step: Int) -> Double {
        guard !figure.isEmpty else { return value }
        let s = step < changing.count ? changing[step] : figure[step % figure.count]
        return isMultiplicative ? value / s : value - s
    }

    func restored(_ value: Double, at step: Int) -> Double {
        guard !figure.isEmpty else { return value }
        let s = figure[step % figure.count]
        return isMultiplicative ? value * s : value + s
    }

    /// Blends `values`, the rows of a seasonal model's forecast, with the quantiles of the history without its season.
    func blendHistory(
        _ y: [Double], into values: inout [Double], keeping share: Double, request: ForecastRequest
    ) {
        let adjusted = y.enumerated().map { removed($0.element, at: $0.offset) }
        let observed = adjusted.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        // Degrees of freedom: every position of the season took one.
        let spread = (observed / max(1, observed - Double(figure.count - 1))).squareRoot()
        adjusted.withUnsafeBufferPointer {
            WeightedHistory($0).blend(
                into: &values, keeping: share, request: request, season: self, first: y.count,
                spread: min(3, spread))
        }
    }
}
