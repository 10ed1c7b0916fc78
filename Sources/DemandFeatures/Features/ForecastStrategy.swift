/// How one-step examples become forecasts of several steps.
///
/// A step counts from the origin: where training ends a gap before the horizon, step 1 of the spec is gap + 1 here.
package enum ForecastStrategy: Hashable, Sendable {
    /// One model for the next period; its forecasts become the history of the next step.
    case recursive
    /// One model for one step.
    case direct(step: Int)
    /// One model for all of these steps, ascending, told which by a column `step`.
    case stepAsFeature(steps: [Int])

    /// The steps of its training rows.
    package var steps: [Int] {
        switch self {
        case .recursive: [1]
        case .direct(let step): [step]
        case .stepAsFeature(let steps): steps
        }
    }

    var hasStepColumn: Bool {
        if case .stepAsFeature = self { true } else { false }
    }
}
