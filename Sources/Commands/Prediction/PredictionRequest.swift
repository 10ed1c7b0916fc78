package import ExperimentSpec

/// What `forecast predict` is asked for.
package struct PredictionRequest: Sendable {
    /// By their ids; all where none is named.
    package var series: [String] = []
    /// The first so many periods of the spec's horizon; all of them by default.
    package var horizon: Int?
    /// By its name in the spec; the champion by default.
    package var model: String?
    /// Those of the spec by default.
    package var targets: [String] = []
    package var plans = PlanPolicy.required

    package init() {}
}
