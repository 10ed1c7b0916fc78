/// What was measured of a training after so many steps.
package struct TrainingMark: Equatable, Sendable {
    package let step: Int
    /// The mean over the batches since the last mark.
    package let training: Double
    /// By the averaged weights, of periods that nothing was learned from; nil where none were kept.
    package let validation: Double?
}
