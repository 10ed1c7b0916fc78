package import ExperimentSpec
internal import ForecastCore

/// One promotion: what was promoted, on what evidence, by whom and why.
package struct Champion: Equatable, Sendable {
    package var experiment: String
    /// 1 for the first champion of the experiment.
    package var version: Int
    /// As this version of the program understands it; see `retirement`.
    package var model: ModelDeclaration
    /// What the entry itself says of the model, to the letter: history is written back as it was read.
    var recorded: RecordedDefinition
    /// Why this version of the program cannot train the model, in words; nil where it can. Such an entry is history,
    /// and stops only who must train it.
    package var retirement: String?
    package var target: String
    /// The metric's variant id, and its value in the run that the promotion rests on.
    package var metric: String
    package var value: Double
    /// In percent, in that run; nil in entries of earlier versions and of runs that did not measure it.
    package var bias: Double?
    package var run: String
    package var resultDigest: String
    package var snapshotDigest: String
    /// What the value was measured over; the same only for the same windows, steps and whatever else moves it.
    package var backtestDigest: String
    /// Of the feature set that the model names, as it was declared; nil for models without one.
    package var featuresDigest: String?
    /// What the run's verdict said of it; nil for entries of earlier versions, and for a model that was held against
    /// nobody.
    package var verdict: RecordedVerdict?
    package var who: String
    /// UTC, `2026-11-22T18:16:00Z`.
    package var when: String
    package var why: String
    /// The version that a rollback brought back; nil for a promotion.
    package var restores: Int?

    package var name: String { model.name }
}

extension Champion {
    /// Whether a model of a spec is this one.
    func isDefined(by model: ModelDeclaration) -> Bool {
        retirement == nil && model.hasSameDefinition(as: self.model)
    }

    /// - Throws: `DecisionUnavailable` for one that this version cannot train.
    func requireTrainable(outcome: String = DecisionUnavailable.notCompared) throws(DecisionUnavailable) {
        guard let retirement else { return }
        throw DecisionUnavailable(
            "champion \(version) of '\(experiment)', '\(name)', cannot be trained by this version of forecast: \(retirement)",
            fix:
                "promote another champion (forecast promote RESULT --model NAME --reason ...), or go on with the version "
                + "of forecast that promoted it; its entry is history and stays as it is", outcome: outcome)
    }
}

/// A model's definition as an entry has it.
struct RecordedDefinition: Equatable, Sendable {
    var kind: String
    var transform: String
    /// In the order of the names.
    var parameters: [Parameter]

    struct Parameter: Equatable, Sendable {
        let name: String
        let value: ParameterValue
    }

    init(kind: String, transform: String, parameters: [Parameter]) {
        self.kind = kind
        self.transform = transform
        self.parameters = parameters
    }

    init(_ model: ModelDeclaration) {
        self.init(
            kind: model.kind, transform: model.transform.rawValue,
            parameters: model.parameters.sorted.map { Parameter(name: $0.name, value: $0.value) })
    }
}

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

    package struct Limit: Equatable, Sendable {
        package let name: String
        package let value: Double
    }
}
