internal import Champions
internal import ForecastCore
internal import ModelRegistry

/// Whether a newly trained version takes the office of its kind and target, and why.
struct OfficeDecision: Encodable, Sendable {
    enum Outcome: String, Encodable, Sendable {
        /// There was nobody in office.
        case first
        /// Surely better than the version in office.
        case promoted
        /// The version in office is lost.
        case replaced
        /// The model in office, trained again.
        case renewed
        /// The version in office stays.
        case kept
        /// Nobody could say, and the version in office stays.
        case undecided
    }

    /// `lgbm_volume`.
    let office: String
    let outcome: Outcome
    /// In office from now on.
    let version: String
    let reason: String

    /// A line for all offices that were decided on for one reason.
    static func text(of decisions: [OfficeDecision]) -> [String] {
        let reasons = decisions.map { [$0.verb, $0.reason] }
        return reasons.indices.filter { reasons.firstIndex(of: reasons[$0]) == $0 }.map { index in
            let alike = decisions.indices.filter { reasons[$0] == reasons[index] }.map {
                decisions[$0].version
            }
            return "\(reasons[index][0]) (\(reasons[index][1])): \(alike.joined(separator: ", "))"
        }
    }

    private var verb: String {
        switch outcome {
        case .first, .promoted, .replaced, .renewed: "in office now"
        case .kept, .undecided: "stays in office"
        }
    }
}
