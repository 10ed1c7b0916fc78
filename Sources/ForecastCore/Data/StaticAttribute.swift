/// A property of a series that does not change: category, brand, store.
package struct StaticAttribute: Sendable {
    package let name: String
    /// The distinct values, sorted by their UTF-8 bytes.
    package let categories: [String]
    /// For each series an index into `categories`, or -1 where the data set has no value.
    package let codes: [Int32]

    package init(name: String, categories: [String], codes: [Int32]) {
        self.name = name
        self.categories = categories
        self.codes = codes
    }

    package func value(ofSeries series: Int) -> String? {
        codes[series] < 0 ? nil : categories[Int(codes[series])]
    }
}
