internal import ForecastCore
internal import LocatedYAML

extension SpecSchema {
    /// Feature sets by name; a null takes away what `extends` brings.
    static var features: YAMLValue { named(by: .featureSet, nullable(featureSet)) }

    /// `docs/features.md` has every formula.
    private static var featureSet: YAMLValue {
        object(FeatureKey.all.map { key($0.name, schema(of: $0), $0.summary) })
    }

    private static func schema(of key: FeatureKey) -> YAMLValue {
        switch key.value {
        case .words(let words, _): list(of: self.words(words))
        case .prices(let words, _): list(of: price(words))
        case .names: names
        case .periods(let least, _): list(of: integer(least...SpecVocabulary.horizon.upperBound))
        case .quantiles: quantiles
        case .groupMean: groupMean
        case .rivals: rivals
        }
    }

    private static var names: YAMLValue { list(of: label()) }

    /// One of the words, or the price against the mean of the series with the same attribute.
    private static func price(_ words: [String]) -> YAMLValue {
        either([
            self.words(words),
            mapping([
                .init("type", .string("string")),
                .init("pattern", .string("^\(FeatureKey.priceVersus).")),
            ]),
        ])
    }

    private static var quantiles: YAMLValue {
        object([
            key(
                "windows", list(of: integer(2...SpecVocabulary.horizon.upperBound)),
                "Of the last so many periods", required: true),
            key(
                "levels", list(of: level), "Which quantiles, strictly between 0 and 1",
                required: true),
        ])
    }

    private static var groupMean: YAMLValue {
        object([
            key("columns", names, "Of which columns", required: true),
            key("by", names, "Over the series that agree in this attribute", required: true),
        ])
    }

    private static var rivals: YAMLValue {
        object([
            key("columns", names, "Of which columns", required: true),
            key(
                "within", label(), "The attribute in which rivals agree, such as store",
                required: true),
            key("of", label(), "The attribute in which they differ, such as brand", required: true),
        ])
    }
}
