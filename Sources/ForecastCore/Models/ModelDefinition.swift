/// A model, closed: everything that decides what it forecasts, and no name that something else must explain. Two models
/// of one definition are one model.
package struct ModelDefinition: Hashable, Sendable {
    /// As a spec writes it.
    package let kind: String
    /// Of the kind, see `ModelKind.version`.
    package let version: Int
    package let transform: ModelTransform
    package let parameters: ModelParameters
    /// What it reads; nil for a model without features.
    package let features: FeatureSetDefinition?
    /// What else decides its bits.
    package let engine: [Engine]
    /// The models that it is made of, in the order of its parameters.
    package let members: [ModelDefinition]

    /// A library by its digest, or the version of something that the kind builds on.
    package struct Engine: Hashable, Sendable {
        package let name: String
        package let version: String

        package init(_ name: String, _ version: String) {
            self.name = name
            self.version = version
        }
    }

    package init(
        kind: String, version: Int, transform: ModelTransform = .none, parameters: ModelParameters,
        features: FeatureSetDefinition? = nil, engine: [Engine] = [], members: [ModelDefinition] = []
    ) {
        self.kind = kind
        self.version = version
        self.transform = transform
        self.parameters = parameters
        self.features = features
        self.engine = engine
        self.members = members
    }

    /// Adds everything that it holds.
    package func addToKey(_ key: inout CanonicalEncoder) {
        key.add("kind", kind)
        key.add("kind version", version)
        key.add("transform", transform.rawValue)
        for (name, value) in parameters.sorted {
            switch value {
            case .integer(let integer): key.add(name, integer)
            case .number(let number): key.add(name, number)
            case .word(let word): key.add(name, word)
            case .names: key.add(name, value.text)
            case .boolean(let boolean): key.add(name, boolean)
            // Their names decide nothing, their definitions follow.
            case .members(let members): key.add(name, members.map { $0.weight ?? -1 })
            case .rules(let rules):
                let models = RoutingTable(rules).models
                for (place, rule) in rules.enumerated() {
                    key.add("\(name) \(place)", rule.conditionWords)
                    key.add("\(name) \(place) member", models.firstIndex(of: rule.model) ?? 0)
                }
            }
        }
        for part in engine { key.add(part.name, part.version) }
        features?.addToKey(&key, under: "features")
        if !members.isEmpty { key.add("members", members.map(\.digest.hex)) }
    }

    package var digest: Digest {
        var key = CanonicalEncoder(stage: "model definition", version: 1)
        addToKey(&key)
        return key.digest
    }
}
