package import ForecastCore

package struct ModelDeclaration: Sendable, Equatable {
    package var name: String
    package var kind: String
    package var parameters: ModelParameters
    package var transform: ModelTransform

    /// The kinds that always run: nothing that forecasts worse than they do is promoted.
    package static let baselineKinds = ["naive", "seasonal_naive"]

    package var isBaseline: Bool { Self.baselineKinds.contains(kind) }

    package func hasSameDefinition(as other: ModelDeclaration) -> Bool {
        kind == other.kind && parameters == other.parameters && transform == other.transform
    }

    package init(name: String, kind: String, parameters: ModelParameters, transform: ModelTransform) {
        self.name = name
        self.kind = kind
        self.parameters = parameters
        self.transform = transform
    }
}
