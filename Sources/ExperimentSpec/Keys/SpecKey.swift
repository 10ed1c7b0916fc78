internal import ForecastCore
internal import LocatedYAML

/// A key of a block: what may stand there, what it means, and which property holds it. The reader of specs, their
/// schema, the resolved form, the digest and the reference page go through the block's `keys`.
struct SpecKey<Block: SpecBlock>: Sendable {
    typealias Property<Value> = any (WritableKeyPath<Block, Value> & Sendable)
    /// What holds where the key is left out, once the rest of the block is read; nil, with a report or without, where
    /// nothing does.
    typealias Rest<Value> = @Sendable (Block, inout SpecParser) -> Value?

    /// Whether a block can do without the key.
    enum Need: Sendable {
        /// It must be there; the example is shown where it is not.
        case required(example: String)
        /// The block means nothing without a value: one that does not fit is told, and nothing more of the block.
        case essential
        /// One that does not fit is told, and the default takes its place.
        case optional
    }

    let name: String
    /// For editors and the reference page.
    let summary: String
    let need: Need
    let schema: YAMLValue
    /// For editors and the reference page; nil where the summary says what holds, or nothing does.
    let shownDefault: YAMLValue?
    /// Takes the value of a node into the block; false, with a report, where it does not fit.
    let read: @Sendable (YAMLNode, _ path: String, inout Block, inout SpecParser) -> Bool
    /// Fills in what follows from the rest of the block; false where nothing does.
    let fill: @Sendable (inout Block, inout SpecParser) -> Bool
    /// As a resolved spec has it; nil for a key that it leaves out.
    let written: @Sendable (Block) -> YAMLValue?
    let addToKey: @Sendable (Block, _ path: String, inout CanonicalEncoder) -> Void

    /// - Parameters:
    ///   - shown: the default as a spec writes it, where that is not the property's initial value.
    ///   - rest: the default, where it is not the property's initial value.
    init<Value: Sendable>(
        _ name: String, _ value: SpecValue<Value>, _ place: Property<Value>, need: Need = .optional,
        _ summary: String, shown: YAMLValue? = nil, rest: Rest<Value>? = nil
    ) {
        self.name = name
        self.summary = summary
        self.need = need
        schema = value.schema
        shownDefault = shown ?? (need.isOptional && rest == nil ? value.shown(Block()[keyPath: place]) : nil)
        read = { node, path, block, parser in
            guard let found = value.read(node, path, &parser) else { return false }
            block[keyPath: place] = found
            return true
        }
        fill = { block, parser in
            guard let rest else { return true }
            guard let found = rest(block, &parser) else { return false }
            block[keyPath: place] = found
            return true
        }
        written = { value.written($0[keyPath: place]) }
        addToKey = { value.addToKey($0[keyPath: place], $1, &$2) }
    }
}

extension SpecKey.Need {
    var isRequired: Bool { if case .required = self { true } else { false } }
    var isOptional: Bool { if case .optional = self { true } else { false } }

    var requirement: Requirement {
        if case .required(let example) = self { Requirement(stringLiteral: example) } else { false }
    }
}
