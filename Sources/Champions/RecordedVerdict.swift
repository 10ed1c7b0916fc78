/// How a verdict judged the model that was promoted: what makes the promotion worth its name, or not.
package struct RecordedVerdict: Equatable, Sendable {
    /// `promote`, `keep` or `inconclusive`; by hand a model is promoted whatever it says.
    package var decision: String
    /// The name of the champion that it was held against.
    package var against: String
    /// Of the promoted model; nil where it could not be told.
    package var improvementPP: Double?
    package var lower: Double?
    package var upper: Double?
    package var confidence: Double
    package var minImprovementPP: Double
    package var windows: Int
    /// How many challengers were tried: of many, the best one's lead is overstated.
    package var challengers: Int
    /// The limits in force by name; what is missing was off.
    package var guardrails: [Limit]
    /// In what the run asked for less than the committed spec, in words.
    package var weaker: [String]

    package init(
        decision: String, against: String, improvementPP: Double?, lower: Double?, upper: Double?,
        confidence: Double, minImprovementPP: Double, windows: Int, challengers: Int, guardrails: [Limit],
        weaker: [String]
    ) {
        self.decision = decision
        self.against = against
        self.improvementPP = improvementPP
        self.lower = lower
        self.upper = upper
        self.confidence = confidence
        self.minImprovementPP = minImprovementPP
        self.windows = windows
        self.challengers = challengers
        self.guardrails = guardrails
        self.weaker = weaker
    }

    package struct Limit: Equatable, Sendable {
        package let name: String
        package let value: Double

        package init(name: String, value: Double) {
            self.name = name
            self.value = value
        }
    }
}
