/// How a network is trained.
struct TrainingPlan: Hashable, Sendable {
    var batch: Int
    var steps: Int
    var rate: Double
    var weightDecay: Double
    /// Gradients are shortened to this length.
    var longestGradient: Double
    /// The first steps, over which the rate rises from 0.
    var warmUp: Int

    /// Of the highest rate, when learning once more: from weights that are good already.
    private static let rateAgain = 0.5

    /// For learning once more.
    func again(steps: Int) -> TrainingPlan {
        var plan = self
        plan.steps = steps
        plan.rate = rate * Self.rateAgain
        plan.warmUp = min(warmUp, steps / 10)
        return plan
    }
}
