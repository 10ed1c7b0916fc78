package enum ParameterValue: Hashable, Sendable {
    case integer(Int)
    case number(Double)
    case word(String)
    case boolean(Bool)
    /// At least two; weights for all or for none, which sum to 1.
    case members([EnsembleMember])
    /// At least one; the last takes every series.
    case rules([RoutingRule])
}

extension ParameterValue {
    /// As a resolved spec writes it.
    package var text: String {
        switch self {
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .boolean(let value): String(value)
        case .word(let value): value
        case .members(let members):
            members.map { member in member.name + (member.weight.map { " \($0)" } ?? "") }.joined(
                separator: ", ")
        case .rules(let rules): rules.map { "\($0.conditions): \($0.model)" }.joined(separator: "; ")
        }
    }
}
