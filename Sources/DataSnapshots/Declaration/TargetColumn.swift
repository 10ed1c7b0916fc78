/// A target: a column, or the product of two, such as volume and price for revenue.
package struct TargetColumn: Hashable, Sendable {
    package enum Source: Hashable, Sendable {
        case column(String)
        /// A factor of 0 makes it 0, also where the other is empty: nothing sold earns nothing, whatever
        /// the price was.
        case product(String, String)
    }

    package let name: String
    package let source: Source

    package init(_ name: String, _ source: Source) {
        self.name = name
        self.source = source
    }

    var columns: [String] {
        switch source {
        case .column(let name): [name]
        case .product(let left, let right): [left, right]
        }
    }
}
