internal import ForecastCore

/// A training from its first step to its end: that of its plan, or where a validation tail says that no more is learned.
struct TrainingRun {
    let training: NetworkTraining
    /// Later than everything that is learned from; empty where the plan alone says when to stop.
    let validation: [SequenceWindow]
    private(set) var curve: [TrainingCourse.Mark] = []
    private var best: (loss: Double, weights: [Float], step: Int)?
    private var sinceBest = 0

    /// Steps from one mark to the next at most, and where a validation tail is forecast at each.
    static let interval = 100
    /// Marks of a training that its plan alone ends, where a mark costs nothing.
    static let plannedMarks = 40
    /// Marks without a better one, after which the training ends.
    static let patience = 5

    init(_ training: NetworkTraining, validation: [SequenceWindow]) {
        self.training = training
        self.validation = validation
    }

    /// After how many steps the weights were the best ones; of all steps without a tail.
    var bestStep: Int { best?.step ?? training.step }

    private var interval: Int {
        validation.isEmpty
            ? max(1, min(Self.interval, training.plan.steps / Self.plannedMarks)) : Self.interval
    }

    /// Takes all steps; the weights to forecast with come back: of the best mark, or the last average.
    mutating func run(jobs: Int, shouldStop: () -> Bool) throws(TrainingFailure) -> [Float] {
        var sum = 0.0
        var count = 0.0
        while training.step < training.plan.steps, sinceBest < Self.patience {
            if shouldStop() { throw .stopped }
            try training.advance(jobs: jobs)
            sum += training.lastLoss
            count += 1
            guard training.step % interval == 0 || training.step == training.plan.steps else { continue }
            mark(training: sum / count, jobs: jobs)
            (sum, count) = (0, 0)
        }
        return best?.weights ?? training.average
    }

    private mutating func mark(training loss: Double, jobs: Int) {
        let weights = training.average
        let validated =
            validation.isEmpty ? nil : training.loss(of: validation, by: weights, jobs: jobs)
        curve.append(TrainingCourse.Mark(step: training.step, training: loss, validation: validated))
        guard let validated else { return }
        if validated < best?.loss ?? .infinity {
            best = (validated, weights, training.step)
            sinceBest = 0
        } else {
            sinceBest += 1
        }
    }
}
