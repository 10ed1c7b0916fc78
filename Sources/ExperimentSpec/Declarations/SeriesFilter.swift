/// Which series take part. Every condition that is given must hold.
package struct SeriesFilter: Sendable, Equatable {
    /// Attribute name and accepted values, sorted by name.
    package var attributes: [AttributeCondition]
    /// Accepted classes at the first cutoff, by label (`A`, `X`, `smooth`); empty accepts all.
    package var abc: [String]
    package var xyz: [String]
    package var pattern: [String]
    /// At least so many observed periods before the first cutoff.
    package var minHistory: Int?
    /// At least so many periods with the first target other than 0 before the first cutoff.
    package var minNonzero: Int?

    package struct AttributeCondition: Sendable, Equatable {
        package var attribute: String
        package var values: [String]
    }
}
