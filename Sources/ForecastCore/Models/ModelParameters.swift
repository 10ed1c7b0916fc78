/// The parameters of one declared model: checked against the kind's declarations, defaults filled in,
/// sorted by name.
package struct ModelParameters: Hashable, Sendable {
    package let values: [String: ParameterValue]

    package init(_ values: [String: ParameterValue]) { self.values = values }

    /// Name and value in the order of the names: the only order that reaches an output.
    package var sorted: [(name: String, value: ParameterValue)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    // The reader has checked names and domains, so a miss here is a mistake in a kind's `make`.

    package func integer(_ name: String) -> Int {
        guard case .integer(let value)? = values[name] else {
            preconditionFailure("no integer parameter \(name)")
        }
        return value
    }

    /// One season length or several, ascending.
    package func seasons(_ name: String) -> [Int] {
        switch values[name] {
        case .integer(let value): return [value]
        case .names(let names): return ParameterDeclaration.seasonLengths(names) ?? []
        default: preconditionFailure("no season lengths in parameter \(name)")
        }
    }

    package func number(_ name: String) -> Double {
        switch values[name] {
        case .number(let value): return value
        case .integer(let value): return Double(value)
        default: preconditionFailure("no number parameter \(name)")
        }
    }

    package func word(_ name: String) -> String {
        guard case .word(let value)? = values[name] else { preconditionFailure("no word parameter \(name)") }
        return value
    }

    package func names(_ name: String) -> [String] {
        guard case .names(let value)? = values[name] else {
            preconditionFailure("no names in parameter \(name)")
        }
        return value
    }

    package func members(_ name: String) -> [EnsembleMember] {
        guard case .members(let value)? = values[name] else {
            preconditionFailure("no members in parameter \(name)")
        }
        return value
    }

    package func rules(_ name: String) -> [RoutingRule] {
        guard case .rules(let value)? = values[name] else {
            preconditionFailure("no rules in parameter \(name)")
        }
        return value
    }

    /// Those of any parameter.
    package var rules: [RoutingRule] {
        sorted.flatMap { if case .rules(let rules) = $0.value { rules } else { [] as [RoutingRule] } }
    }

    /// The models that any parameter names.
    package var members: [EnsembleMember] {
        sorted.flatMap { parameter in
            switch parameter.value {
            case .members(let members): members
            case .rules(let rules): RoutingTable(rules).models.map { EnsembleMember(name: $0) }
            default: [] as [EnsembleMember]
            }
        }
    }

    package func boolean(_ name: String) -> Bool {
        guard case .boolean(let value)? = values[name] else {
            preconditionFailure("no boolean parameter \(name)")
        }
        return value
    }

    /// True or false, or nil where a word such as `auto` stands instead.
    package func optionalBoolean(_ name: String) -> Bool? {
        if case .word? = values[name] { return nil }
        return boolean(name)
    }

    /// The whole number, or nil where a word such as `all` stands instead.
    package func optionalInteger(_ name: String) -> Int? {
        if case .word? = values[name] { return nil }
        return integer(name)
    }

    /// The number, or nil where a word such as `optimised` stands instead.
    package func optionalNumber(_ name: String) -> Double? {
        if case .word? = values[name] { return nil }
        return number(name)
    }
}
