internal import LocatedYAML

extension SpecSchema {
    /// Feature sets by name; a null takes away what `extends` brings.
    static var features: YAMLValue { named(by: .featureSet, nullable(featureSet)) }

    /// `docs/features.md` has every formula.
    private static var featureSet: YAMLValue {
        let names = list(of: label())
        let lags = list(of: integer(1...SpecVocabulary.horizon.upperBound))
        let spans = list(of: integer(2...SpecVocabulary.horizon.upperBound))
        return object([
            key(
                "temporal", list(of: words(SpecVocabulary.temporalFeatures)),
                "Facts of the calendar, as numbers"),
            key(
                "cyclic", list(of: words(SpecVocabulary.cyclicFeatures)),
                "Facts of the calendar, as points on a circle"),
            key("lags", lags, "Past values; 1 is the last known one"),
            key("rolling_mean", spans, "Mean of the last so many periods"),
            key("rolling_std", spans, "Standard deviation of the last so many periods"),
            key("rolling_min", spans, "Least value of the last so many periods"),
            key("rolling_max", spans, "Largest value of the last so many periods"),
            key(
                "rolling_quantile",
                object([
                    key("windows", spans, "Of the last so many periods", required: true),
                    key(
                        "levels", list(of: level), "Which quantiles, strictly between 0 and 1",
                        required: true),
                ]), "Quantiles of the last periods: every window with every level"),
            key("rolling_zero_share", spans, "Share of zeros among the last so many periods"),
            key(
                "age", list(of: words(SpecVocabulary.ageFeatures)),
                "Periods since the first one, or since the last demand"),
            key("price", list(of: price), "Facts of the column price"),
            key("promotion", names, "Columns of promotions, at the period to forecast"),
            key("known_ahead", names, "Columns that are known ahead, at the period to forecast"),
            key("past", names, "Columns whose last known value is looked at"),
            key("past_mean", spans, "Mean of the columns under past over the last so many periods"),
            key(
                "past_std", spans,
                "Standard deviation of the columns under past over the last so many periods"),
            key(
                "group_mean",
                object([
                    key("columns", names, "Of which columns", required: true),
                    key("by", names, "Over the series that agree in this attribute", required: true),
                ]), "Mean of a column over the series with the same attribute"),
            key(
                "rivals",
                object([
                    key("columns", names, "Of which columns", required: true),
                    key(
                        "within", label(), "The attribute in which rivals agree, such as store",
                        required: true),
                    key(
                        "of", label(), "The attribute in which they differ, such as brand", required: true
                    ),
                ]),
                "A column of the rivals of a series: those that agree in one attribute and differ in another"
            ),
            key(
                "classification", list(of: words(SpecVocabulary.classificationFeatures)),
                "Classes of the series at the cutoff"),
            key("categorical", names, "Attributes, as categories"),
            key("numeric", names, "Attributes whose values are numbers"),
        ])
    }

    /// One of the words, or the price against the mean of the series with the same attribute.
    private static var price: YAMLValue {
        either([
            words(SpecVocabulary.priceFeatures),
            mapping([
                .init("type", .string("string")),
                .init("pattern", .string("^\(SpecVocabulary.priceVersus).")),
            ]),
        ])
    }
}
