internal import LocatedYAML

extension SpecSchema {
    /// A block of keys.
    static func object<Block: SpecBlock>(_ block: Block.Type) -> YAMLValue {
        object(
            Block.keys.map {
                key($0.name, $0.schema, $0.summary, default: $0.shownDefault, required: $0.need.isRequired)
            })
    }
}

extension SpecBlock {
    /// The names of the keys that must be there.
    static var requiredKeys: [String] { keys.filter(\.need.isRequired).map(\.name) }
}
