internal import ForecastCore
internal import LocatedYAML

extension SpecParser {
    mutating func readProduction(_ reader: inout MappingReader) -> ProductionDeclaration {
        guard var section = reader.mapping("production", &diagnostics) else {
            return ProductionDeclaration()
        }
        let draft = SpecDraft<ProductionDeclaration>(&section, &self)
        let trigger = draft.block.trigger
        if trigger.command != nil, trigger.webhook != nil {
            diagnostics.add(
                Diagnostic(
                    code: "E173", "production.trigger names a command and a webhook",
                    at: draft.node("trigger")?.location ?? section.location,
                    fix: "keep one of them: who is told twice may order twice"))
        }
        let metric = draft.block.registry.metric
        if !Metric(metric).name.isLoss {
            diagnostics.add(
                Diagnostic(
                    code: "E110",
                    "'\(metric.rawValue)' cannot decide who takes office: less of it is not better",
                    at: draft.node("registry")?.location ?? section.location,
                    fix: "choose an error such as mape or wape"))
        }
        return draft.block
    }

    /// A model of the spec by its name.
    mutating func readDeclaredModel(_ node: YAMLNode, path: String) -> String? {
        guard let name = node.label(path: path, &diagnostics), known.models != nil else { return nil }
        return checkModel(name, at: node) ? name : nil
    }
}
