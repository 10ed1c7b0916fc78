internal import ForecastCore

/// A model without season on a series from which the season was taken, and given back to the forecast.
///
/// A series of less than two seasons takes that of its group, where it has one (`GroupSeason`). Whose it was is told as a choice among models is,
/// and kept as the parameter `group_season`, a `Source`.
struct SeasonallyAdjusted: SeasonalModel, GroupedModel {
    enum Method: String, Sendable, CaseIterable {
        case none
        /// Classical decomposition, where the test finds a season.
        case classical
        /// A season that may change, shrunk by what of it is noise (`STLSeason`).
        case stl
        /// A few waves, as many as pay (`FourierSeason`).
        case fourier
    }

    let base: any LocalModel
    /// Season lengths, ascending.
    let seasons: [Int]
    let method: Method
    let group: String?
    private var groupSeason: GroupSeason?

    init(base: any LocalModel, seasons: [Int], method: Method, group: String? = nil) {
        (self.base, self.seasons, self.method, self.group) = (base, seasons, method, group)
    }

    func season(of histories: [SeriesHistory]) -> GroupSeason? {
        GroupSeason(of: histories, seasons: seasons, method)
    }

    func sharing(_ season: GroupSeason?) -> any LocalModel {
        var model = self
        model.groupSeason = season
        return model
    }

    /// The shortest: that of what stands in.
    var season: Int { seasons.first ?? 1 }

    var parameterNames: [String] { base.parameterNames + (group == nil ? [] : ["group_season"]) }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        let fitted = try base.fit(adjusted(history).0)
        guard group != nil else { return fitted }
        return FittedParameters(fitted.values + [Double(try source(of: history).rawValue)])
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let (adjusted, adjustment, first) = try adjusted(history)
        let own = group == nil ? parameters : FittedParameters(Array(parameters.values.dropLast()))
        var values = try base.forecast(adjusted, with: own, request: request, random: random)
        for step in 0..<request.horizon {
            widen(&values, row: step * request.width, by: adjustment.spread, request)
            for index in step * request.width..<(step + 1) * request.width {
                values[index] = adjustment.restored(
                    values[index], at: history.values.count - first + step)
            }
        }
        return values
    }

    /// Moves the quantiles of a row away from its mean: the history fits a season that was fitted to it.
    private func widen(_ values: inout [Double], row: Int, by spread: Double, _ request: ForecastRequest) {
        guard spread > 1 else { return }
        for index in row + 1..<row + request.width {
            let wider = values[row] + spread * (values[index] - values[row])
            values[index] = request.isNonNegative ? max(min(0, values[index]), wider) : wider
        }
    }

    /// Whose season is taken out of a series of a grouped model.
    private enum Source: Int {
        case own, group
        /// The series is too short, and its group has none.
        case none

        var words: String {
            switch self {
            case .own: "own season"
            case .group: "season of the group"
            case .none: "no season"
            }
        }
    }

    func choice(in parameters: FittedParameters) -> ModelChoice? {
        guard group != nil, let source = parameters.values.last.flatMap({ Source(rawValue: Int($0)) }) else {
            return nil
        }
        return ModelChoice(choice: source.words, runnerUp: nil, folds: 0, lead: 0)
    }

    private func source(of history: SeriesHistory) throws(Fallback) -> Source {
        if try shared(history) != nil { return .group }
        return try isShort(history) ? .none : .own
    }

    private func isShort(_ history: SeriesHistory) throws(Fallback) -> Bool {
        let span = history.values.count - (try HistorySummary.of(history).firstObserved)
        return span < 2 * (seasons.last ?? 1)
    }

    /// The group's season, where there is one and the series is too short for its own.
    private func shared(_ history: SeriesHistory) throws(Fallback) -> GroupSeason? {
        try isShort(history) ? groupSeason : nil
    }

    private func adjusted(
        _ history: SeriesHistory
    ) throws(Fallback) -> (SeriesHistory, SeasonalAdjustment, first: Int) {
        if let season = try shared(history) {
            let adjustment = season.adjustment(of: history)
            let values = history.values.enumerated().map {
                adjustment.removed($0.element, at: history.firstStep + $0.offset)
            }
            // Steps of a group's season are those of the grid.
            return (
                SeriesHistory(id: history.id, values: values, firstStep: history.firstStep), adjustment,
                -history.firstStep
            )
        }
        let first = try HistorySummary.of(history).firstObserved
        let adjustment = SeasonalAdjustment(history.values[first...], seasons: seasons, method)
        let values = history.values.enumerated().map {
            adjustment.removed($0.element, at: max(0, $0.offset - first))
        }
        return (
            SeriesHistory(id: history.id, values: values, firstStep: history.firstStep), adjustment, first
        )
    }
}
