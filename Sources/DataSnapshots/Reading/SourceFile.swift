package import ForecastCore

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

/// What a source file held when it was read.
package struct SourceDigest: Hashable, Sendable {
    package let role: SourceFile.Role
    package let declaredPath: String
    package let byteCount: Int
    /// SHA-256 of the bytes on disk: of the gzip file, not of what it unpacks to.
    package let digest: Digest

    package init(role: SourceFile.Role, declaredPath: String, byteCount: Int, digest: Digest) {
        self.role = role
        self.declaredPath = declaredPath
        self.byteCount = byteCount
        self.digest = digest
    }
}
