/// Bounds that hold before and while a document is read.
package struct YAMLLimits: Sendable {
    /// Checked before any parsing.
    package var bytes: Int
    /// Sequences and mappings inside one another.
    package var depth: Int
    /// Scalars (keys included), sequences and mappings.
    package var nodes: Int
    /// Reading stops after so many errors.
    package var errors: Int

    package init(bytes: Int, depth: Int, nodes: Int, errors: Int) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
        self.errors = errors
    }

    package static let standard = YAMLLimits(bytes: 1 << 20, depth: 32, nodes: 100_000, errors: 50)
}
