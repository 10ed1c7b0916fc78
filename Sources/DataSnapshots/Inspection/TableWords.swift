/// The words by which people call the columns of a demand table.
enum TableWords {
    static let series = [
        "unique_id", "item_id", "series", "series_id", "sku", "sku_id", "product", "product_id", "item",
        "article",
        "article_id", "item_name", "product_name", "sku_name", "article_name", "artikel", "produkt",
        "material", "upc", "ean", "id", "key",
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
    static let price = ["price", "unit_price", "sell_price", "list_price", "sales_price"]
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
    /// Words that say of anything that it was written down afterwards, or added up from what was sold:
    /// `price_observed`, `promo_units`, `discount_amount`.
    private static let afterwardsParts: Set<String> = [
        "observed", "actual", "actuals", "realised", "realized", "units", "sales", "sold", "qty", "quantity",
        "amount", "revenue", "turnover", "avg", "average", "mean",
    ]

    static func isDemand(_ name: String) -> Bool { target.contains(plain(name)) }

    static func isPrice(_ name: String) -> Bool {
        price.contains(plain(name)) || !priceParts.isDisjoint(with: parts(name)) && !isKnownAfterwards(name)
    }

    /// Whether the name is one of something that is planned; see `isKnownAfterwards`.
    static func isKnownAhead(_ name: String) -> Bool {
        knownAhead.contains(plain(name)) || !aheadParts.isDisjoint(with: parts(name))
    }

    static func isKnownAfterwards(_ name: String) -> Bool {
        !afterwardsParts.isDisjoint(with: parts(name)) && !knownAhead.contains(plain(name))
    }

    /// Lower case, with `_` between words: `Price (EUR)` is `price_eur`.
    static func plain(_ name: String) -> String { parts(name).joined(separator: "_") }

    private static func parts(_ name: String) -> [String] {
        name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }
}
