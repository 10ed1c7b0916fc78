internal import ForecastCore

/// The trainings of all seeds, each from its first step to its end: that of its plan, or where a validation tail says that
/// no more is learned.
struct TrainingRun {
    /// Of the seed that is being trained.
    private(set) var current: NetworkTraining
    private let seeds: Int
    /// The training of a seed, not begun.
    private let training: (_ seed: Int) -> NetworkTraining
    /// Later than everything that is learned from; empty where the plan alone says when to stop.
    let validation: [SequenceWindow]
    private var state = State()
    private var finished: [Finished] = []

    /// What came of a seed.
    struct Finished: Equatable, Sendable {
        let weights: [Float]
        /// That have learned nothing from the validation tail.
        let blind: [Float]
        let curve: [TrainingCourse.Mark]
        let steps: Int
    }

    /// What the run of a seed knows besides the weights.
    struct State: Equatable, Sendable {
        var curve: [TrainingCourse.Mark] = []
        /// Of the batches since the last mark.
        var sum = 0.0
        var count = 0.0
        /// Marks since the best one.
        var sinceBest = 0
        var best: Best?
        /// Before it learned once more.
        var stepsBefore = 0
    }

    struct Best: Equatable, Sendable {
        let loss: Double
        let weights: [Float]
        let step: Int
    }

    /// Steps from one mark to the next at most, and where a validation tail is forecast at each.
    static let interval = 100
    /// Marks of a training that its plan alone ends, where a mark costs nothing.
    static let plannedMarks = 40
    /// Whose loss is shown of weights that have learned nothing yet.
    private static let batchesAhead = 8
    /// Marks without a better one, after which the training ends.
    static let patience = 5
    /// A state is written after so much work: some twenty seconds of one thread. **Units** GFLOP.
    static let workBetweenCheckpoints = 500.0

    init(
        _ first: NetworkTraining, seeds: Int, validation: [SequenceWindow],
        training: @escaping (_ seed: Int) -> NetworkTraining
    ) {
        current = first
        self.seeds = seeds
        self.training = training
        self.validation = validation
    }

    private var interval: Int {
        validation.isEmpty
            ? max(1, min(Self.interval, current.plan.steps / Self.plannedMarks)) : Self.interval
    }

    /// Takes all steps that are left of every seed.
    mutating func run(in scope: FitScope) throws(TrainingFailure) -> [Finished] {
        goOn(in: scope)
        while true {
            finished.append(try runSeed(in: scope))
            guard finished.count < seeds else { return finished }
            current = training(finished.count)
            state = State()
        }
    }

    /// Takes all steps that are left of one: to the end of its plan, or until the tail is forecast no better; then once more
    /// from the weights that forecast it best, the tail included.
    private mutating func runSeed(in scope: FitScope) throws(TrainingFailure) -> Finished {
        // What a training begins with may be better than all that it learns.
        if current.isWarm, current.step == 0, !validation.isEmpty, current.stepsAgain == 0 {
            mark(jobs: scope.jobs)
        }
        if current.stepsAgain == 0 {
            try takeSteps(in: scope)
            let steps = TrainingLength.stepsAgain(after: state.best?.step ?? 0)
            guard let best = state.best, steps > 0 else {
                let weights = state.best?.weights ?? current.average
                return Finished(weights: weights, blind: weights, curve: state.curve, steps: current.step)
            }
            state.stepsBefore = current.step
            current.learnAgain(from: best.weights, steps: steps)
        }
        try takeSteps(in: scope)
        return Finished(
            weights: current.average, blind: state.best?.weights ?? current.average, curve: state.curve,
            steps: state.stepsBefore + current.step)
    }

    private mutating func takeSteps(in scope: FitScope) throws(TrainingFailure) {
        let every = checkpointInterval
        while current.step < current.plan.steps, current.stepsAgain > 0 || state.sinceBest < Self.patience {
            if scope.shouldStop() {
                scope.checkpoint?.write(bytes)
                throw .stopped
            }
            try current.advance(jobs: scope.jobs)
            state.sum += current.lastLoss
            state.count += 1
            scope.progress(progress)
            if current.step % interval == 0 || current.step == current.plan.steps {
                mark(jobs: scope.jobs)
            }
            if current.step % every == 0 { scope.checkpoint?.write(bytes) }
        }
    }

    private mutating func mark(jobs: Int) {
        let weights = current.average
        let validated =
            validation.isEmpty || current.stepsAgain > 0
            ? nil : current.loss(of: validation, by: weights, jobs: jobs)
        // Before the first step: of the batches to come.
        let learned =
            state.count > 0
            ? state.sum / state.count
            : current.loss(of: Array(current.batches(Self.batchesAhead).joined()), by: weights, jobs: jobs)
        state.curve.append(
            .init(step: state.stepsBefore + current.step, training: learned, validation: validated))
        (state.sum, state.count) = (0, 0)
        guard let validated else { return }
        if validated < state.best?.loss ?? .infinity {
            state.best = Best(loss: validated, weights: weights, step: current.step)
            state.sinceBest = 0
        } else {
            state.sinceBest += 1
        }
    }

    private var progress: FitProgress {
        let epoch = Double(current.step * current.plan.batch) / Double(current.windowCount)
        let loss = state.sum / max(1, state.count)
        let seed = seeds > 1 ? "seed \(finished.count + 1) of \(seeds), " : ""
        let part = current.stepsAgain > 0 ? "once more, " : ""
        return FitProgress(
            step: finished.count * current.mostSteps + state.stepsBefore + current.step,
            of: seeds * current.mostSteps,
            words: seed + part
                + "epoch \(NumberText.fixed(epoch, decimals: 1)), loss \(NumberText.fixed(loss, decimals: 3)), "
                + "rate \(NumberText.fixed(current.lastRate, decimals: 5))")
    }

    // MARK: - Checkpoints

    private var checkpointInterval: Int {
        let gflop = current.network.trainingWork(batch: current.plan.batch) / 1e9
        return max(1, min(Self.interval, Int(Self.workBetweenCheckpoints / max(gflop, 1e-9))))
    }

    private var bytes: [UInt8] { current.bytes(of: state, after: finished) }

    /// From the checkpoint, where there is one; a damaged one is told and dropped.
    private mutating func goOn(in scope: FitScope) {
        guard let bytes = scope.checkpoint?.read() else { return }
        do throws(SafeTensorsError) {
            let found = try current.state(from: bytes)
            guard found.finished.count < seeds else {
                throw SafeTensorsError(.mismatched, "they are of more seeds")
            }
            finished = found.finished
            if !finished.isEmpty { current = training(finished.count) }
            current.goOn(from: found)
            state = found.run
        } catch {
            scope.warn("a training was cut off, and begins anew: \(error)")
            scope.checkpoint?.remove()
        }
    }
}
