/// A global model whose fit can begin with what a fit at an earlier cutoff learned; see `ModelKind.continues`.
package protocol ContinuingGlobalModel: GlobalModel {
    /// The fit to what is known at a cutoff, beginning with `earlier`.
    /// - Parameter earlier: a fit of a model with this very definition at an earlier cutoff, which began in the same way.
    func fit(_ known: KnownPanel, after earlier: any FittedGlobalModel, in scope: FitScope) throws
        -> any FittedGlobalModel
}
