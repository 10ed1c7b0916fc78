/// Product attributes in a file of their own, one row per series.
package struct AttributeColumns: Hashable, Sendable {
    package let key: String
    package let columns: [String]
}
