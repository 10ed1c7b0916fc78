/// Whether a key must be there: `true`, or an example of it, which the message about its absence shows.
package struct Requirement: ExpressibleByBooleanLiteral, ExpressibleByStringLiteral {
    let isRequired: Bool
    let example: String?

    package init(booleanLiteral value: Bool) {
        isRequired = value
        example = nil
    }

    package init(stringLiteral example: String) {
        isRequired = true
        self.example = example
    }
}
