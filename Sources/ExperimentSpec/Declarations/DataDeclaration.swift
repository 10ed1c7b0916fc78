package struct DataDeclaration: Sendable, Equatable {
    /// The folder's name under `datasets/`.
    package var dataset: String
    package var targets: [String]
    package var filter: SeriesFilter
    /// A seeded sample of so many series; nil for all.
    package var sample: Int?
}
