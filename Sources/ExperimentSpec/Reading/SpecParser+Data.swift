internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readData(_ reader: inout MappingReader) -> DataDeclaration? {
        guard
            var section = reader.mapping(
                "data", required: "data: {dataset: sales, targets: [volume]}", &diagnostics)
        else { return nil }
        let draft = SpecDraft<DataDeclaration>(&section, &self)
        guard let datasetNode = draft.node("dataset") else { return nil }
        let dataset = draft.block.dataset
        let facts = self.dataset(dataset)
        frequency = facts?.frequency
        periods = facts?.periods
        if frequency == nil { frequencyGap = (dataset, datasetNode.location) }
        guard let data = draft.whole, let targetsNode = draft.node("targets") else { return nil }
        // A promotion's target is compared with what there is, not with what is misspelt here.
        return reportUnknown(data.targets, of: dataset, known: facts?.targets, targetsNode) ? nil : data
    }

    /// - Returns: whether the data set lacks one of `targets`.
    private mutating func reportUnknown(
        _ targets: [String], of dataset: String, known: [String]?, _ node: YAMLNode
    ) -> Bool {
        guard let known else { return false }
        let unknown = targets.filter { !known.contains($0) }
        for target in unknown {
            let place = node.asSequence?.first { $0.scalarText == target }?.location ?? node.location
            diagnostics.add(
                Diagnostic(
                    code: "E205",
                    "data set '\(dataset)' has no target '\(target)'\(Suggestion.clause(for: target, in: known))",
                    at: place, fix: "its targets are: \(known.joined(separator: ", "))"))
        }
        return !unknown.isEmpty
    }
}
