package import ForecastCore

/// A spec ready to run.
package struct ResolvedSpec: Sendable, Equatable {
    package let spec: ExperimentSpec
    package let warnings: [Diagnostic]
    package let places: SpecPlaces
    /// The files that it extends, directly or not, as paths beside that of its own.
    package let bases: [String]

    /// The spec as YAML with every default written out, sweeps unrolled and overrides in place; it reads
    /// back to an equal `spec`.
    package var yaml: String { spec.yaml }
}
