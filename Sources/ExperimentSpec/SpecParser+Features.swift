internal import ForecastCore
internal import LocatedYAML

/// A feature set and where the spec names it.
struct LocatedFeatureSet {
    let declaration: FeatureSetDeclaration
    let location: SourceLocation
}

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
        let features = FeatureSetDeclaration(
            name: name,
            temporal: readWords(&set, "temporal", SpecVocabulary.temporalFeatures),
            cyclic: readWords(&set, "cyclic", SpecVocabulary.cyclicFeatures),
            lags: readPeriods(&set, "lags", from: 1),
            rollingMean: readPeriods(&set, "rolling_mean", from: 2),
            rollingStd: readPeriods(&set, "rolling_std", from: 2),
            rollingMin: readPeriods(&set, "rolling_min", from: 2),
            rollingMax: readPeriods(&set, "rolling_max", from: 2),
            rollingQuantile: readRollingQuantiles(&set),
            rollingZeroShare: readPeriods(&set, "rolling_zero_share", from: 2),
            age: readWords(&set, "age", SpecVocabulary.ageFeatures),
            price: readPrices(&set),
            promotion: readNames(&set, "promotion"),
            knownAhead: readNames(&set, "known_ahead"),
            past: readNames(&set, "past"),
            pastMean: readPeriods(&set, "past_mean", from: 2),
            pastStd: readPeriods(&set, "past_std", from: 2),
            groupMean: readGroupMean(&set),
            rivals: readRivals(&set),
            classification: readWords(&set, "classification", SpecVocabulary.classificationFeatures),
            categorical: readNames(&set, "categorical"),
            numeric: readNames(&set, "numeric"))
        set.finish(&diagnostics)
        return features
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
    private mutating func readPrices(_ set: inout MappingReader) -> [String] {
        let prefix = SpecVocabulary.priceVersus
        return set.distinctList("price", &diagnostics) { node, path, diagnostics in
            if let word = node.scalarText, word.hasPrefix(prefix), word != prefix { return word }
            return node.word(
                of: SpecVocabulary.priceFeatures + [prefix + "<attribute>"], path: path, &diagnostics)
        } ?? []
    }

    private mutating func readRollingQuantiles(_ set: inout MappingReader) -> FeatureSetDeclaration
        .RollingQuantiles?
    {
        guard var reader = set.mapping("rolling_quantile", &diagnostics) else { return nil }
        let windows = readPeriods(&reader, "windows", from: 2, required: "windows: [4, 13]")
        let levels = reader.node("levels", required: "levels: [0.1, 0.9]").flatMap {
            readLevels($0, path: reader.path(of: "levels"))
        }
        reader.finish(&diagnostics)
        return FeatureSetDeclaration.RollingQuantiles(windows: windows, levels: levels ?? [])
    }

    private mutating func readGroupMean(_ set: inout MappingReader) -> FeatureSetDeclaration.GroupMean? {
        guard var reader = set.mapping("group_mean", &diagnostics) else { return nil }
        let columns = readNames(&reader, "columns", required: "columns: [price]")
        let attributes = readNames(&reader, "by", required: "by: [category]")
        reader.finish(&diagnostics)
        return FeatureSetDeclaration.GroupMean(columns: columns, by: attributes)
    }

    private mutating func readRivals(_ set: inout MappingReader) -> FeatureSetDeclaration.Rivals? {
        guard var reader = set.mapping("rivals", &diagnostics) else { return nil }
        let columns = readNames(&reader, "columns", required: "columns: [price]")
        let within = readName(&reader, "within")
        let of = readName(&reader, "of")
        reader.finish(&diagnostics)
        guard let within, let of else { return nil }
        return FeatureSetDeclaration.Rivals(columns: columns, within: within, of: of)
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
