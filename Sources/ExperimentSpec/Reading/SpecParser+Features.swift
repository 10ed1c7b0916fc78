internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    /// Sorted by name.
    mutating func readFeatures(_ reader: inout MappingReader) -> [LocatedFeatureSet] {
        guard var section = reader.mapping("features", &diagnostics) else { return [] }
        var sets: [LocatedFeatureSet] = []
        for entry in section.namedEntries() {
            if !NameRule.featureSet.accepts(entry.key) {
                diagnostics.add(
                    NameRule.featureSet.violation(
                        entry.key, shown: quotation(entry.key), at: entry.keyLocation))
            }
            guard var set = entry.value.mapping(path: section.path(of: entry.key), &diagnostics) else {
                continue
            }
            sets.append(LocatedFeatureSet(declaration: readSet(entry.key, &set), location: entry.keyLocation))
        }
        return sets.sorted { $0.declaration.name < $1.declaration.name }
    }

    /// Keys are read in the order in which messages list them.
    private mutating func readSet(_ name: String, _ set: inout MappingReader) -> FeatureSetDeclaration {
        var definition = FeatureSetDefinition()
        for key in FeatureKey.all { read(key, &set, into: &definition) }
        set.finish(&diagnostics)
        return FeatureSetDeclaration(name: name, definition: definition)
    }

    private mutating func read(
        _ key: FeatureKey, _ set: inout MappingReader, into definition: inout FeatureSetDefinition
    ) {
        switch key.value {
        case .words(let words, let place):
            definition[keyPath: place] = readWords(&set, key.name, words)
        case .prices(let words, let place):
            definition[keyPath: place] = readPrices(&set, key.name, words)
        case .names(let place): definition[keyPath: place] = readNames(&set, key.name)
        case .periods(let least, let place):
            definition[keyPath: place] = readPeriods(&set, key.name, from: least)
        case .quantiles(let place): definition[keyPath: place] = readQuantiles(&set, key.name)
        case .groupMean(let place): definition[keyPath: place] = readGroupMean(&set, key.name)
        case .rivals(let place): definition[keyPath: place] = readRivals(&set, key.name)
        }
    }

    private mutating func readWords(_ set: inout MappingReader, _ key: String, _ words: [String]) -> [String]
    {
        set.distinctList(key, &diagnostics) { $0.word(of: words, path: $1, &$2) } ?? []
    }

    /// Names of the data set's columns or attributes.
    private mutating func readNames(_ set: inout MappingReader, _ key: String, required: Requirement = false)
        -> [String]
    {
        set.distinctList(key, required: required, &diagnostics) { $0.label(path: $1, &$2) } ?? []
    }

    /// One of the words, or `price_vs_` and an attribute of the data set.
    private mutating func readPrices(_ set: inout MappingReader, _ key: String, _ words: [String]) -> [String]
    {
        let prefix = FeatureKey.priceVersus
        return set.distinctList(key, &diagnostics) { node, path, diagnostics in
            if let word = node.scalarText, word.hasPrefix(prefix), word != prefix { return word }
            return node.word(
                of: words + [prefix + "<attribute>"], path: path, &diagnostics)
        } ?? []
    }

    private mutating func readQuantiles(
        _ set: inout MappingReader, _ key: String
    ) -> FeatureSetDefinition.RollingQuantiles? {
        guard var reader = set.mapping(key, &diagnostics) else { return nil }
        let windows = readPeriods(&reader, "windows", from: 2, required: "windows: [4, 13]")
        let levels = reader.node("levels", required: "levels: [0.1, 0.9]").flatMap {
            readLevels($0, path: reader.path(of: "levels"))
        }
        reader.finish(&diagnostics)
        return FeatureSetDefinition.RollingQuantiles(windows: windows, levels: levels ?? [])
    }

    private mutating func readGroupMean(
        _ set: inout MappingReader, _ key: String
    ) -> FeatureSetDefinition.GroupMean? {
        guard var reader = set.mapping(key, &diagnostics) else { return nil }
        let columns = readNames(&reader, "columns", required: "columns: [price]")
        let attributes = readNames(&reader, "by", required: "by: [category]")
        reader.finish(&diagnostics)
        return FeatureSetDefinition.GroupMean(columns: columns, by: attributes)
    }

    private mutating func readRivals(
        _ set: inout MappingReader, _ key: String
    ) -> FeatureSetDefinition.Rivals? {
        guard var reader = set.mapping(key, &diagnostics) else { return nil }
        let columns = readNames(&reader, "columns", required: "columns: [price]")
        let within = readName(&reader, "within")
        let of = readName(&reader, "of")
        reader.finish(&diagnostics)
        guard let within, let of else { return nil }
        return FeatureSetDefinition.Rivals(columns: columns, within: within, of: of)
    }

    private mutating func readName(_ reader: inout MappingReader, _ key: String) -> String? {
        reader.node(key, required: Requirement(stringLiteral: "\(key): store, an attribute"))?.label(
            path: reader.path(of: key), &diagnostics)
    }

    /// Ascending; a lag of one period is the last one, a rolling statistic needs two.
    private mutating func readPeriods(
        _ set: inout MappingReader, _ key: String, from least: Int, required: Requirement = false
    ) -> [Int] {
        let range = least...SpecVocabulary.horizon.upperBound
        let periods = set.distinctList(key, required: required, &diagnostics) {
            $0.integer(in: range, path: $1, &$2)
        }
        return (periods ?? []).sorted()
    }
}
