package enum ParameterValue: Hashable, Sendable {
    case integer(Int)
    case number(Double)
    case word(String)
    case boolean(Bool)
    /// Of columns, or words from a list; none of them for no column.
    case names([String])
    /// At least two, with weights for all or for none, which sum to 1; or one model that is named alone.
    case members([EnsembleMember])
    /// At least one; the last takes every series.
    case rules([RoutingRule])
}

extension ParameterValue {
    /// What stands for no column.
    package static let noName = "none"

    /// What `text` wrote of names.
    package static func names(columns text: String) -> ParameterValue {
        .names(text == noName ? [] : columns(of: text))
    }

    /// The names in a text, between commas.
    package static func columns(of text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }
    }

    /// As a resolved spec writes it.
    package var text: String {
        switch self {
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .boolean(let value): String(value)
        case .word(let value): value
        case .names(let names): names.isEmpty ? Self.noName : names.joined(separator: ",")
        case .members(let members):
            members.map { member in member.name + (member.weight.map { " \($0)" } ?? "") }.joined(
                separator: ", ")
        case .rules(let rules): rules.map { "\($0.conditions): \($0.model)" }.joined(separator: "; ")
        }
    }
}
