package import ForecastCore

/// What a CSV table of demand seems to be: guessed from names and values, for a person to correct.
package struct TableInspection: Sendable {
    package enum Part: String, Sendable {
        case series, time, target
        case knownAhead = "known_ahead"
        case pastOnly = "past_only"
        case fixed = "static"
        case ignored
    }

    package struct Column: Sendable {
        package let name: String
        package let part: Part
        /// Why, in a few words.
        package let reason: String
    }

    /// In the order of the file.
    package let columns: [Column]
    package let frequency: Frequency
    package let notation: TimeNotation
    /// What a period without a row means, as `dataset.yaml` writes it, and why.
    package let gaps: (policy: String, reason: String)
    /// What a negative target means: `keep` where there are some.
    package let hasNegativeTargets: Bool
    /// Nil where the file was too long to be looked at as a whole.
    package let rowCount: Int?

    package func names(_ part: Part) -> [String] { columns.filter { $0.part == part }.map(\.name) }

    /// The column that is a unit price, when there is one.
    package var price: String? {
        names(.knownAhead).first(where: TableWords.isPrice)
    }

    /// - Parameters:
    ///   - path: a CSV file, perhaps gzip.
    ///   - display: how messages call it.
    /// - Throws: `DiagnosticsError(.data)` when no period, series or target can be told; `DataSetFileError`.
    package init(of path: String, displayedAs display: String) throws {
        let sample = try TableSample.read(path, displayedAs: display)
        guard sample.rowCount > 0 else {
            throw TableSample.refusal(.fileEmpty, "\(display) has a header and no rows", nil)
        }
        self = try TableGuess(sample, display: display).inspection()
    }

    init(
        columns: [Column], frequency: Frequency, notation: TimeNotation,
        gaps: (policy: String, reason: String), hasNegativeTargets: Bool, rowCount: Int?
    ) {
        self.columns = columns
        self.frequency = frequency
        self.notation = notation
        self.gaps = gaps
        self.hasNegativeTargets = hasNegativeTargets
        self.rowCount = rowCount
    }
}

/// The words by which people call the columns of a demand table.
enum TableWords {
    static let series = [
        "unique_id", "item_id", "series", "series_id", "sku", "sku_id", "product", "product_id", "item",
        "article",
        "article_id", "material", "upc", "ean", "id", "key",
    ]
    static let time = [
        "ds", "timestamp", "time", "date", "week", "week_start", "week_of", "period", "month", "day",
        "datetime",
    ]
    static let target = [
        "y", "target", "volume", "demand", "sales", "units", "quantity", "qty", "sold", "units_sold",
        "sales_qty",
        "unit_sales", "amount", "value", "count",
    ]
    static let price = ["price", "unit_price", "sell_price", "list_price", "sales_price", "avg_price"]
    static let knownAhead =
        price + [
            "promotion", "promo", "promotions", "onpromotion", "on_promotion", "deal", "feat", "feature",
            "display",
            "holiday", "is_holiday", "event", "discount", "school_holiday", "state_holiday", "open",
        ]

    /// Words that make a longer name one of a price or a promotion: `price_usd`, `Promo Flag`.
    private static let priceParts: Set<String> = ["price"]
    private static let aheadParts: Set<String> = [
        "price", "promo", "promotion", "promotions", "deal", "discount", "holiday",
    ]

    static func isDemand(_ name: String) -> Bool { target.contains(plain(name)) }

    static func isPrice(_ name: String) -> Bool {
        price.contains(plain(name)) || !priceParts.isDisjoint(with: parts(name))
    }

    static func isKnownAhead(_ name: String) -> Bool {
        knownAhead.contains(plain(name)) || !aheadParts.isDisjoint(with: parts(name))
    }

    /// Lower case, with `_` between words: `Price (EUR)` is `price_eur`.
    static func plain(_ name: String) -> String { parts(name).joined(separator: "_") }

    private static func parts(_ name: String) -> [String] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
