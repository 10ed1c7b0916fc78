internal import ExperimentSpec
internal import ForecastCore

/// A decision that cannot be taken: a comparison that cannot be made, never to be read as a pass; or a promotion that
/// the verdict did not forbid.
package struct DecisionUnavailable: Error {
    /// What did not happen, as a message begins.
    package let outcome: String
    package let reason: String
    package let fix: String?

    static let notCompared = "the comparison cannot be made"
    package static let notPromoted = "nothing was promoted"

    package init(_ reason: String, fix: String? = nil, outcome: String = Self.notCompared) {
        self.outcome = outcome
        self.reason = reason
        self.fix = fix
    }

    /// A promotion that was asked for.
    package static func promotion(_ reason: String, fix: String? = nil) -> DecisionUnavailable {
        DecisionUnavailable(reason, fix: fix, outcome: notPromoted)
    }

    /// For a champion that cannot be trained again as it was promoted.
    /// - Parameter parts: the names of what it rests on: its feature set, or its members and theirs.
    package init(changed parts: [String], of champion: Champion, outcome: String = Self.notCompared) {
        let names = parts.joined(separator: ", ")
        let subject =
            champion.model.parameters.members.isEmpty
            ? "the feature set '\(names)' has changed" : "what it is made of ('\(names)') has changed"
        self.init(
            "\(subject) since champion "
                + "\(champion.version) of '\(champion.experiment)' was promoted: under its name another model would be trained",
            fix: (champion.model.parameters.members.isEmpty
                ? "restore the set and give the changed one another name"
                : "restore the models under their names and give the changed ones others")
                + ", or promote anew: "
                + "forecast promote RESULT --model NAME --reason ...", outcome: outcome)
    }
}
