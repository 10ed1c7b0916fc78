internal import ForecastCore

extension DataSetDeclaration {
    /// The digest of everything here that changes what the bytes mean; descriptions and file names do not.
    var digest: Digest {
        var encoder = CanonicalEncoder(stage: "dataset", version: 1)
        encoder.add("format", format.rawValue)
        encoder.add("frequency", frequency?.rawValue ?? "of the file")
        encoder.add("time", notation.rawValue)
        encoder.add("series", columns.series.count < 2 ? columns.series.first ?? "" : "")
        encoder.add("period", columns.time)
        encoder.add("targets", columns.targets.flatMap { [$0.name, $0.source.kind] + $0.columns })
        encoder.add("known_ahead", columns.knownAhead)
        encoder.add("past_only", columns.pastOnly)
        encoder.add("static", columns.statics)
        encoder.add("observed", columns.observed.map { [$0] } ?? [])
        encoder.add("others", columns.takesOthersAsPast)
        encoder.add("attributes", attributes.map { [$0.key] + $0.columns } ?? [])
        encoder.add("gaps", gaps.rawValue)
        encoder.add("empty", empty.rawValue)
        encoder.add("negative", negative.rawValue)
        encoder.add("end", end?.description ?? "")
        if let clockChange { encoder.add("clock_change", clockChange.rawValue) }
        if let part = columns.timePart { encoder.add("period_part", part) }
        if columns.series.count > 1 { encoder.add("series_columns", columns.series) }
        if !columns.exceptions.isEmpty { encoder.add("except", columns.exceptions.sorted()) }
        for category in columns.categories.sorted(by: { $0.column < $1.column }) {
            encoder.add("categories", [category.column] + category.words)
        }
        if let query { encoder.add("query", query.text) }
        if let postgres { encoder.add("postgres", postgres.statements) }
        aggregation?.add(to: &encoder)
        dialect.add(to: &encoder)
        return encoder.digest
    }
}

extension Aggregation {
    fileprivate func add(to encoder: inout CanonicalEncoder) {
        // The order in which rules are written says nothing.
        let rules = rules.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        encoder.add("aggregate", rules.flatMap { [$0.name, $0.rule.name] })
        encoder.add("returns", returns.rawValue)
        encoder.add("incomplete", incomplete.rawValue)
        encoder.add("week_starts", weekStart.name)
    }
}

extension CSVDialect {
    /// Adds what differs from the default: data sets that say nothing keep the digest they had before there was
    /// anything to say.
    fileprivate func add(to encoder: inout CanonicalEncoder) {
        if separator != .comma { encoder.add("separator", separator.rawValue) }
        if decimal != .point { encoder.add("decimal", decimal.rawValue) }
        if let thousands { encoder.add("thousands", thousands.rawValue) }
        if dateFormat != .iso { encoder.add("date_format", dateFormat.rawValue) }
        if !missingValues.isEmpty { encoder.add("missing_values", missingValues.sorted()) }
        if !signs.isEmpty { encoder.add("signs", signs.sorted()) }
        if !trueValues.isEmpty { encoder.add("true_values", trueValues.sorted()) }
        if skippedLines > 0 { encoder.add("skip_lines", skippedLines) }
        if !falseValues.isEmpty { encoder.add("false_values", falseValues.sorted()) }
    }
}

extension TargetColumn.Source {
    fileprivate var kind: String {
        switch self {
        case .column: "column"
        case .product: "product"
        }
    }
}
