package import ForecastCore

/// What a fitted global model is known by, besides its forecasts.
package struct GlobalFit: Equatable, Sendable {
    /// Of the model's artefact.
    package let modelDigest: Digest
    /// `FittedGlobalModel.work`.
    package let work: Double
    /// Nil where none was asked for.
    package let explanation: Explanation?
    /// `FittedGlobalModel.course`.
    package let course: TrainingCourse?
}
