internal import ExperimentSpec
internal import ForecastCore
internal import LocatedYAML

// How an entry of champions.yaml is read and written.

extension Champion {
    init?(_ node: YAMLNode, path: String, kinds: [ModelKind], _ diagnostics: inout DiagnosticCollector) {
        guard var reader = node.mapping(path: path, &diagnostics) else { return nil }
        let text = { (key: String, reader: inout MappingReader, diagnostics: inout DiagnosticCollector) in
            reader.label(key, required: true, &diagnostics) ?? ""
        }
        var problems = DiagnosticCollector()
        experiment = text("experiment", &reader, &problems)
        version = reader.integer("version", in: 1...1_000_000, required: true, &problems) ?? 0
        let name = text("model", &reader, &problems)
        let kind = text("kind", &reader, &problems)
        let transform = text("transform", &reader, &problems)
        let parameters = reader.mapping("parameters", required: true, &problems)
        let recorded = RecordedDefinition(
            kind: kind, transform: transform,
            parameters: parameters.map { Self.recordedParameters($0, &problems) } ?? [])
        self.recorded = recorded
        (model, retirement) = recorded.understood(as: name, among: kinds)
        target = text("target", &reader, &problems)
        metric = text("metric", &reader, &problems)
        value = reader.number("value", in: -1e300...1e300, required: true, &problems) ?? 0
        bias = reader.number("bias", in: -1e300...1e300, &problems)
        run = text("run", &reader, &problems)
        resultDigest = text("result_digest", &reader, &problems)
        snapshotDigest = text("snapshot_digest", &reader, &problems)
        backtestDigest = text("backtest_digest", &reader, &problems)
        featuresDigest = reader.label("features_digest", &problems)
        verdict = reader.mapping("verdict", &problems).map { RecordedVerdict($0, &problems) }
        who = text("who", &reader, &problems)
        when = text("when", &reader, &problems)
        why = text("why", &reader, &problems)
        restores = reader.integer("restores", in: 1...1_000_000, &problems)
        trained = reader.mapping("trained", &problems).flatMap { TrainedVersion($0, &problems) }
        reader.finish(&problems)
        diagnostics.add(contentsOf: problems.diagnostics)
        if problems.hasErrors { return nil }
    }

    private static func recordedParameters(
        _ entries: MappingReader, _ diagnostics: inout DiagnosticCollector
    ) -> [RecordedDefinition.Parameter] {
        var reader = entries
        return reader.namedEntries().compactMap { entry in
            if let value = ParameterValue(entry.value) { return .init(name: entry.key, value: value) }
            diagnostics.add(
                Diagnostic(
                    code: "E053", "\(quotation(reader.path(of: entry.key))) cannot be \(entry.value.found)",
                    at: entry.value.location,
                    fix: "restore the file from version control"))
            return nil
        }.sorted { $0.name < $1.name }
    }

    var yaml: YAMLValue {
        .mapping(
            [
                .init("experiment", .string(experiment)), .init("version", .integer(version)),
                .init("model", .string(model.name)), .init("kind", .string(recorded.kind)),
                .init("transform", .string(recorded.transform)),
                .init("parameters", .mapping(recorded.parameters.map { .init($0.name, $0.value.yamlValue) })),
                .init("target", .string(target)), .init("metric", .string(metric)),
                .init("value", .number(value)),
            ] + (bias.map { [.init("bias", .number($0))] } ?? []) + [
                .init("run", .string(run)), .init("result_digest", .string(resultDigest)),
                .init("snapshot_digest", .string(snapshotDigest)),
                .init("backtest_digest", .string(backtestDigest)),
            ] + (featuresDigest.map { [.init("features_digest", .string($0))] } ?? [])
                + (verdict.map { [.init("verdict", $0.yaml)] } ?? []) + [
                    .init("who", .string(who)), .init("when", .string(when)), .init("why", .string(why)),
                ] + (restores.map { [.init("restores", .integer($0))] } ?? [])
                + (trained.map { [.init("trained", $0.yaml)] } ?? []))
    }
}

// MARK: - The model

extension RecordedDefinition {
    /// The model as this version knows its kind, and why it cannot train it where that is so.
    ///
    /// The file may be older than the program, newer, or edited: what is not understood is left as it was recorded.
    fileprivate func understood(
        as name: String, among kinds: [ModelKind]
    ) -> (model: ModelDeclaration, retirement: String?) {
        let asRecorded = ModelDeclaration(
            name: name, kind: kind,
            parameters: ModelParameters(
                Dictionary(parameters.map { ($0.name, $0.value) }) { first, _ in first }),
            transform: ModelTransform(rawValue: transform) ?? .none)
        guard let known = kinds.first(where: { $0.name == kind }) else {
            return (asRecorded, "its kind \(quotation(kind)) is none of this version's")
        }
        guard let transform = ModelTransform(rawValue: transform) else {
            return (asRecorded, "its transform \(quotation(self.transform)) is none of this version's")
        }
        if let unknown = parameters.first(where: { given in
            !known.parameters.contains { $0.name == given.name }
        }) {
            return (asRecorded, "kind \(kind) has no parameter \(quotation(unknown.name)) in this version")
        }
        var values: [String: ParameterValue] = [:]
        for parameter in known.parameters {
            guard let value = value(of: parameter) else { return (asRecorded, problem(with: parameter)) }
            values[parameter.name] = value
        }
        return (
            ModelDeclaration(
                name: name, kind: kind, parameters: ModelParameters(values), transform: transform), nil
        )
    }

    /// What was recorded, or the default of a parameter that came later; nil for what this version does not accept.
    private func value(of parameter: ParameterDeclaration) -> ParameterValue? {
        guard let given = parameters.first(where: { $0.name == parameter.name })?.value else {
            return parameter.defaultValue.flatMap { parameter.accepts($0) ? $0 : nil }
        }
        let stored = given.stored(for: parameter.domain)
        return parameter.accepts(stored) ? stored : nil
    }

    private func problem(with parameter: ParameterDeclaration) -> String {
        guard let given = parameters.first(where: { $0.name == parameter.name })?.value else {
            return "its parameter '\(parameter.name)' is not recorded"
        }
        return "its parameter '\(parameter.name)' cannot be \(quotation(given.text)) in this version"
    }
}

extension ParameterValue {
    /// One stored form per domain, as specs are read: `1` for a number is 1.0.
    fileprivate func stored(for domain: ParameterDeclaration.Domain) -> ParameterValue {
        switch (domain, self) {
        case (.number, .integer(let value)), (.numberOrWord, .integer(let value)): .number(Double(value))
        case (.columns, .word(let text)), (.words, .word(let text)): .names(columns: text)
        default: self
        }
    }

    fileprivate init?(_ node: YAMLNode) {
        switch node.content {
        case .sequence(let items):
            if items.allSatisfy({ if case .mapping = $0.content { true } else { false } }) {
                var diagnostics = DiagnosticCollector()
                guard let rules = RoutingRule.table(node, path: "rules", &diagnostics), !rules.isEmpty else {
                    return nil
                }
                self = .rules(rules)
                return
            }
            let names = items.compactMap(\.asString)
            guard !names.isEmpty, names.count == items.count else { return nil }
            self = .members(names.map { EnsembleMember(name: $0) })
            return
        case .mapping(let entries):
            let members = entries.compactMap { entry in
                entry.value.asDouble.map { EnsembleMember(name: entry.key, weight: $0) }
            }
            guard !members.isEmpty, members.count == entries.count else { return nil }
            self = .members(members)
            return
        default: break
        }
        switch node.scalar {
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .boolean(let value): self = .boolean(value)
        case .string(let value): self = .word(value)
        case .null, nil: return nil
        }
    }
}

// MARK: - The verdict

extension RecordedVerdict {
    fileprivate init(_ entries: MappingReader, _ diagnostics: inout DiagnosticCollector) {
        var reader = entries
        let every = -1e300...1e300
        decision = reader.word("decision", of: Self.decisions, required: true, &diagnostics) ?? ""
        against = reader.label("against", required: true, &diagnostics) ?? ""
        improvementPP = reader.number("improvement_pp", in: every, &diagnostics)
        (lower, upper) = Self.interval(&reader, &diagnostics)
        confidence = reader.number("confidence", in: 0...1, required: true, &diagnostics) ?? 0
        minImprovementPP =
            reader.number("min_improvement_pp", in: every, required: true, &diagnostics) ?? 0
        windows = reader.integer("windows", in: 0...1_000_000, required: true, &diagnostics) ?? 0
        challengers = reader.integer("challengers", in: 0...1_000_000, required: true, &diagnostics) ?? 0
        guardrails = []
        if var limits = reader.mapping("guardrails", &diagnostics) {
            guardrails = limits.namedEntries().compactMap { entry in
                entry.value.number(in: every, path: limits.path(of: entry.key), &diagnostics).map {
                    Limit(name: entry.key, value: $0)
                }
            }
        }
        weaker = reader.list("weaker_than_spec", &diagnostics) { $0.label(path: $1, &$2) } ?? []
        reader.finish(&diagnostics)
    }

    /// Two numbers, the lower one first; neither where the key is absent.
    private static func interval(
        _ reader: inout MappingReader, _ diagnostics: inout DiagnosticCollector
    ) -> (lower: Double?, upper: Double?) {
        guard let node = reader.node("interval_pp") else { return (nil, nil) }
        let path = reader.path(of: "interval_pp")
        let bounds = node.list(path: path, &diagnostics) { $0.number(in: -1e300...1e300, path: $1, &$2) }
        guard let bounds else { return (nil, nil) }
        guard bounds.count == 2, bounds[0] <= bounds[1] else {
            diagnostics.add(node.mismatch(path, expected: "two numbers, the lower one first"))
            return (nil, nil)
        }
        return (bounds[0], bounds[1])
    }

    private static let decisions = ["promote", "keep", "inconclusive"]

    fileprivate var yaml: YAMLValue {
        var interval: [YAMLValue.Entry] = []
        if let lower, let upper { interval = [.init("interval_pp", .numbers([lower, upper]))] }
        return .mapping(
            [.init("decision", .string(decision)), .init("against", .string(against))]
                + (improvementPP.map { [.init("improvement_pp", .number($0))] } ?? []) + interval + [
                    .init("confidence", .number(confidence)),
                    .init("min_improvement_pp", .number(minImprovementPP)),
                    .init("windows", .integer(windows)), .init("challengers", .integer(challengers)),
                    .init("guardrails", .mapping(guardrails.map { .init($0.name, .number($0.value)) })),
                ] + (weaker.isEmpty ? [] : [.init("weaker_than_spec", .strings(weaker))]))
    }
}
