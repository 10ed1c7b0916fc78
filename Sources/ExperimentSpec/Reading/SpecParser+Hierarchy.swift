internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readHierarchy(_ reader: inout MappingReader) -> HierarchyDeclaration? {
        guard var section = reader.mapping("hierarchy", &diagnostics) else { return nil }
        return SpecDraft<HierarchyDeclaration>(&section, &self).whole
    }

    /// The models, those that make forecasts add up with the levels that they go by.
    /// - Parameter isDeclared: whether there is a hierarchy, be it one that was told wrong.
    mutating func withLevels(
        _ models: [ModelDeclaration], of hierarchy: HierarchyDeclaration?, isDeclared: Bool,
        declaredAs unrolled: UnrolledModels
    ) -> [ModelDeclaration] {
        models.map { model in
            guard kinds.first(where: { $0.name == model.kind })?.isReconciling == true,
                case .names(let own)? = model.parameters.values[Self.levels], own.isEmpty
            else { return model }
            guard let levels = hierarchy?.levels else {
                if isDeclared { return model }
                diagnostics.add(
                    Diagnostic(
                        code: "E180", "'models.\(model.name)' makes forecasts add up, and no level is named",
                        at: unrolled.entries.first { $0.name == model.name }?.location,
                        fix: "add to the spec for example hierarchy: {levels: [all, category]}"))
                return model
            }
            var filled = model
            filled.parameters = ModelParameters(
                model.parameters.values.merging([Self.levels: .names(levels)]) { $1 })
            return filled
        }
    }

    /// The parameter of levels of a kind that goes by some.
    private static let levels = "levels"
}
