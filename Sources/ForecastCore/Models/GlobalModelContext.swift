/// What a global model may be made from, besides its own definition.
package struct GlobalModelContext: Sendable {
    package let seed: UInt64
    /// The folder below which the libraries lie that were fetched for the program.
    package let libraries: String
    /// The folder that files which models name lie below: the project.
    package let files: String
    /// What the models of a run share, such as feature tables.
    package let shared: SharedWork

    package init(seed: UInt64, libraries: String, files: String = "", shared: SharedWork = SharedWork()) {
        self.seed = seed
        self.libraries = libraries
        self.files = files
        self.shared = shared
    }
}
