internal import ForecastCore
internal import LocatedYAML

/// Which series take part. Every condition that is given must hold. `keys` has one entry per property.
package struct SeriesFilter: Sendable, Equatable {
    /// Accepted classes at the first cutoff, by label (`A`, `X`, `smooth`); empty accepts all.
    package var abc: [String] = []
    package var xyz: [String] = []
    package var pattern: [String] = []
    /// At least so many observed periods before the first cutoff.
    package var minHistory: Int?
    /// At least so many periods with the first target other than 0 before the first cutoff.
    package var minNonzero: Int?
    /// Attribute name and accepted values, sorted by name.
    package var attributes: [AttributeCondition] = []

    package struct AttributeCondition: Sendable, Equatable {
        package var attribute: String
        package var values: [String]
    }

    package var acceptsEverything: Bool { self == SeriesFilter() }

    /// Whether it has conditions besides those on attributes.
    package var looksAtHistory: Bool {
        var others = self
        others.attributes = []
        return !others.acceptsEverything
    }
}

extension SeriesFilter: SpecBlock {
    static let keys: [SpecKey<SeriesFilter>] = [
        SpecKey("abc_class", .labels(of: ABCClass.allCases.map(\.label)), \.abc, classSummary),
        SpecKey("xyz_class", .labels(of: XYZClass.allCases.map(\.label)), \.xyz, classSummary),
        SpecKey("demand_pattern", .labels(of: DemandPattern.allCases.map(\.label)), \.pattern, classSummary),
        SpecKey(
            "min_history", .optional(.integer(SpecVocabulary.periods), digestedAs: 0), \.minHistory,
            "Only series with so many observed periods up to the first cutoff"),
        SpecKey(
            "min_nonzero", .optional(.integer(SpecVocabulary.periods), digestedAs: 0), \.minNonzero,
            "Only series with so many periods with demand up to the first cutoff"),
        SpecKey(
            "attributes", .attributes, \.attributes,
            "Only series whose attribute has one of these values, as store: [north, east]"),
    ]

    private static let classSummary = "Only series of these classes at the first cutoff"

    static var digestedKeys: [SpecKey<SeriesFilter>] {
        keys.filter { $0.name == "attributes" } + keys.filter { $0.name != "attributes" }
    }
}

extension SpecValue where Value == [String] {
    /// A set of class labels, in the order of `labels`; left out where it is empty.
    fileprivate static func labels(of labels: [String]) -> Self {
        SpecValue(
            schema: SpecSchema.list(of: SpecSchema.words(labels)),
            read: { node, path, parser in
                let chosen = node.distinctList(path: path, &parser.diagnostics) {
                    $0.word(of: labels, path: $1, &$2)
                }
                return chosen.map { chosen in labels.filter { chosen.contains($0) } }
            },
            written: { $0.isEmpty ? nil : .strings($0) }, addToKey: { $2.add($1, $0) })
    }
}

extension SpecValue where Value == [SeriesFilter.AttributeCondition] {
    /// Values by the name of their attribute; left out where there is none.
    fileprivate static var attributes: Self {
        SpecValue(
            schema: SpecSchema.open(SpecSchema.list(of: SpecSchema.label())),
            read: { node, path, parser in
                guard var reader = node.mapping(path: path, &parser.diagnostics) else { return nil }
                return reader.namedEntries().compactMap { entry in
                    entry.value.distinctList(path: reader.path(of: entry.key), &parser.diagnostics) {
                        $0.label(path: $1, &$2)
                    }.map { .init(attribute: entry.key, values: $0.sorted()) }
                }.sorted { $0.attribute < $1.attribute }
            },
            written: {
                $0.isEmpty ? nil : .mapping($0.map { .init($0.attribute, .strings($0.values)) })
            },
            addToKey: { conditions, path, encoder in
                for condition in conditions {
                    encoder.add("\(path).\(condition.attribute)", condition.values)
                }
            })
    }
}
