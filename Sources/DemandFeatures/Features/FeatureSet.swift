package import ForecastCore

/// The features of a global model, checked against the data they are built from.
package struct FeatureSet: Sendable, Equatable {
    package let name: String
    /// The column that is forecast.
    package let target: String
    /// In the order of the matrix; names are unique.
    package let features: [Feature]
    /// Of every attribute and column that is read as a category.
    package let codes: CategoryCodes

    /// - Parameters:
    ///   - codes: those that a model was fitted with; the words of `panel` without them.
    ///   - place: where the spec has a key of the set, such as `price`; the set itself for an empty key.
    /// - Throws: `DiagnosticsError` (spec) with everything that is wrong: a name that means nothing (E150), a
    ///   column, attribute or calendar that the data set lacks (E151), a column that is not known when the feature
    ///   needs it (E152), two features of one name (E153), nothing at all or windows of
    ///   nothing (E154).
    package init(
        name: String, _ definition: FeatureSetDefinition, panel: Panel, target: String,
        codes: CategoryCodes = CategoryCodes(), place: @escaping (String) -> SourceLocation? = { _ in nil }
    ) throws(DiagnosticsError) {
        var builder = FeatureSetBuilder(set: name, panel: panel, target: target, given: codes, place: place)
        builder.add(definition)
        if builder.diagnostics.hasErrors {
            throw DiagnosticsError(.spec, builder.diagnostics.diagnostics)
        }
        self.name = name
        self.target = target
        features = builder.features
        self.codes = builder.codes
    }

    package var columnNames: [String] { features.map(\.name) }

    /// Adds what decides the bits of the features, apart from the data: the target, each name, and the version of
    /// their meaning.
    package func addToKey(_ encoder: inout CanonicalEncoder) {
        encoder.add("features.version", Self.version)
        encoder.add("features.target", target)
        encoder.add("features.columns", features.map(\.name))
        encoder.add("features.meaning", features.map(\.description))
    }

    /// Bump it when the same data and names give other bits.
    package static let version = 2

    package static let priceColumn = "price"
}
