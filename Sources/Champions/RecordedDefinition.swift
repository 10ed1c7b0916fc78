package import ExperimentSpec
internal import ForecastCore

/// A model's definition as an entry has it.
package struct RecordedDefinition: Equatable, Sendable {
    var kind: String
    var transform: String
    /// In the order of the names.
    var parameters: [Parameter]

    struct Parameter: Equatable, Sendable {
        let name: String
        let value: ParameterValue
    }

    init(kind: String, transform: String, parameters: [Parameter]) {
        self.kind = kind
        self.transform = transform
        self.parameters = parameters
    }

    package init(_ model: ModelDeclaration) {
        self.init(
            kind: model.kind, transform: model.transform.rawValue,
            parameters: model.parameters.sorted.map {
                Parameter(name: $0.name, value: Self.written($0.value))
            })
    }

    /// As the file has it: names of columns are one text.
    private static func written(_ value: ParameterValue) -> ParameterValue {
        if case .names = value { .word(value.text) } else { value }
    }
}
