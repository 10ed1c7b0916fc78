package import ArtefactStore
internal import DemandFeatures
package import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
package import Reports
internal import Synchronization
package import Workers

/// A search by successive halving: candidates are trained to few rounds and forecast the last training periods
/// before the first cutoff; the best go on training, the others are dropped.
///
/// Nothing after the first cutoff is seen. The unit of work, and of the cache, is a candidate at a rung; one that
/// comes from the cache is trained only when a later rung asks for more rounds.
package struct HalvingStage {
    let spec: ExperimentSpec
    let catalogue: ModelCatalogue
    /// See `GlobalModelContext.libraries`.
    let libraries: String
    let declaration: HalvingDeclaration
    let validation: HalvingValidation
    let store: ArtefactStore
    let ignoresCache: Bool
    let queue: WorkQueue
    let progress: any RunProgress
    /// True to train nothing: `run` throws `NotCached` where the cache has no answer.
    let onlyFromCache: Bool
    /// Candidates that differ in rounds, leaves or learning rate train on the same bins.
    private let shared = SharedWork()

    package init(
        spec: ExperimentSpec, catalogue: ModelCatalogue, libraries: String,
        declaration: HalvingDeclaration, validation: HalvingValidation, store: ArtefactStore,
        ignoresCache: Bool, queue: WorkQueue, progress: any RunProgress,
        onlyFromCache: Bool = false
    ) {
        self.spec = spec
        self.catalogue = catalogue
        self.libraries = libraries
        self.declaration = declaration
        self.validation = validation
        self.store = store
        self.ignoresCache = ignoresCache
        self.queue = queue
        self.progress = progress
        self.onlyFromCache = onlyFromCache
    }

    /// What a search is to be told from the cache alone, and is not there.
    package struct NotCached: Error {}

    package struct Result: Sendable {
        /// The candidates to backtest, in the order of the spec.
        package let survivors: [String]
        package let report: ExperimentReport.Halving
    }

    package func run() throws -> Result {
        let models = spec.models.filter { declaration.candidates.contains($0.name) }
        var candidates = models.map { HalvingCandidate($0, kind: catalogue.kind(of: $0)) }
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
        _ candidates: inout [HalvingCandidate], _ alive: [Int], rounds: Int, places: Int
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

    private func mark(_ candidate: HalvingCandidate, rounds: Int) throws -> HalvingCandidate.Mark {
        let count = CountingProgress(SilentProgress())
        let declared = candidate.trained(to: min(rounds, candidate.rounds))
        var spec = validation.spec
        spec.models = [declared]
        spec.evaluation.metrics = [Metric(declaration.metric)]
        let alone = WorkQueue(jobs: 1, interruption: queue.interruption)
        let output = try GlobalForecastStage(
            experiment: spec, catalogue: catalogue, history: validation.history, classes: validation.classes,
            store: store,
            ignoresCache: ignoresCache, queue: alone, progress: count, explains: false
        ).run(declared, try continued(candidate, rounds: rounds))
        let table = try EvaluationStage(
            experiment: spec, history: validation.history, queue: alone, progress: SilentProgress()
        ).run([output.blocks])[0]
        progress.advance(by: 1, cached: count.cached > 0 ? 1 : 0)
        return HalvingCandidate.Mark(
            rounds: min(rounds, candidate.rounds), loss: table.value(of: Metric(declaration.metric)).value,
            work: output.fits.first?.work ?? 0)
    }

    private func continued(_ candidate: HalvingCandidate, rounds: Int) throws -> ContinuedModel {
        let model = try catalogue.globalModel(
            candidate.declaration, of: spec,
            in: GlobalModelContext(seed: spec.seed, libraries: libraries, shared: shared))
        guard let incremental = model as? any IncrementalGlobalModel else {
            preconditionFailure("the reader let \(candidate.declaration.kind) compete in rounds")
        }
        return ContinuedModel(
            model: incremental, state: candidate.state, rounds: rounds, trains: !onlyFromCache)
    }

    // MARK: - What came out

    private func result(
        _ candidates: [HalvingCandidate], kept: Set<Int>, rungs: [ExperimentReport.Halving.Rung]
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
                candidates: order.map { candidates[$0].reported(isKept: kept.contains($0)) },
                work: candidates.reduce(0) { $0 + ($1.marks.last?.work ?? 0) }))
    }
}
