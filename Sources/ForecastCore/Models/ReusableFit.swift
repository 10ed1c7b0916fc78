/// A fitted global model with what it was fitted to say. Asked for fewer steps, for other quantiles or at a later
/// cutoff it answers without training.
package struct ReusableFit: Sendable {
    package let model: any FittedGlobalModel
    /// What it was fitted for.
    package let scope: ForecastScope

    package init(_ model: any FittedGlobalModel, for scope: ForecastScope) {
        self.model = model
        self.scope = scope
    }

    /// The forecasts of every series after the cutoff of `known`, for its steps and its levels: a step is forecast as in
    /// the scope of the fit, a level between two fitted ones lies on the line between them.
    /// **Shape** `[series, gap + horizon, 1 + levels]`, row-major, mean first.
    /// - Throws: `UnfittedScope`, and what the model throws.
    package func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        if known.scope == scope { return try model.forecast(known, jobs: jobs) }
        let part = try ScopePart(known.scope, of: scope)
        return part.values(of: try model.forecast(known.asked(for: scope), jobs: jobs))
    }

    /// What the forecasts lean on, in the scope of the fit.
    package func explanation(of known: KnownPanel, jobs: Int) throws -> Explanation {
        try model.explanation(of: known.scope == scope ? known : known.asked(for: scope), jobs: jobs)
    }
}
