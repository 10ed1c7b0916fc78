/// A kind of model that a spec can name: its parameters, and how to make one.
package struct ModelKind: Sendable {
    /// As a spec writes it: `seasonal_naive`.
    package let name: String
    /// One line for `--help` and documents.
    package let summary: String
    /// The literature it follows.
    package let source: String
    /// Bumped by hand whenever the same input would give other bits.
    package let version: Int
    package let parameters: [ParameterDeclaration]
    package let make: Make
    /// The parameter that counts training rounds, for a kind whose training can pause and go on.
    package let rounds: String?
    /// Whether it multiplies matrices by OpenBLAS, whose version and kernels then decide its bits.
    package let multipliesMatrices: Bool
    /// Whether it can forecast sums of series; false where forecasts are of the series that somebody wrote down.
    package let forecastsSums: Bool
    /// From how many periods of history on it can forecast at all; with fewer every series is a fallback.
    package let leastHistory: @Sendable (ModelParameters) -> Int
    /// Whether its fit in a window begins with that of the window before: its models are `ContinuingGlobalModel` then.
    package let continues: @Sendable (ModelParameters) -> Bool

    package enum Make: Sendable {
        /// Fitted to one series at a time.
        case local(@Sendable (ModelParameters) -> any LocalModel)
        /// Fitted to all series of a panel at once. The runner makes it: it joins feature building and engine.
        case global
        /// Made of the forecasts of other models, by its `CombinedModelKind`.
        case combined
    }

    package init(
        name: String, summary: String, source: String, version: Int, parameters: [ParameterDeclaration],
        make: Make, rounds: String? = nil, multipliesMatrices: Bool = false, forecastsSums: Bool = true,
        leastHistory: @escaping @Sendable (ModelParameters) -> Int = { _ in 1 },
        continues: @escaping @Sendable (ModelParameters) -> Bool = { _ in false }
    ) {
        self.name = name
        self.summary = summary
        self.source = source
        self.version = version
        self.parameters = parameters
        self.make = make
        self.rounds = rounds
        self.multipliesMatrices = multipliesMatrices
        self.forecastsSums = forecastsSums
        self.leastHistory = leastHistory
        self.continues = continues
    }

    /// Whether it is fitted to all series of a panel at once.
    package var isGlobal: Bool {
        if case .global = make { true } else { false }
    }

    /// Whether it is made of other models' forecasts.
    package var isCombined: Bool {
        if case .combined = make { true } else { false }
    }

    /// Whether it sends each series to another model.
    package var isRouting: Bool { parameters.contains { $0.domain == .rules } }

    /// Whether it makes another model's forecasts add up.
    package var isReconciling: Bool { parameters.contains { $0.domain == .model } }

    /// The model with these parameters; nil for a global kind, and for one that is made of others.
    package func localModel(_ parameters: ModelParameters) -> (any LocalModel)? {
        if case .local(let make) = make { make(parameters) } else { nil }
    }
}
