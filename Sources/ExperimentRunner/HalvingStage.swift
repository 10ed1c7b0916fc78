internal import ArtefactStore
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import Reports
internal import Synchronization

/// A search by successive halving: candidates are trained to few rounds and forecast the last training periods
/// before the first cutoff; the best go on training, the others are dropped.
///
/// Nothing after the first cutoff is seen. The unit of work, and of the cache, is a candidate at a rung; one that
/// comes from the cache is trained only when a later rung asks for more rounds.
struct HalvingStage {
    let experiment: PreparedExperiment
    let declaration: HalvingDeclaration
    let validation: HalvingValidation
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    let progress: any RunProgress
    /// True to train nothing: `run` throws `NotCached` where the cache has no answer.
    var onlyFromCache = false
    /// Candidates that differ in rounds, leaves or learning rate train on the same bins.
    private let shelf = FeatureShelf()

    /// What a search is to be told from the cache alone, and is not there.
    struct NotCached: Error {}

    struct Result: Sendable {
        /// The candidates to backtest, in the order of the spec.
        let survivors: [String]
        let report: ExperimentReport.Halving
    }

    func run() throws -> Result {
        let models = experiment.spec.models.filter { declaration.candidates.contains($0.name) }
        var candidates = try models.map(Candidate.init)
        var alive = Array(candidates.indices)
        var rungs: [ExperimentReport.Halving.Rung] = []
        var rounds = declaration.minRounds
        while true {
            let next = max(declaration.keep, (alive.count + declaration.eta - 1) / declaration.eta)
            rungs.append(.init(rounds: rounds, candidates: alive.count))
            let ranked = try compete(&candidates, alive, rounds: rounds, places: next)
            let isOver = alive.allSatisfy { candidates[$0].rounds <= rounds }
            alive = Array(ranked.prefix(isOver ? declaration.keep : next))
            if isOver || alive.count <= declaration.keep { break }
            let most = alive.map { candidates[$0].rounds }.max() ?? rounds
            rounds = min(most, rounds * declaration.eta)
        }
        return result(candidates, kept: Set(alive), rungs: rungs)
    }

    // MARK: - A rung

    /// Trains every candidate of `alive` to `rounds` and notes its loss.
    /// - Parameter places: how many go on, and so the most trainings that are kept in memory.
    /// - Returns: `alive`, best first; ties in the order of the spec.
    private func compete(
        _ candidates: inout [Candidate], _ alive: [Int], rounds: Int, places: Int
    ) throws -> [Int] {
        progress.begin("\(declaration.name): \(alive.count) at \(rounds) rounds", total: alive.count)
        let entrants = alive.map { candidates[$0] }
        let board = Mutex<[(loss: Double, index: Int)]>([])
        let marks = try queue.map(alive.count) { index in
            let mark = try self.mark(entrants[index], rounds: rounds)
            board.withLock { board in
                board.append((mark.loss ?? .infinity, index))
                board.sort { ($0.loss, $0.index) < ($1.loss, $1.index) }
                // Whoever is behind so many cannot go on any more.
                while board.count > places { entrants[board.removeLast().index].state.forget() }
            }
            return mark
        }
        for (index, mark) in zip(alive, marks) { candidates[index].marks.append(mark) }
        return alive.sorted {
            (candidates[$0].loss, $0) < (candidates[$1].loss, $1)
        }
    }

    private func mark(_ candidate: Candidate, rounds: Int) throws -> Candidate.Mark {
        let count = CountingProgress(SilentProgress())
        let declared = candidate.trained(to: min(rounds, candidate.rounds))
        var spec = validation.spec
        spec.models = [declared]
        spec.evaluation.metrics = [Metric(declaration.metric)]
        let alone = WorkQueue(jobs: 1, interruption: queue.interruption)
        let output = try GlobalForecastStage(
            experiment: spec, history: validation.history, classes: validation.classes, store: store,
            ignoresCache: ignoresCache, queue: alone, progress: count, explains: false
        ).run(declared, try continued(candidate, rounds: rounds))
        let table = try EvaluationStage(
            experiment: spec, history: validation.history, queue: alone, progress: SilentProgress()
        ).run([output.blocks])[0]
        progress.advance(by: 1, cached: count.cached > 0 ? 1 : 0)
        return Candidate.Mark(
            rounds: min(rounds, candidate.rounds), loss: table.value(of: Metric(declaration.metric)).value,
            work: output.fits.first?.work ?? 0)
    }

    private func continued(_ candidate: Candidate, rounds: Int) throws -> ContinuedModel {
        let model = try ModelCatalogue.globalModel(
            candidate.declaration,
            in: GlobalModelContext(experiment: experiment.spec, project: experiment.project, shelf: shelf))
        guard let incremental = model as? any IncrementalGlobalModel else {
            preconditionFailure("the reader let \(candidate.declaration.kind) compete in rounds")
        }
        return ContinuedModel(
            model: incremental, state: candidate.state, rounds: rounds, trains: !onlyFromCache)
    }

    // MARK: - What came out

    private func result(
        _ candidates: [Candidate], kept: Set<Int>, rungs: [ExperimentReport.Halving.Rung]
    ) -> Result {
        let order = candidates.indices.sorted {
            let (left, right) = (candidates[$0], candidates[$1])
            return (-left.marks.count, left.loss, $0) < (-right.marks.count, right.loss, $1)
        }
        return Result(
            survivors: candidates.indices.filter(kept.contains).map { candidates[$0].declaration.name },
            report: ExperimentReport.Halving(
                name: declaration.name, target: validation.history.target,
                metric: declaration.metric.rawValue, validation: validation.periods,
                eta: declaration.eta, keep: declaration.keep, rungs: rungs,
                candidates: order.map { candidates[$0].card(isKept: kept.contains($0)) },
                work: candidates.reduce(0) { $0 + ($1.marks.last?.work ?? 0) }))
    }
}

/// One model of a search, and what is known of it.
private struct Candidate: Sendable {
    let declaration: ModelDeclaration
    /// The parameter that counts rounds, and the model's own value of it.
    let roundsParameter: String
    let rounds: Int
    let state = TrainingState()
    /// One per rung it reached.
    var marks: [Mark] = []

    /// What came of one rung.
    struct Mark: Sendable {
        let rounds: Int
        /// Nil where the metric is undefined.
        let loss: Double?
        /// Of all rounds up to here.
        let work: Double
    }

    init(_ declaration: ModelDeclaration) throws {
        guard let parameter = ModelCatalogue.kind(named: declaration.kind)?.rounds else {
            preconditionFailure("the reader let \(declaration.kind) compete in rounds")
        }
        self.declaration = declaration
        roundsParameter = parameter
        rounds = declaration.parameters.integer(parameter)
    }

    /// The last loss; infinite where it is undefined.
    var loss: Double { marks.last?.loss ?? .infinity }

    /// The model as it would be declared with so many rounds: trained on, it has the same bits.
    func trained(to rounds: Int) -> ModelDeclaration {
        var declared = declaration
        var values = declaration.parameters.values
        values[roundsParameter] = .integer(rounds)
        declared.parameters = ModelParameters(values)
        return declared
    }

    func card(isKept: Bool) -> ExperimentReport.Halving.Candidate {
        .init(
            model: declaration.name, rung: marks.count, rounds: marks.last?.rounds ?? 0,
            losses: marks.map { .init($0.loss) }, work: marks.last?.work ?? 0, isKept: isKept)
    }
}

/// Where the training of a candidate waits for the next rung.
private final class TrainingState: Sendable {
    private let training = Mutex<(any GlobalTraining)?>(nil)

    func forget() { training.withLock { $0 = nil } }

    func training(or make: () throws -> any GlobalTraining) throws -> any GlobalTraining {
        if let waiting = training.withLock({ $0 }) { return waiting }
        let made = try make()
        training.withLock { $0 = made }
        return made
    }
}

/// A model as far as its training has come: fitting it goes on from there.
private struct ContinuedModel: GlobalModel {
    let model: any IncrementalGlobalModel
    let state: TrainingState
    let rounds: Int
    let trains: Bool

    func fit(
        _ known: KnownPanel, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> any FittedGlobalModel {
        guard trains else { throw HalvingStage.NotCached() }
        let training = try state.training { try model.training(on: known, jobs: jobs) }
        try training.advance(toRound: rounds, shouldStop: shouldStop)
        return try training.fitted()
    }
}
