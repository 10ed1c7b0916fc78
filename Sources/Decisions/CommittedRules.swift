internal import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore

/// What the specs in `experiments/` ask of a promotion, to hold a run against that `--set` made easier.
///
/// Nothing of a run says which file it came from, so every spec that declares the experiment counts: a run is weaker
/// only where it is weaker than each of them. Where none does, the defaults are the measure.
struct CommittedRules {
    private let experiment: String
    private let specs: [(path: String, spec: ExperimentSpec)]
    /// Files that may declare the experiment and cannot be read now.
    private let unreadable: [String]

    init(of experiment: String, in project: Project) {
        self.experiment = experiment
        let declared = DeclaredExperiments(in: project)
        var specs: [(path: String, spec: ExperimentSpec)] = []
        var unreadable: [String] = []
        for path in declared.candidates(for: experiment) {
            do {
                let spec = try declared.spec(at: path)
                if spec.name == experiment { specs.append((project.relative(path), spec)) }
            } catch {
                unreadable.append(project.relative(path))
            }
        }
        self.specs = specs
        self.unreadable = unreadable
    }

    /// In what `run` asked for less, in words; empty where it asked for as much as some spec does.
    func weaknesses(of run: ExperimentSpec) -> [String] {
        guard run.promotion != nil else { return [] }
        if specs.isEmpty, let file = unreadable.first {
            return ["\(file) cannot be read now, so nobody can say what it asks for"]
        }
        let found = specs.map { run.weaknesses(against: $0.spec) }
        return found.min { $0.count < $1.count } ?? run.weaknessesAgainstDefaults
    }
}

extension ExperimentSpec {
    /// In what a verdict of this spec rests on less than one of `committed` would.
    fileprivate func weaknesses(against committed: ExperimentSpec) -> [String] {
        guard let ours = promotion, let theirs = committed.promotion else { return [] }
        var found = ours.weaknesses(
            confidence: theirs.confidence, minimum: theirs.minImprovementPP, guardrails: theirs.guardrails)
        if backtest.windowCount < committed.backtest.windowCount {
            found.append(
                "\(NumberText.count(backtest.windowCount, "window", "windows")) instead of \(committed.backtest.windowCount)"
            )
        }
        return found + otherQuestion(than: committed, ours, theirs)
    }

    /// What a run is held against where no spec of its experiment is found.
    fileprivate var weaknessesAgainstDefaults: [String] {
        promotion?.weaknesses(
            confidence: PromotionDeclaration.standardConfidence,
            minimum: PromotionDeclaration.standardImprovementPP,
            guardrails: .standard) ?? []
    }

    /// A verdict on another metric, target, horizon or choice of series is no weaker; it answers another question.
    private func otherQuestion(
        than committed: ExperimentSpec, _ ours: PromotionDeclaration, _ theirs: PromotionDeclaration
    ) -> [String] {
        let differences: [(isOther: Bool, words: String)] = [
            (ours.metric != theirs.metric, "\(ours.metric.id) instead of \(theirs.metric.id)"),
            (ours.target != theirs.target, "target '\(ours.target)' instead of '\(theirs.target)'"),
            (
                data.dataset != committed.data.dataset,
                "data set '\(data.dataset)' instead of '\(committed.data.dataset)'"
            ),
            (
                data.filter != committed.data.filter || data.sample != committed.data.sample,
                "another choice of series"
            ),
            (
                backtest.horizon != committed.backtest.horizon || backtest.gap != committed.backtest.gap
                    || evaluation.steps != committed.evaluation.steps,
                "other steps ahead"
            ),
        ]
        return differences.filter(\.isOther).map(\.words)
    }
}

extension PromotionDeclaration {
    fileprivate func weaknesses(
        confidence asked: Double, minimum: Double, guardrails limits: Guardrails
    ) -> [String] {
        var found: [String] = []
        if confidence < asked {
            found.append("confidence \(Self.text(confidence)) instead of \(Self.text(asked))")
        }
        if minImprovementPP < minimum {
            found.append(
                "min_improvement_pp \(Self.text(minImprovementPP)) instead of \(Self.text(minimum))"
            )
        }
        for ((name, ours), (_, theirs)) in zip(guardrails.limits, limits.limits) {
            guard let theirs else { continue }
            guard let ours else {
                found.append("guardrail \(name) off instead of \(Self.text(theirs))")
                continue
            }
            if ours > theirs {
                found.append("guardrail \(name) \(Self.text(ours)) instead of \(Self.text(theirs))")
            }
        }
        return found
    }

    /// All the digits that tell two limits apart.
    private static func text(_ value: Double) -> String { NumberText.plain(value, decimals: 9) }
}
