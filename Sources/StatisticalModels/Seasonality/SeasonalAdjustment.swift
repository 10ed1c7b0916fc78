internal import ForecastCore
internal import NumericKernels

/// The season of a series, or several of different lengths: what is taken out of its values, and given back to its forecasts.
struct SeasonalAdjustment {
    /// For each season one number per position, for steps after the history; the position of step t (from 0) is t % m. Empty
    /// where there is no season.
    let figures: [[Double]]
    /// Whether seasons multiply or add.
    let isMultiplicative: Bool
    /// All seasons together by step of the history where one changes with the years; empty where `figures` are those of all.
    let changing: [Double]
    /// How much wider errors to come are than those in a history whose season was fitted to it.
    let spread: Double

    /// No season by default.
    init(
        figures: [[Double]] = [], isMultiplicative: Bool = false, changing: [Double] = [], spread: Double = 1
    ) {
        self.figures = figures
        self.isMultiplicative = isMultiplicative
        self.changing = changing
        self.spread = spread
    }

    /// - Parameter seasons: their lengths, ascending.
    /// - Precondition: the first value is observed.
    init(_ y: ArraySlice<Double>, seasons: [Int], _ method: SeasonallyAdjusted.Method) {
        let found: SeasonalAdjustment? =
            switch method {
            case .none: nil
            case .classical: Self.found(Array(y), seasons, Self.classical)
            case .stl: Self.inOwnUnit(Array(y)) { Self.found($0, seasons, Self.stl) }
            case .fourier: Self.inOwnUnit(Array(y)) { Self.found($0, seasons, Self.fourier) }
            }
        self = found ?? SeasonalAdjustment()
    }

    /// The season of a fitted model: its last seasonal states.
    init(_ state: SeasonalSmoothing.State, isMultiplicative: Bool) {
        self.init(figures: [state.seasons], isMultiplicative: isMultiplicative)
    }

    func removed(_ value: Double, at step: Int) -> Double {
        guard !figures.isEmpty else { return value }
        let s = season(at: step)
        return isMultiplicative ? value / s : value - s
    }

    func restored(_ value: Double, at step: Int) -> Double {
        guard !figures.isEmpty else { return value }
        let s = future(at: step)
        return isMultiplicative ? value * s : value + s
    }

    private func season(at step: Int) -> Double { step < changing.count ? changing[step] : future(at: step) }

    private func future(at step: Int) -> Double {
        var s = figures[0][step % figures[0].count]
        for figure in figures.dropFirst() {
            let other = figure[step % figure.count]
            s = isMultiplicative ? s * other : s + other
        }
        return s
    }

    /// Blends `values`, the rows of a seasonal model's forecast, with the quantiles of the history without its season.
    /// - Parameter unit: what values of 1 were in the series.
    func blendHistory(
        _ y: [Double], unit: Double = 1, into values: inout [Double], keeping share: Double,
        request: ForecastRequest
    ) {
        let adjusted = y.enumerated().map { removed($0.element, at: $0.offset) }
        let observed = adjusted.reduce(0.0) { $1.isNaN ? $0 : $0 + 1 }
        // Degrees of freedom: every position of the season took one.
        let positions = figures.reduce(0) { $0 + $1.count - 1 }
        let spread = (observed / max(1, observed - Double(positions))).squareRoot()
        adjusted.withUnsafeBufferPointer {
            WeightedHistory($0, unit: unit).blend(
                into: &values, keeping: share, request: request, season: self, first: y.count,
                spread: min(3, spread))
        }
    }
}

// MARK: - Methods

extension SeasonalAdjustment {
    /// A season of one length, found in what others have left of a series of that character.
    private typealias Search = (_ y: [Double], _ season: Int, Character) -> SeasonalAdjustment?

    /// What a series is before any season is taken out: it decides whether seasons multiply.
    private struct Character {
        let isPositive: Bool
        let isNonNegative: Bool
        let isIntermittent: Bool

        init(_ y: [Double]) {
            isPositive = y.allSatisfy { $0.isNaN || $0 > 0 }
            isNonNegative = y.allSatisfy { $0.isNaN || $0 >= 0 }
            isIntermittent = y.withUnsafeBufferPointer(QuantileSource.isIntermittent)
        }
    }

    /// Rounds in which each season is found anew in the series without the others.
    private static let rounds = 2

    /// One season, or several by turns.
    ///
    /// The shortest is found first, for the longer ones hold it: an hour of the week is an hour of the day, too.
    ///
    /// **Source** Several seasons: Bandara, Hyndman & Bergmeir 2021, "MSTL", algorithm 1, with two rounds as there.
    private static func found(_ y: [Double], _ seasons: [Int], _ search: Search) -> SeasonalAdjustment? {
        let character = Character(y)
        guard seasons.count > 1 else { return seasons.first.flatMap { search(y, $0, character) } }
        var parts = [SeasonalAdjustment?](repeating: nil, count: seasons.count)
        for _ in 0..<rounds {
            for place in seasons.indices {
                parts[place] = nil
                let others = parts.compactMap { $0 }
                let rest = y.enumerated().map { step, value in
                    others.reduce(value) { $1.removed($0, at: step) }
                }
                parts[place] = search(rest, seasons[place], character)
            }
        }
        return together(parts.compactMap { $0 }, steps: y.count)
    }

    /// Nil for none.
    private static func together(_ parts: [SeasonalAdjustment], steps: Int) -> SeasonalAdjustment? {
        guard let first = parts.first else { return nil }
        let isMultiplicative = first.isMultiplicative
        let changing = (0..<steps).map { step in
            parts.dropFirst().reduce(first.season(at: step)) {
                isMultiplicative ? $0 * $1.season(at: step) : $0 + $1.season(at: step)
            }
        }
        return SeasonalAdjustment(
            figures: parts.flatMap(\.figures), isMultiplicative: isMultiplicative, changing: changing,
            spread: parts.reduce(1) { $0 * $1.spread })
    }

    private static func classical(_ y: [Double], _ season: Int, _ character: Character)
        -> SeasonalAdjustment?
    {
        guard ClassicalSeason.isSeasonal(y, season),
            let figure = ClassicalSeason.figure(y, season, isMultiplicative: character.isPositive)
        else { return nil }
        return SeasonalAdjustment(figures: [figure], isMultiplicative: character.isPositive)
    }

    private static func stl(_ y: [Double], _ period: Int, _ character: Character) -> SeasonalAdjustment? {
        guard !character.isIntermittent,
            let found = STLSeason(y, season: period, isPositive: character.isPositive)
        else { return nil }
        // The last season goes on: its steps by position.
        var figure = Array(found.season.suffix(period))
        let shift = y.count % period
        figure = Array(figure[(period - shift)...] + figure[..<(period - shift)])
        return SeasonalAdjustment(
            figures: [figure], isMultiplicative: found.isMultiplicative, changing: found.season,
            spread: found.spread)
    }

    private static func fourier(_ y: [Double], _ season: Int, _ character: Character) -> SeasonalAdjustment? {
        guard let found = FourierSeason(y, season: season, isMultiplicative: character.isNonNegative)
        else { return nil }
        return SeasonalAdjustment(
            figures: [found.figure], isMultiplicative: character.isNonNegative, spread: found.spread)
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
            figures: found.figures.map { $0.map { scaled.unit * $0 } }, isMultiplicative: false,
            changing: found.changing.map { scaled.unit * $0 }, spread: found.spread)
    }
}
