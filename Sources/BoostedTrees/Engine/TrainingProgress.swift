internal import CLightGBM

/// How far the training of one model has come.
package struct TrainingProgress: Sendable {
    /// Rounds that are done.
    package let round: Int
    /// Rounds there will be at most.
    package let rounds: Int
    /// After the last round; nil without a validation part.
    package let validationLoss: Double?
}
