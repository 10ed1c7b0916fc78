internal import ForecastCore
internal import NumericKernels

/// A model whose quantiles are moved away from its median, or towards it, by how far off they were inside the history.
///
/// The fitted model forecasts from origins in the later half of the history. With its median m and its quantile q of level
/// tau, an observation y lies at r = (y - m) / (q - m) of the way, and the quantile that would have been right is that c of
/// which tau of the observations lie on the near side:
///
///     q' = m + (1 + w (c - 1)) (q - m),     w = n / (n + 6)
///
/// c is the order statistic at (N + 1) tau of all r (both tails apart), over all origins and steps. n is how many horizons fit
/// into the later half: errors of origins side by side are nearly the same, so that 70 weeks say of 13 steps what
/// five independent errors say. With few c is little more than chance, and w keeps most of the model's own quantile.
///
/// **Source** Romano, Patterson & Candes 2019 (conformalised quantiles, both tails apart: section 5); scores in units of the
/// model's own spread: Sesia & Candes 2020, CQR-r. The promise is one for exchangeable errors, which those of a series
/// are not: what it is worth is measured in `docs/models.md`, and so is that one c for each step is worse.
/// **Leaks** none over the cutoff. Inside it the weights are those of the whole history, level and season those of the origin.
/// **Complexity** `mostOrigins` forecasts more.
struct ConformalIntervals: SeasonalModel, GroupedModel {
    enum Method: String, Sendable, CaseIterable { case model, conformal }

    let base: any LocalModel
    var season: Int { (base as? any SeasonalModel)?.season ?? 1 }
    var parameterNames: [String] { base.parameterNames }
    var isFittedToHorizon: Bool { base.isFittedToHorizon }

    private var grouped: (any GroupedModel)? { base as? any GroupedModel }
    var group: String? { grouped?.group }

    /// Of the whole history, as the weights: not of each origin's.
    func season(of histories: [SeriesHistory]) -> GroupSeason? { grouped?.season(of: histories) }

    func sharing(_ season: GroupSeason?) -> any LocalModel {
        grouped.map { ConformalIntervals(base: $0.sharing(season)) } ?? self
    }

    private static let mostOrigins = 52
    /// Below, a tail is chance.
    private static let fewestScores = 20
    /// In horizons. 2 and 0 were worse on the generated panel and on M4 Weekly.
    private static let shrinkage = 6.0
    /// A quantile nearer to the median, in units of the larger of both, is the same.
    private static let resolution = 1e-9

    func choice(in parameters: FittedParameters) -> ModelChoice? { base.choice(in: parameters) }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try base.fit(history)
    }

    func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters {
        try base.fit(history, horizon: horizon)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        guard !request.levels.isEmpty else {
            return try base.forecast(history, with: parameters, request: request, random: random)
        }
        let centred = CentredRequest(request)
        var rows = try base.forecast(history, with: parameters, request: centred.request, random: random)
        let factors = factors(history, parameters, centred, random)
        for row in stride(from: 0, to: rows.count, by: centred.request.width) {
            let median = rows[row + 1 + centred.median]
            for (level, factor) in factors.enumerated() where level != centred.median {
                let index = row + 1 + level
                let moved = median + factor * (rows[index] - median)
                rows[index] = request.isNonNegative ? max(min(0, rows[index]), moved) : moved
            }
            // Levels move apart from each other; sorting never raises the pinball loss.
            rows[row + 1..<row + centred.request.width].sort()
        }
        return centred.asked(of: rows)
    }

    /// Of the distance to the median, by level.
    private func factors(
        _ history: SeriesHistory, _ parameters: FittedParameters, _ centred: CentredRequest,
        _ random: RandomPath
    ) -> [Double] {
        let origins = Self.origins(history.values)
        var scores = [[Double]](repeating: [], count: centred.request.levels.count)
        for origin in origins {
            let past = random.appending("origin").appending(String(history.values.count - origin))
            guard
                let rows = try? base.forecast(
                    history.prefix(origin), with: parameters, request: centred.request, random: past)
            else { continue }
            for step in 0..<min(centred.request.horizon, history.values.count - origin) {
                let y = history.values[origin + step]
                guard !y.isNaN else { continue }
                let first = step * centred.request.width + 1
                let median = rows[first + centred.median]
                for level in scores.indices {
                    let quantile = rows[first + level]
                    let distance = quantile - median
                    let size = max(quantile.magnitude, median.magnitude)
                    guard distance.magnitude > Self.resolution * size else { continue }
                    scores[level].append((y - median) / distance)
                }
            }
        }
        let seen = Double(history.values.count - (origins.first ?? 0)) / Double(centred.request.horizon)
        let weight = seen / (seen + Self.shrinkage)
        return zip(centred.request.levels, scores).map { level, scores in
            guard scores.count >= Self.fewestScores, scores.allSatisfy(\.isFinite) else { return 1 }
            let near = max(level.value, 1 - level.value)
            let found = EmpiricalQuantile.ofSorted(scores.sorted(), probability: near, definition: .type6)
            return 1 + weight * (max(0, found) - 1)
        }
    }

    /// Evenly over the later half, so that a step lies between the last one and the cutoff.
    private static func origins(_ values: [Double]) -> [Int] {
        let first = values.firstIndex { !$0.isNaN } ?? values.count
        let earliest = first + (values.count - first + 1) / 2
        let distance = max(1, (values.count - earliest + mostOrigins - 1) / mostOrigins)
        return Array(Swift.stride(from: values.count - 1, through: earliest, by: -distance).reversed())
    }
}

/// A request with the median among its levels.
private struct CentredRequest {
    let request: ForecastRequest
    /// The place of the median among the levels.
    let median: Int
    private let columns: [Int]

    init(_ outer: ForecastRequest) {
        let half = QuantileLevel(0.5).map { [$0] } ?? []
        let levels = Array(Set(outer.levels + half)).sorted()
        request = ForecastRequest(
            horizon: outer.horizon, levels: levels, isNonNegative: outer.isNonNegative)
        median = levels.firstIndex { $0.value == 0.5 } ?? 0
        columns = [0] + outer.levels.compactMap { levels.firstIndex(of: $0).map { $0 + 1 } }
    }

    /// The columns that were asked for.
    func asked(of rows: [Double]) -> [Double] {
        stride(from: 0, to: rows.count, by: request.width).flatMap { row in columns.map { rows[row + $0] } }
    }
}
