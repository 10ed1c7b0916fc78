/// A value to be written as YAML: a document tree without places.
package indirect enum YAMLValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case sequence([YAMLValue])
    case mapping([Entry])

    package struct Entry: Equatable, Sendable {
        package let key: String
        package let value: YAMLValue

        package init(_ key: String, _ value: YAMLValue) {
            self.key = key
            self.value = value
        }
    }
}

extension YAMLValue {
    /// What a parsed node means.
    package init(_ node: YAMLNode) {
        switch node.content {
        case .sequence(let items): self = .sequence(items.map { YAMLValue($0) })
        case .mapping(let entries): self = .mapping(entries.map { Entry($0.key, YAMLValue($0.value)) })
        case .scalar(let text, let quoted):
            switch quoted ? .string(text) : YAMLScalar(plain: text) {
            case .null: self = .null
            case .boolean(let value): self = .boolean(value)
            case .integer(let value): self = .integer(value)
            case .number(let value): self = .number(value)
            case .string(let value): self = .string(value)
            }
        }
    }

    package static func strings(_ values: [String]) -> YAMLValue { .sequence(values.map { .string($0) }) }
    package static func integers(_ values: [Int]) -> YAMLValue { .sequence(values.map { .integer($0) }) }
    package static func numbers(_ values: [Double]) -> YAMLValue { .sequence(values.map { .number($0) }) }
}
