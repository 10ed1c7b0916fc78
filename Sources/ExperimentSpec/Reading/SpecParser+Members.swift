internal import ForecastCore
internal import LocatedYAML

// Models that are made of others.

extension SpecParser {
    /// What stands for every model that is not made of others.
    static let allMembers = "all"

    /// A list of names, weights by name that sum to 1, or all models that are not made of others.
    mutating func readMembers(
        _ entry: ModelEntry, _ reader: inout MappingReader, _ parameter: ParameterDeclaration,
        among entries: [ModelEntry]
    ) -> ParameterValue? {
        let path = reader.path(of: parameter.name)
        let node = reader.node(parameter.name, required: requirement(of: parameter, []))
        if node == nil, parameter.defaultValue == nil { return nil }
        if let node, node.asString != Self.allMembers { return readMembers(node, path: path) }
        let single = entries.filter { entry in
            kinds.first { $0.name == entry.node["kind"]?.scalarText }?.isCombined == false
        }
        return members(
            single.map { EnsembleMember(name: $0.name) }, at: node?.location ?? entry.location, path)
    }

    private mutating func readMembers(_ node: YAMLNode, path: String) -> ParameterValue? {
        let members: [EnsembleMember]?
        if case .mapping = node.content {
            members = readWeights(node, path: path)
        } else {
            members = node.distinctList(path: path, &diagnostics) { $0.label(path: $1, &$2) }?.map {
                EnsembleMember(name: $0)
            }
        }
        return members.flatMap { self.members($0, at: node.location, path) }
    }

    private mutating func members(
        _ members: [EnsembleMember], at place: SourceLocation, _ path: String
    ) -> ParameterValue? {
        guard members.count > 1 else {
            diagnostics.add(
                Diagnostic(
                    code: "E053", "'\(path)' names one model; an ensemble is made of two or more",
                    at: place, fix: "add another one"))
            return nil
        }
        return .members(members)
    }

    /// The name of one model; a resolved spec has it as a list of one.
    mutating func readModel(_ reader: inout MappingReader, _ parameter: ParameterDeclaration)
        -> ParameterValue?
    {
        let path = reader.path(of: parameter.name)
        guard let node = reader.node(parameter.name, required: requirement(of: parameter, [])) else {
            return nil
        }
        let only = node.asSequence?.count == 1 ? node.asSequence?.first : nil
        return (only ?? node).label(path: path, &diagnostics).map { .members([EnsembleMember(name: $0)]) }
    }

    private mutating func readWeights(_ node: YAMLNode, path: String) -> [EnsembleMember]? {
        guard var reader = node.mapping(path: path, &diagnostics) else { return nil }
        let entries = reader.namedEntries()
        let members = entries.compactMap { entry -> EnsembleMember? in
            let place = reader.path(of: entry.key)
            guard let weight = entry.value.number(in: 0...1, path: place, &diagnostics) else { return nil }
            guard weight > 0 else {
                diagnostics.add(entry.value.outOfRange(place, expected: "above 0"))
                return nil
            }
            return EnsembleMember(name: entry.key, weight: weight)
        }
        guard members.count == entries.count else { return nil }
        let sum = members.reduce(0) { $0 + ($1.weight ?? 0) }
        guard abs(sum - 1) < 1e-9 else {
            diagnostics.add(
                Diagnostic(
                    code: "E161", "the weights of '\(path)' sum to \(sum)", at: node.location,
                    fix: "let them sum to 1, or list the names alone, and all count alike"))
            return nil
        }
        return members
    }

    /// Every member is another model of the spec, forecasts for itself, and is sure to be there.
    mutating func checkMembers(of models: [ModelDeclaration], declaredAs unrolled: UnrolledModels) {
        let kindOf = Dictionary(models.map { ($0.name, $0.kind) }) { first, _ in first }
        for model in models {
            let members = model.parameters.members
            guard !members.isEmpty, let entry = unrolled.entries.first(where: { $0.name == model.name })
            else {
                continue
            }
            for member in members {
                let place = place(of: member.name, in: entry)
                guard let kind = kindOf[member.name] else {
                    // One that is there and wrong has been told.
                    if unrolled.entries.contains(where: { $0.name == member.name }) { continue }
                    report(
                        unknown: member.name, of: entry, among: models.filter(isSingle).map(\.name), at: place
                    )
                    continue
                }
                guard !isAllowed(kind, in: model) else { continue }
                diagnostics.add(
                    Diagnostic(
                        code: "E163",
                        member.name == model.name
                            ? "'\(entry.path)' is a member of itself"
                            : "'\(entry.path)': the member \(quotation(member.name)) is made of other models itself",
                        at: place,
                        fix: "name the models that it is made of"))
            }
        }
    }

    /// Where `entry` names a model that it is made of.
    private func place(of member: String, in entry: ModelEntry) -> SourceLocation {
        let rules = entry.node["rules"]?.asSequence ?? []
        let rule = rules.lazy.compactMap { $0["model"] }.first { $0.scalarText == member }
        return rule?.location ?? entry.node["members"]?.location ?? entry.node["of"]?.location
            ?? entry.node[Self.matrix]?.location
            ?? entry.location
    }

    /// Whether a model of `kind` may be a member: models forecast for themselves, but a table may send series to an
    /// ensemble, and the forecasts of both can be made to add up.
    private func isAllowed(_ kind: String, in model: ModelDeclaration) -> Bool {
        guard let kind = kinds.first(where: { $0.name == kind }), kind.isCombined else { return true }
        guard !kind.isReconciling, let whole = kinds.first(where: { $0.name == model.kind }) else {
            return false
        }
        return whole.isReconciling || (whole.isRouting && !kind.isRouting)
    }

    /// Who of the candidates of a search is backtested is not known before.
    mutating func checkMembers(
        of models: [ModelDeclaration], areBacktested halvings: [HalvingDeclaration],
        declaredAs unrolled: UnrolledModels
    ) {
        for model in models {
            for member in model.parameters.members {
                guard let search = halvings.first(where: { $0.candidates.contains(member.name) }) else {
                    continue
                }
                let entry = unrolled.entries.first { $0.name == model.name }
                diagnostics.add(
                    Diagnostic(
                        code: "E164",
                        "'models.\(model.name)': the member \(quotation(member.name)) is a candidate of the search "
                            + "\(quotation(search.name)), which may drop it",
                        at: entry.map { place(of: member.name, in: $0) },
                        fix: "name a model that is not searched for, or take it out of the search"))
            }
        }
    }

    /// Members are judged by what the forecasts have.
    mutating func checkJudges(
        of models: [ModelDeclaration], quantiles: [QuantileLevel], declaredAs unrolled: UnrolledModels
    ) {
        guard quantiles.isEmpty else { return }
        for model in models where !model.parameters.members.isEmpty {
            guard case .word(MetricName.wql.rawValue)? = model.parameters.values["by"] else { continue }
            let entry = unrolled.entries.first { $0.name == model.name }
            diagnostics.add(
                Diagnostic(
                    code: "E169",
                    "'models.\(model.name)' judges its members by wql, and the spec asks for no quantiles",
                    at: entry.map { $0.node["by"]?.location ?? $0.location },
                    fix: "judge them by wape, or ask for quantiles: [0.1, 0.5, 0.9]"))
        }
    }

    private func isSingle(_ model: ModelDeclaration) -> Bool {
        kinds.first { $0.name == model.kind }?.isCombined != true
    }

    private mutating func report(
        unknown name: String, of entry: ModelEntry, among names: [String], at place: SourceLocation
    ) {
        let others = names.filter { $0 != entry.name }
        let clause = diagnostics.suggestionClause(for: name, in: others)
        diagnostics.add(
            Diagnostic(
                code: "E162", "'\(entry.path)': the spec has no model \(quotation(name))\(clause)",
                at: place, fix: "its models are: \(others.joined(separator: ", "))"))
    }
}
