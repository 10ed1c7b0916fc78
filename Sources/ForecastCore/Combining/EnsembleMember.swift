/// A model that another one is made of.
package struct EnsembleMember: Hashable, Sendable {
    /// In the spec.
    package let name: String
    /// Nil where all members count alike.
    package let weight: Double?

    package init(name: String, weight: Double? = nil) {
        self.name = name
        self.weight = weight
    }
}
