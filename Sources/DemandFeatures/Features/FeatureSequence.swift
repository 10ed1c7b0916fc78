/// One feature as it runs through time: what a network that reads sequences gets.
package struct FeatureSequence: Sendable {
    package let feature: Feature
    /// `[series, period]` from the table's first period to `through`, unscaled; NaN where missing, and after the cutoff
    /// where it is not known ahead. `[series]` for a static feature.
    package let values: [Float]
    /// How many categories there are; nil for a number.
    package let categories: Int?
}
