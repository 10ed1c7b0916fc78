internal import ForecastCore
internal import LocatedYAML

/// What may stand behind a key: how a value is read, written, digested, and what editors are told of it.
struct SpecValue<Value: Sendable>: Sendable {
    let schema: YAMLValue
    /// Nil, with a report, where the node does not fit. The path is what messages call it.
    let read: @Sendable (YAMLNode, _ path: String, inout SpecParser) -> Value?
    /// As a resolved spec has it; nil where it leaves the key out.
    let written: @Sendable (Value) -> YAMLValue?
    /// Adds the value under the path, with its type: another type is another digest.
    let addToKey: @Sendable (Value, _ path: String, inout CanonicalEncoder) -> Void
    /// A default as editors and the reference page show it; nil where they show none.
    let shown: @Sendable (Value) -> YAMLValue?

    init(
        schema: YAMLValue, read: @escaping @Sendable (YAMLNode, String, inout SpecParser) -> Value?,
        written: @escaping @Sendable (Value) -> YAMLValue?,
        addToKey: @escaping @Sendable (Value, String, inout CanonicalEncoder) -> Void,
        shown: (@Sendable (Value) -> YAMLValue?)? = nil
    ) {
        self.schema = schema
        self.read = read
        self.written = written
        self.addToKey = addToKey
        self.shown = shown ?? written
    }
}

// MARK: - Numbers

extension SpecValue where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        SpecValue(
            schema: SpecSchema.integer(range),
            read: { $0.integer(in: range, path: $1, &$2.diagnostics) },
            written: { .integer($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> Self {
        SpecValue(
            schema: SpecSchema.number(range),
            read: { $0.number(in: range, path: $1, &$2.diagnostics) },
            written: { .number($0) }, addToKey: { $2.add($1, $0) })
    }

    /// Strictly between 0 and 1.
    static var level: Self {
        SpecValue(
            schema: SpecSchema.level,
            read: { node, path, parser in
                guard let value = node.number(in: 0...1, path: path, &parser.diagnostics) else { return nil }
                if 0 < value, value < 1 { return value }
                parser.diagnostics.add(node.outOfRange(path, expected: "strictly between 0 and 1"))
                return nil
            },
            written: { .number($0) }, addToKey: { $2.add($1, $0) })
    }
}

// MARK: - Words

extension SpecValue where Value == String {
    /// A name that keeps `rule`.
    static func name(_ rule: NameRule) -> Self {
        SpecValue(
            schema: SpecSchema.name(rule),
            read: { $0.name(rule, path: $1, &$2.diagnostics) },
            written: { .string($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value: RawRepresentable<String> & CaseIterable {
    /// One of the cases' words.
    static var choice: Self {
        SpecValue(
            schema: SpecSchema.words(Value.allCases.map(\.rawValue)),
            read: { $0.choice(of: Value.self, path: $1, &$2.diagnostics) },
            written: { .string($0.rawValue) }, addToKey: { $2.add($1, $0.rawValue) })
    }
}

// MARK: - Values that may be absent

extension SpecValue {
    /// Left out by default; a resolved spec then leaves it out, too, and so does the digest, unless it holds `stand-in`
    /// in its place.
    static func optional<Wrapped>(_ value: SpecValue<Wrapped>, digestedAs standIn: Wrapped? = nil) -> Self
    where Value == Wrapped? {
        SpecValue(
            schema: value.schema,
            read: { node, path, parser in value.read(node, path, &parser).map { .some($0) } },
            written: { $0.flatMap(value.written) },
            addToKey: { found, path, encoder in
                if let present = found ?? standIn { value.addToKey(present, path, &encoder) }
            })
    }
}

// MARK: - Blocks

extension SpecValue where Value: SpecBlock {
    /// A block of keys inside a block.
    static var block: Self {
        SpecValue(
            schema: SpecSchema.object(Value.self),
            read: { node, path, parser in
                guard var section = node.mapping(path: path, &parser.diagnostics) else { return nil }
                return SpecDraft<Value>(&section, &parser).block
            },
            written: { $0.yamlValue }, addToKey: { $0.addToKey(&$2, under: $1) }, shown: { _ in nil })
    }
}

extension SpecBlock {
    /// Every key that says something, as a resolved spec has them.
    var yamlValue: YAMLValue {
        .mapping(Self.keys.compactMap { key in key.written(self).map { .init(key.name, $0) } })
    }

    /// Adds every key under `path`.
    func addToKey(_ encoder: inout CanonicalEncoder, under path: String) {
        for key in Self.digestedKeys { key.addToKey(self, "\(path).\(key.name)", &encoder) }
    }
}
