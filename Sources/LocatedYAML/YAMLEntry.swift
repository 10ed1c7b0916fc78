package import ForecastCore

/// One `key: value` of a mapping.
package struct YAMLEntry: Sendable {
    package let keyLocation: SourceLocation
    package let key: String
    package let value: YAMLNode

    package init(key: String, at keyLocation: SourceLocation, value: YAMLNode) {
        self.key = key
        self.keyLocation = keyLocation
        self.value = value
    }
}
