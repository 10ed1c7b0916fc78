package import ForecastCore
package import LocatedYAML

extension RoutingRule {
    /// The keys of a rule, in the order in which a resolved spec writes them.
    static let keys = [
        "abc_class", "xyz_class", "demand_pattern", "min_history", "max_history", "attributes", "model",
    ]

    /// The rules of a table; nil where something is wrong with one, all of which are told.
    package static func table(
        _ node: YAMLNode, path: String, _ diagnostics: inout DiagnosticCollector
    ) -> [RoutingRule]? {
        node.list(path: path, &diagnostics) { RoutingRule($0, path: $1, &$2) }
    }

    private init?(_ node: YAMLNode, path: String, _ diagnostics: inout DiagnosticCollector) {
        guard var reader = node.mapping(path: path, &diagnostics) else { return nil }
        let before = diagnostics.diagnostics.count
        let abc = reader.labels("abc_class", of: ABCClass.allCases, \.label, &diagnostics)
        let xyz = reader.labels("xyz_class", of: XYZClass.allCases, \.label, &diagnostics)
        let pattern = reader.labels("demand_pattern", of: DemandPattern.allCases, \.label, &diagnostics)
        let least = reader.integer("min_history", in: SpecVocabulary.periods, &diagnostics)
        let most = reader.integer("max_history", in: SpecVocabulary.periods, &diagnostics)
        let attributes = Self.attributes(&reader, &diagnostics)
        let model = reader.label("model", required: "model: ses", &diagnostics)
        reader.finish(&diagnostics)
        guard let model, diagnostics.diagnostics.count == before else { return nil }
        self.init(
            to: model, abc: abc, xyz: xyz, pattern: pattern, minHistory: least, maxHistory: most,
            attributes: attributes)
    }

    private static func attributes(
        _ reader: inout MappingReader, _ diagnostics: inout DiagnosticCollector
    ) -> [Attribute] {
        guard var section = reader.mapping("attributes", &diagnostics) else { return [] }
        var attributes: [Attribute] = []
        for entry in section.namedEntries() {
            let path = section.path(of: entry.key)
            let values = entry.value.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
            if let values { attributes.append(Attribute(name: entry.key, values: values.sorted())) }
        }
        return attributes.sorted { $0.name < $1.name }
    }

    /// As a resolved spec and `champions.yaml` write it.
    var yamlValue: YAMLValue {
        let classes = [
            ("abc_class", abc.map(\.label)), ("xyz_class", xyz.map(\.label)),
            ("demand_pattern", pattern.map(\.label)),
        ].filter { !$0.1.isEmpty }.map { YAMLValue.Entry($0.0, .strings($0.1)) }
        let history = [("min_history", minHistory), ("max_history", maxHistory)].compactMap { key, bound in
            bound.map { YAMLValue.Entry(key, .integer($0)) }
        }
        let others =
            attributes.isEmpty
            ? []
            : [
                YAMLValue.Entry(
                    "attributes", .mapping(attributes.map { .init($0.name, .strings($0.values)) }))
            ]
        return .mapping(classes + history + others + [.init("model", .string(model))])
    }
}

extension MappingReader {
    /// Some of `cases`, in their order; all where the key is absent.
    fileprivate mutating func labels<Case>(
        _ key: String, of cases: [Case], _ label: (Case) -> String, _ diagnostics: inout DiagnosticCollector
    ) -> [Case] {
        let words = cases.map(label)
        let chosen = distinctList(key, &diagnostics) { $0.word(of: words, path: $1, &$2) } ?? []
        return zip(cases, words).filter { chosen.contains($1) }.map(\.0)
    }
}
