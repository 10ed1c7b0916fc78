/// What `write` left on disk.
package struct GeneratedFiles: Equatable, Sendable {
    package let folder: String
    package let rows: Int
    package let bytes: Int
}
