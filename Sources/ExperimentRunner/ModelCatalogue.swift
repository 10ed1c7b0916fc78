internal import ExperimentSpec
package import ForecastCore
internal import StatisticalModels

/// The one place that knows which kinds of models a spec can name and how each is made.
package enum ModelCatalogue {
    package static let kinds: [LocalModelKind] = StatisticalModels.kinds

    package static func kind(named name: String) -> LocalModelKind? { kinds.first { $0.name == name } }

    /// The model that `declaration` describes. The spec reader has checked kind and parameters against
    /// `kinds`, so an unknown kind is a programmer's mistake.
    static func make(_ declaration: ModelDeclaration) -> any LocalModel {
        guard let kind = kind(named: declaration.kind) else {
            preconditionFailure("model kind \(declaration.kind) is not in the catalogue")
        }
        let model = kind.make(declaration.parameters)
        return switch declaration.transform {
        case .none: model
        case .log: TransformedModel(model, transform: .log)
        case .boxcox: TransformedModel(model, transform: .boxCox)
        }
    }

    /// Adds everything that decides the model's bits to a cache key. The name does not: renaming a model
    /// refits nothing.
    static func add(_ declaration: ModelDeclaration, to key: inout CanonicalEncoder) {
        key.add("kind", declaration.kind)
        key.add("kind version", kind(named: declaration.kind)?.version ?? 0)
        key.add("transform", declaration.transform.rawValue)
        for (name, value) in declaration.parameters.sorted {
            switch value {
            case .integer(let integer): key.add(name, integer)
            case .number(let number): key.add(name, number)
            case .word(let word): key.add(name, word)
            case .boolean(let boolean): key.add(name, boolean)
            }
        }
    }
}
