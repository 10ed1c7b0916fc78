package import ForecastCore

/// A feature set and the name that models call it by.
package struct FeatureSetDeclaration: Hashable, Sendable {
    package var name: String
    package var definition: FeatureSetDefinition
}
