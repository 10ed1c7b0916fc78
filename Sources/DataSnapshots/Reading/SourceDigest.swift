package import ForecastCore

/// What a source file held when it was read.
package struct SourceDigest: Hashable, Sendable {
    package let role: SourceFile.Role
    package let declaredPath: String
    package let byteCount: Int
    /// SHA-256 of the bytes on disk: of the packed file, not of what it unpacks to.
    package let digest: Digest

    package init(role: SourceFile.Role, declaredPath: String, byteCount: Int, digest: Digest) {
        self.role = role
        self.declaredPath = declaredPath
        self.byteCount = byteCount
        self.digest = digest
    }
}
