internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readData(_ reader: inout MappingReader) -> DataDeclaration? {
        guard
            var section = reader.mapping(
                "data", required: "data: {dataset: sales, targets: [volume]}", &diagnostics)
        else { return nil }
        let datasetNode = section.node("dataset", required: "dataset: sales, for datasets/sales/")
        let dataset = datasetNode?.name(.dataset, path: "data.dataset", &diagnostics)
        let targetsNode = section.node("targets", required: "targets: [volume]")
        let targets = targetsNode?.distinctList(path: "data.targets", &diagnostics) {
            $0.name(.target, path: $1, &$2)
        }
        if let targetsNode, let targets, targets.count > SpecVocabulary.mostTargets {
            let expected = "a list of at most \(SpecVocabulary.mostTargets) targets"
            diagnostics.add(targetsNode.mismatch("data.targets", expected: expected))
        }
        let filter = readFilter(&section)
        let sample = section.integer("sample", in: 1...10_000_000, &diagnostics)
        section.finish(&diagnostics)
        guard let dataset, let datasetNode else { return nil }
        let facts = self.dataset(dataset)
        frequency = facts?.frequency
        periods = facts?.periods
        if frequency == nil { frequencyGap = (dataset, datasetNode.location) }
        // A promotion's target is compared with what there is, not with what is misspelt here.
        if let targets, let targetsNode,
            reportUnknown(targets, of: dataset, known: facts?.targets, targetsNode)
        {
            return nil
        }
        return targets.map { DataDeclaration(dataset: dataset, targets: $0, filter: filter, sample: sample) }
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

    private mutating func readFilter(_ section: inout MappingReader) -> SeriesFilter {
        var filter = SeriesFilter.everything
        guard var reader = section.mapping("filter", &diagnostics) else { return filter }
        filter.abc = readClasses(&reader, "abc_class", ABCClass.allCases.map(\.label))
        filter.xyz = readClasses(&reader, "xyz_class", XYZClass.allCases.map(\.label))
        filter.pattern = readClasses(&reader, "demand_pattern", DemandPattern.allCases.map(\.label))
        filter.minHistory = reader.integer("min_history", in: SpecVocabulary.periods, &diagnostics)
        filter.minNonzero = reader.integer("min_nonzero", in: SpecVocabulary.periods, &diagnostics)
        if var attributes = reader.mapping("attributes", &diagnostics) {
            for entry in attributes.namedEntries() {
                let path = attributes.path(of: entry.key)
                let values = entry.value.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }
                if let values {
                    filter.attributes.append(.init(attribute: entry.key, values: values.sorted()))
                }
            }
            filter.attributes.sort { $0.attribute < $1.attribute }
        }
        reader.finish(&diagnostics)
        return filter
    }

    /// A set of class labels, in the order of `labels`.
    private mutating func readClasses(
        _ reader: inout MappingReader, _ key: String, _ labels: [String]
    ) -> [String] {
        let chosen = reader.distinctList(key, &diagnostics) { $0.word(of: labels, path: $1, &$2) } ?? []
        return labels.filter { chosen.contains($0) }
    }
}

extension SeriesFilter {
    /// No condition.
    static let everything = SeriesFilter(
        attributes: [], abc: [], xyz: [], pattern: [], minHistory: nil, minNonzero: nil)
}
