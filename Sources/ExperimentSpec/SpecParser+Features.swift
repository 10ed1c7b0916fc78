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

    private mutating func readSet(_ name: String, _ set: inout MappingReader) -> FeatureSetDeclaration {
        let features = FeatureSetDeclaration(
            name: name,
            temporal: readWords(&set, "temporal", SpecVocabulary.temporalFeatures),
            lags: readPeriods(&set, "lags", from: 1),
            rollingMean: readPeriods(&set, "rolling_mean", from: 2),
            rollingStd: readPeriods(&set, "rolling_std", from: 2),
            price: readWords(&set, "price", SpecVocabulary.priceFeatures),
            classification: readWords(&set, "classification", SpecVocabulary.classificationFeatures),
            categorical: set.distinctList("categorical", &diagnostics) { $0.label(path: $1, &$2) } ?? [])
        set.finish(&diagnostics)
        return features
    }

    private mutating func readWords(_ set: inout MappingReader, _ key: String, _ words: [String]) -> [String]
    {
        set.distinctList(key, &diagnostics) { $0.word(of: words, path: $1, &$2) } ?? []
    }

    /// Ascending; a lag of one period is the last one, a rolling statistic needs two.
    private mutating func readPeriods(_ set: inout MappingReader, _ key: String, from least: Int) -> [Int] {
        let range = least...SpecVocabulary.horizon.upperBound
        return (set.distinctList(key, &diagnostics) { $0.integer(in: range, path: $1, &$2) } ?? []).sorted()
    }
}
