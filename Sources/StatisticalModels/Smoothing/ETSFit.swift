internal import NumericKernels

/// One form fitted to one history by maximum likelihood.
///
/// Without a season all at once, by `ETSDescent`. With one, weights by Nelder-Mead with the initial states held, then the initial
/// states by Newton's method with the weights held, in turns until neither gains: the states are many (m + 1) and nearly
/// linear, the weights few and bounded.
package struct ETSFit {
    package let form: ETSForm
    let weights: SeasonalSmoothing
    package let minusTwoLogLikelihood: Double

    static let rounds = 4
    static let finalSteps = 4

    /// Nil where no weights give a finite likelihood.
    package init?(_ form: ETSForm, _ y: [Double], season: Int) {
        guard form.season != .none else {
            let found =
                switch form.trend {
                case .none: Self.descended(form, y, SIMD2<Double>.self)
                case .additive: Self.descended(form, y, SIMD4<Double>.self)
                case .damped: Self.descended(form, y, SIMD8<Double>.self)
                }
            guard let found else { return nil }
            self = found
            return
        }
        var search = ETSSearch(form, y, season: season)
        guard search.begin() else { return nil }
        var best = Double.infinity
        for round in 0..<Self.rounds {
            guard search.improveWeights(edge: round == 0 ? 0.15 : 0.05) else { return nil }
            let reached = search.improveStates()
            let gain = best - reached
            best = min(best, reached)
            if gain < 1e-3 { break }
        }
        weights = search.likelihood.smoothing(search.parameters)
        minusTwoLogLikelihood = best
        self.form = form
    }

    private init(_ form: ETSForm, _ weights: SeasonalSmoothing, _ minusTwoLogLikelihood: Double) {
        (self.form, self.weights, self.minusTwoLogLikelihood) = (form, weights, minusTwoLogLikelihood)
    }

    /// - Parameter lanes: as many as the form has unknowns, or more.
    private static func descended<Lanes: SIMD>(_ form: ETSForm, _ y: [Double], _ lanes: Lanes.Type) -> ETSFit?
    where Lanes.Scalar == Double {
        guard let (unknowns, value) = ETSDescent<Lanes>(form, y).best() else { return nil }
        let hasTrend = form.trend != .none
        return ETSFit(
            form,
            SeasonalSmoothing(
                alpha: unknowns[0], beta: hasTrend ? unknowns[0] * unknowns[2] : 0, gamma: 0,
                phi: form.trend == .damped ? unknowns[4] : 1, isMultiplicative: false), value)
    }
}

/// The search for weights and initial states in turns.
private struct ETSSearch {
    let likelihood: ETSLikelihood
    /// alpha, beta*, gamma's share of 1 - alpha, phi.
    private(set) var parameters = [0.5, 0.1, 0.1, 0.95]
    private var state: SeasonalSmoothing.State
    /// Which of the parameters the form has.
    private let axes: [Int]
    private let search: NelderMead

    private static let grid: [[Double]] = [[0.05, 0.2, 0.5, 0.9], [0.01, 0.2], [0.01, 0.2], [0.95]]

    init(_ form: ETSForm, _ y: [Double], season: Int) {
        likelihood = ETSLikelihood(form: form, y: y, season: season)
        state = likelihood.firstState()
        let has = [true, form.trend != .none, form.season != .none, form.trend == .damped]
        axes = has.indices.filter { has[$0] }
        let bounds = axes.map {
            $0 == 3 ? ExponentialSmoothing.dampingBounds : ExponentialSmoothing.weightBounds
        }
        search = NelderMead(
            lower: bounds.map(\.lowerBound), upper: bounds.map(\.upperBound), tolerance: 1e-6,
            evaluationLimit: 600)
    }

    /// The best of a grid. False where nothing is finite.
    mutating func begin() -> Bool {
        let found = minimise { search, objective in
            GridSearch.best(search.axes.map { Self.grid[$0] }, objective)
        }
        guard let found else { return false }
        place(found)
        return true
    }

    /// The weights, the initial states held. False where nothing is finite.
    mutating func improveWeights(edge: Double) -> Bool {
        let from = axes.map { parameters[$0] }
        let found = minimise { search, objective in
            let minimum = search.search.minimise(from: from, step: search.steps(edge), objective)
            return minimum.value.isFinite ? minimum.point : nil
        }
        guard let found else { return false }
        place(found)
        return true
    }

    /// The initial states, the weights held; returns minus twice the log likelihood.
    mutating func improveStates() -> Double {
        likelihood.improve(&state, likelihood.smoothing(parameters), steps: 3)
    }

    /// Runs `method` on the likelihood as a function of the form's weights.
    private func minimise(
        _ method: (ETSSearch, ([Double]) -> Double) -> [Double]?
    ) -> [Double]? {
        var trial = parameters
        var scratch = state
        return method(self) { point in
            for (place, axis) in axes.enumerated() { trial[axis] = point[place] }
            (scratch.level, scratch.trend) = (state.level, state.trend)
            for j in state.seasons.indices { scratch.seasons[j] = state.seasons[j] }
            return likelihood.minusTwoLogLikelihood(likelihood.smoothing(trial), &scratch)
        }
    }

    private func steps(_ edge: Double) -> [Double] { axes.map { $0 == 3 ? edge / 3 : edge } }

    private mutating func place(_ point: [Double]) {
        for (place, axis) in axes.enumerated() { parameters[axis] = point[place] }
    }
}
