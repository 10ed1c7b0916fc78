/// A model that is fitted to all series of a panel at once.
package protocol GlobalModel: Sendable {
    /// Fits to what is known at a cutoff.
    /// - Parameter jobs: threads that may work; changes no bit of the result.
    /// - Parameter shouldStop: asked now and then; true abandons the fit, which then throws.
    func fit(_ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool) throws
        -> any FittedGlobalModel

    /// The same fit of a kind that takes long enough to tell how far it is, and to go on where it was cut off.
    func fit(_ known: KnownPanel, in scope: FitScope) throws -> any FittedGlobalModel

    /// The fit whose artefact this is, of a model with this very definition: what it forecasts and is explained by is the
    /// same, bit for bit.
    /// - Parameter levels: the quantiles that it was fitted for.
    /// - Throws: `UnreadableArtefact`, or what the kind throws, for anything else.
    func restore(_ artefact: Artefact, levels: [QuantileLevel]) throws -> any FittedGlobalModel
}

extension GlobalModel {
    package func fit(_ known: KnownPanel, in scope: FitScope) throws -> any FittedGlobalModel {
        try fit(known, jobs: scope.jobs, shouldStop: scope.shouldStop)
    }
}
