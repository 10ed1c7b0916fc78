/// A model that makes another one's forecasts of series and of their sums add up.
package protocol ForecastReconciler: Sendable {
    /// The levels that it goes by.
    var levels: [String] { get }
    /// How many windows before each cutoff it learns errors from; 0 where it learns nothing.
    var earlierWindows: Int { get }

    /// Forecasts of every node and series that add up.
    /// - Parameters:
    ///   - base: what the model says of each node and series by itself, at one cutoff.
    ///   - errors: what it missed in windows that ended by the cutoff; without rows where the data begin too late for any.
    ///   - random: where samples come from.
    func reconcile(
        _ base: HierarchicalForecasts, errors: HierarchicalErrors, random: RandomPath
    ) -> Reconciliation
}
