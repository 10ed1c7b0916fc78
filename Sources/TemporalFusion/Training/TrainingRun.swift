internal import ForecastCore

/// A training from its first step to its end: that of its plan, or where a validation tail says that no more is learned.
struct TrainingRun {
    let training: NetworkTraining
    /// Later than everything that is learned from; empty where the plan alone says when to stop.
    let validation: [SequenceWindow]
    private(set) var state = State()

    /// What a run knows besides the weights.
    struct State: Equatable, Sendable {
        var curve: [TrainingCourse.Mark] = []
        /// Of the batches since the last mark.
        var sum = 0.0
        var count = 0.0
        /// Marks since the best one.
        var sinceBest = 0
        var best: Best?
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
    /// Marks without a better one, after which the training ends.
    static let patience = 5
    /// A state is written after so much work: some twenty seconds of one thread. **Units** GFLOP.
    static let workBetweenCheckpoints = 500.0

    init(_ training: NetworkTraining, validation: [SequenceWindow]) {
        self.training = training
        self.validation = validation
    }

    var curve: [TrainingCourse.Mark] { state.curve }

    private var interval: Int {
        validation.isEmpty
            ? max(1, min(Self.interval, training.plan.steps / Self.plannedMarks)) : Self.interval
    }

    /// Takes all steps that are left; the weights to forecast with come back: of the best mark, or the last average.
    mutating func run(in scope: FitScope) throws(TrainingFailure) -> [Float] {
        goOn(in: scope)
        let every = checkpointInterval
        while training.step < training.plan.steps, state.sinceBest < Self.patience {
            if scope.shouldStop() {
                scope.checkpoint?.write(bytes)
                throw .stopped
            }
            try training.advance(jobs: scope.jobs)
            state.sum += training.lastLoss
            state.count += 1
            scope.progress(progress)
            if training.step % interval == 0 || training.step == training.plan.steps {
                mark(jobs: scope.jobs)
            }
            if training.step % every == 0 { scope.checkpoint?.write(bytes) }
        }
        return state.best?.weights ?? training.average
    }

    private mutating func mark(jobs: Int) {
        let weights = training.average
        let validated =
            validation.isEmpty ? nil : training.loss(of: validation, by: weights, jobs: jobs)
        state.curve.append(
            .init(step: training.step, training: state.sum / state.count, validation: validated))
        (state.sum, state.count) = (0, 0)
        guard let validated else { return }
        if validated < state.best?.loss ?? .infinity {
            state.best = Best(loss: validated, weights: weights, step: training.step)
            state.sinceBest = 0
        } else {
            state.sinceBest += 1
        }
    }

    private var progress: FitProgress {
        let plan = training.plan
        let epoch = Double(training.step * plan.batch) / Double(training.windowCount)
        let loss = state.sum / max(1, state.count)
        return FitProgress(
            step: training.step, of: plan.steps,
            words:
                "epoch \(NumberText.fixed(epoch, decimals: 1)), loss \(NumberText.fixed(loss, decimals: 3)), "
                + "rate \(NumberText.fixed(training.lastRate, decimals: 5))")
    }

    // MARK: - Checkpoints

    private var checkpointInterval: Int {
        let gflop = training.network.trainingWork(batch: training.plan.batch) / 1e9
        return max(1, min(Self.interval, Int(Self.workBetweenCheckpoints / max(gflop, 1e-9))))
    }

    private var bytes: [UInt8] { training.bytes(of: state) }

    /// From the checkpoint, where there is one; a damaged one is told and dropped.
    private mutating func goOn(in scope: FitScope) {
        guard let bytes = scope.checkpoint?.read() else { return }
        do throws(SafeTensorsError) {
            state = try training.goOn(from: bytes)
        } catch {
            scope.warn("a training was cut off, and begins anew: \(error)")
            scope.checkpoint?.remove()
        }
    }
}
