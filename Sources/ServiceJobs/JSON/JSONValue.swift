/// A JSON document (RFC 8259) as a value; numbers keep the text that they were written in.
package indirect enum JSONValue: Equatable, Sendable {
    package struct Member: Equatable, Sendable {
        package let name: String
        package let value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    case null
    case boolean(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package static func integer(_ value: Int) -> JSONValue { .number(String(value)) }

    /// A number, or null where there is none: JSON has no NaN.
    package static func real(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return value == value.rounded() && abs(value) < 1e15
            ? .number(String(Int(value))) : .number("\(value)")
    }

    package static func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }

    /// Members in the order given.
    package static func members(_ members: KeyValuePairs<String, JSONValue>) -> JSONValue {
        .object(members.map { Member(name: $0.key, value: $0.value) })
    }

    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    /// A whole number as written: `13`, not `13.0`.
    package var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text)
    }

    package var items: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    /// What stands here, for messages.
    package var kind: String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The same with the members of every object in the order of their names: equal values are one text.
    package var canonical: JSONValue {
        switch self {
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.canonical) }.sorted {
                    $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
                })
        case .array(let items): .array(items.map(\.canonical))
        default: self
        }
    }
}
