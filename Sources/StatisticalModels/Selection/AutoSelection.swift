internal import ForecastCore

/// `auto`: of several models the one whose forecasts of the series' own past were best.
///
/// Every candidate is fitted up to each of several cutoffs inside the history and forecasts as many steps as are asked
/// for (time-ordered cross-validation). The least error over all folds wins, the first among equals, and is fitted
/// again to the whole history.
///
/// **Source** Tashman 2000; Hyndman & Athanasopoulos 2021 (FPP3), section 5.10.
/// **Short series** Where no fold leaves enough to fit to (`ValidationFolds`) the first candidate that can is taken, and
/// `folds` is 0. A candidate that cannot forecast every fold comes after those that can.
/// **Complexity** (folds + 1) fits and forecasts of every candidate.
struct AutoSelection: SeasonalModel {
    struct Candidate: Sendable {
        /// As documents call it: `theta stl`.
        let name: String
        let model: any LocalModel
        let family: Family
    }

    enum Family: Sendable { case smooth, intermittent, other }

    enum Among: String, Sendable, CaseIterable {
        /// One of the next two, by how often the series sells.
        case fitting
        case smooth, intermittent, all
    }

    enum Loss: String, Sendable, CaseIterable {
        case squared, absolute

        func callAsFunction(_ error: Double) -> Double { self == .squared ? error * error : error.magnitude }
    }

    /// Of both families the better guess where nothing can be measured stands first.
    let candidates: [Candidate]
    let among: Among
    let season: Int
    let loss: Loss
    let folds: Int

    /// `choice` and `runner_up` count the candidates from 0. `lead`: by which share the error of the choice was below that
    /// of the runner-up. Then the parameters of the choice, and zeros where another one has more.
    var parameterNames: [String] {
        Self.ownParameters + (0..<mostParameters).map { "parameter_\($0 + 1)" }
    }

    private static let ownParameters = ["choice", "runner_up", "folds", "lead"]
    private var mostParameters: Int { candidates.map(\.model.parameterNames.count).max() ?? 0 }

    var isFittedToHorizon: Bool { true }

    func choice(in parameters: FittedParameters) -> ModelChoice? {
        let places = parameters.values.prefix(2).map { Int($0) }
        guard parameters.values.count >= Self.ownParameters.count,
            places.allSatisfy(candidates.indices.contains)
        else { return nil }
        return ModelChoice(
            choice: candidates[places[0]].name,
            runnerUp: places[1] == places[0] ? nil : candidates[places[1]].name,
            folds: Int(parameters.values[2]), lead: parameters.values[3])
    }

    func fit(_ history: SeriesHistory) throws(Fallback) -> FittedParameters {
        try fit(history, horizon: 1)
    }

    func fit(_ history: SeriesHistory, horizon: Int) throws(Fallback) -> FittedParameters {
        let cutoffs = ValidationFolds.cutoffs(history.values, horizon: horizon, most: folds)
        let ranking = ranking(history, cutoffs, horizon)
        var reason: Fallback?
        for (place, choice) in ranking.enumerated() {
            do throws(Fallback) {
                let model = candidates[choice.index].model
                let parameters = try model.fit(history, horizon: horizon).values
                let runnerUp = ranking[min(place + 1, ranking.count - 1)]
                let own = [
                    Double(choice.index), Double(runnerUp.index),
                    choice.error.isFinite ? Double(cutoffs.count) : 0, choice.lead(over: runnerUp),
                ]
                let padding = [Double](repeating: 0, count: mostParameters - parameters.count)
                return FittedParameters(own + parameters + padding)
            } catch {
                reason = reason ?? error
            }
        }
        throw reason ?? Fallback(.notConverged)
    }

    func forecast(
        _ history: SeriesHistory, with parameters: FittedParameters, request: ForecastRequest,
        random: RandomPath
    ) throws(Fallback) -> [Double] {
        let model = candidates[Int(parameters.values[0])].model
        let own = parameters.values.dropFirst(Self.ownParameters.count).prefix(model.parameterNames.count)
        return try model.forecast(
            history, with: FittedParameters(Array(own)), request: request, random: random)
    }

    // MARK: - Validation

    private struct Ranked {
        let index: Int
        /// Infinite where nothing could be measured.
        let error: Double

        func lead(over other: Ranked) -> Double {
            error.isFinite && other.error.isFinite && other.error > 0 ? 1 - error / other.error : 0
        }
    }

    /// The candidates for this series, best first, those that could not be measured last.
    private func ranking(_ history: SeriesHistory, _ cutoffs: [Int], _ horizon: Int) -> [Ranked] {
        let family = family(of: history)
        return candidates.indices.filter { family == nil || candidates[$0].family == family }
            .map { Ranked(index: $0, error: error(of: candidates[$0].model, history, cutoffs, horizon)) }
            .sorted { ($0.error, $0.index) < ($1.error, $1.index) }
    }

    /// Nil for every one.
    private func family(of history: SeriesHistory) -> Family? {
        switch among {
        case .fitting:
            history.values.withUnsafeBufferPointer(QuantileSource.isIntermittent) ? .intermittent : .smooth
        case .smooth: .smooth
        case .intermittent: .intermittent
        case .all: nil
        }
    }

    /// The sum of losses over the observed steps of all folds.
    private func error(
        of model: any LocalModel, _ history: SeriesHistory, _ cutoffs: [Int], _ horizon: Int
    ) -> Double {
        guard !cutoffs.isEmpty else { return .infinity }
        let isNonNegative = history.values.allSatisfy { !($0 < 0) }
        let request = ForecastRequest(horizon: horizon, levels: [], isNonNegative: isNonNegative)
        var total = 0.0
        for cutoff in cutoffs {
            let known = history.prefix(cutoff)
            // Means draw nothing.
            let means: [Double]? = try? model.forecast(
                known, with: model.fit(known, horizon: horizon), request: request, random: RandomPath(seed: 0)
            )
            guard let means else { return .infinity }
            for (step, mean) in means.enumerated() where !history.values[cutoff + step].isNaN {
                total += loss((isNonNegative ? max(0, mean) : mean) - history.values[cutoff + step])
            }
        }
        return total.isFinite ? total : .infinity
    }
}
