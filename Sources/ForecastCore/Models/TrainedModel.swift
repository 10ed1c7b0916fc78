/// What a model learned, as it is kept and used again.
package enum TrainedModel: Sendable {
    /// A local model's.
    case series(SeriesFits)
    /// A global model's, with what it was fitted to say.
    case panel(Artefact, ForecastScope)
    /// What earlier windows taught a combination of other models.
    case combination(CombinationLesson)

    /// What a file holds of it; the scope and the work of a global model are kept beside the file.
    package var bytes: [UInt8] {
        switch self {
        case .series(let fits): fits.stored
        case .panel(let artefact, _): artefact.bytes
        case .combination(let lesson): lesson.stored
        }
    }
}
