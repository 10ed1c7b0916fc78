/// One of the files a data set is made of.
package struct SourceFile: Hashable, Sendable {
    package enum Role: String, Sendable, CaseIterable {
        case data, train, test, attributes, holidays
    }

    package let role: Role
    /// As `dataset.yaml` writes it.
    package let declaredPath: String
    /// Where it is read.
    package let path: String
    /// How messages call it: relative to the project root.
    package let displayPath: String

    package init(role: Role, declaredPath: String, path: String, displayPath: String) {
        self.role = role
        self.declaredPath = declaredPath
        self.path = path
        self.displayPath = displayPath
    }
}
