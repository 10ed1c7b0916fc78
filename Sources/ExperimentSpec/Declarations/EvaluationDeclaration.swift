package import ForecastCore

package struct EvaluationDeclaration: Sendable, Equatable {
    /// Every variant, in the order of the spec.
    package var metrics: [Metric]
    /// The season lengths of scaled errors.
    package var seasons: [Int]
    package var zeros: ZeroPolicy
    package var segments: [Segment]
    /// Horizon steps that count, from 1, ascending; all of them when empty.
    package var steps: [Int]

    /// What MAPE does with an actual of zero.
    package enum ZeroPolicy: String, Sendable, CaseIterable { case skip, error }

    package enum Segment: String, Sendable, CaseIterable {
        case abcClass = "abc_class"
        case xyzClass = "xyz_class"
        case demandPattern = "demand_pattern"
    }
}
