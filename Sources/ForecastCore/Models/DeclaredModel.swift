/// A global model as a spec declares it, to be found fit before anything is trained.
package struct DeclaredModel: Sendable {
    package let name: String
    package let definition: ModelDefinition
    /// The quantiles that it will be asked for.
    package let levels: [QuantileLevel]
    /// See `GlobalModelContext.files`.
    package let files: String
    /// Where the spec has a key of the model.
    package let place: @Sendable (String) -> SourceLocation?

    package var parameters: ModelParameters { definition.parameters }

    package init(
        name: String, definition: ModelDefinition, levels: [QuantileLevel], files: String = "",
        place: @escaping @Sendable (String) -> SourceLocation?
    ) {
        self.name = name
        self.definition = definition
        self.levels = levels
        self.files = files
        self.place = place
    }
}
