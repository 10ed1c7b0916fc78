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
}
