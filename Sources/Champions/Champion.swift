package import ExperimentSpec

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
    /// The trained version that is in office for its kind and target; nil for the champion of an experiment, which is a
    /// definition and trained wherever it is needed.
    package var trained: TrainedVersion?

    package init(
        experiment: String, version: Int, model: ModelDeclaration, recorded: RecordedDefinition,
        retirement: String? = nil, target: String, metric: String, value: Double, bias: Double?, run: String,
        resultDigest: String, snapshotDigest: String, backtestDigest: String, featuresDigest: String?,
        verdict: RecordedVerdict?, who: String, when: String, why: String, restores: Int? = nil,
        trained: TrainedVersion? = nil
    ) {
        self.experiment = experiment
        self.version = version
        self.model = model
        self.recorded = recorded
        self.retirement = retirement
        self.target = target
        self.metric = metric
        self.value = value
        self.bias = bias
        self.run = run
        self.resultDigest = resultDigest
        self.snapshotDigest = snapshotDigest
        self.backtestDigest = backtestDigest
        self.featuresDigest = featuresDigest
        self.verdict = verdict
        self.who = who
        self.when = when
        self.why = why
        self.restores = restores
        self.trained = trained
    }

    package var name: String { model.name }
}

extension Champion {
    /// Whether a model of a spec is this one.
    package func isDefined(by model: ModelDeclaration) -> Bool {
        retirement == nil && model.hasSameDefinition(as: self.model)
    }

    /// - Throws: `DecisionUnavailable` for one that this version cannot train.
    package func requireTrainable(outcome: String = DecisionUnavailable.notCompared)
        throws(DecisionUnavailable)
    {
        guard let retirement else { return }
        throw DecisionUnavailable(
            "champion \(version) of '\(experiment)', '\(name)', cannot be trained by this version of forecast: \(retirement)",
            fix:
                "promote another champion (forecast promote RESULT --model NAME --reason ...), or go on with the version "
                + "of forecast that promoted it; its entry is history and stays as it is", outcome: outcome)
    }
}
