package import ExperimentSpec
internal import Files
internal import ForecastCore
internal import Glibc
internal import LocatedYAML
internal import Reports

/// `results/champions.yaml`: which model is in production for which experiment, and every one that was
/// before it. Committed with the project, read by people, appended to by `forecast promote`
/// and `forecast rollback` alone.
package struct ChampionRegistry: Sendable {
    package private(set) var entries: [Champion]

    static let schemaVersion = 1

    /// The last entry of `experiment`; nil when none was ever promoted.
    package func champion(of experiment: String) -> Champion? {
        entries.last { $0.experiment == experiment }
    }

    package mutating func append(_ champion: Champion) {
        entries.append(champion)
    }
}

/// One promotion: what was promoted, on what evidence, by whom and why.
package struct Champion: Equatable, Sendable {
    package var experiment: String
    /// 1 for the first champion of the experiment.
    package var version: Int
    package var model: ModelDeclaration
    package var target: String
    /// The metric's variant id, and its value in the run that the promotion rests on.
    package var metric: String
    package var value: Double
    package var run: String
    package var resultDigest: String
    package var snapshotDigest: String
    /// What the value was measured over; the same only for the same windows, steps and metric.
    package var backtestDigest: String
    /// Of the feature set that the model names, as it was declared; nil for models without one.
    package var featuresDigest: String?
    package var who: String
    /// UTC, `2026-11-22T18:16:00Z`.
    package var when: String
    package var why: String
    /// The version that a rollback brought back; nil for a promotion.
    package var restores: Int?

    package var name: String { model.name }
}

// MARK: - File

extension ChampionRegistry {
    /// Reads the registry; an absent file is an empty one.
    /// - Throws: `DiagnosticsError(.spec)` with every problem of the file.
    package init(path: String, displayedAs name: String) throws {
        guard Project.exists(path) else {
            entries = []
            return
        }
        var diagnostics = DiagnosticCollector()
        guard let root = YAMLDocument.parse(try FileSystem.read(path), file: name, &diagnostics),
            var top = root.mapping(path: "", &diagnostics)
        else { throw DiagnosticsError(.spec, diagnostics.diagnostics) }
        let version = top.integer("schema_version", in: 1...Self.schemaVersion, required: true, &diagnostics)
        var newest: [String: Int] = [:]
        let champions = top.list("champions", required: true, &diagnostics) { node, path, diagnostics in
            let champion = Champion(node, path: path, &diagnostics)
            if let champion { Self.checkVersion(of: champion, at: node, after: &newest, &diagnostics) }
            return champion
        }
        top.finish(&diagnostics)
        guard version != nil, let champions, !diagnostics.hasErrors else {
            throw DiagnosticsError(.spec, diagnostics.diagnostics)
        }
        entries = champions
    }

    /// The versions of an experiment grow: of two entries of one version nobody could say which is in office.
    private static func checkVersion(
        of champion: Champion, at node: YAMLNode, after newest: inout [String: Int],
        _ diagnostics: inout DiagnosticCollector
    ) {
        defer { newest[champion.experiment] = champion.version }
        guard let last = newest[champion.experiment], champion.version <= last else { return }
        diagnostics.add(
            Diagnostic(
                code: "E176",
                "champion \(champion.version) of \(quotation(champion.experiment)) stands behind champion \(last)",
                at: node["version"]?.location ?? node.location,
                notes: [
                    "versions grow by every promotion; two branches that were merged may both have promoted"
                ],
                fix:
                    "if this one is to be in office, give it version \(last + 1); otherwise remove its entry"
            ))
    }

    /// Writes the registry in one step: readers see the old file or the new one.
    package func write(to path: String) throws {
        let value = YAMLValue.mapping([
            .init("schema_version", .integer(Self.schemaVersion)),
            .init("champions", .sequence(entries.map(\.yaml))),
        ])
        let comment =
            "Written by `forecast promote` and `rollback`; append only. The last entry of an experiment is its champion."
        try AtomicFile.write(YAMLWriter.write(value, comment: comment), to: path, steps: .champions)
    }
}

extension Champion {
    fileprivate init?(_ node: YAMLNode, path: String, _ diagnostics: inout DiagnosticCollector) {
        guard var reader = node.mapping(path: path, &diagnostics) else { return nil }
        let text = { (key: String, reader: inout MappingReader, diagnostics: inout DiagnosticCollector) in
            reader.label(key, required: true, &diagnostics) ?? ""
        }
        experiment = text("experiment", &reader, &diagnostics)
        version = reader.integer("version", in: 1...1_000_000, required: true, &diagnostics) ?? 0
        let name = text("model", &reader, &diagnostics)
        let kind = reader.word("kind", of: ModelCatalogue.kinds.map(\.name), required: true, &diagnostics)
        let transform = reader.choice(
            "transform", of: ModelDeclaration.Transform.self, required: true, &diagnostics)
        let parameters = reader.mapping("parameters", required: true, &diagnostics)
        let values = kind.flatMap { ModelCatalogue.kind(named: $0) }.flatMap { kind in
            parameters.flatMap { Self.parameters(of: kind, $0, &diagnostics) }
        }
        model = ModelDeclaration(
            name: name, kind: kind ?? "", parameters: values ?? ModelParameters([:]),
            transform: transform ?? .none)
        target = text("target", &reader, &diagnostics)
        metric = text("metric", &reader, &diagnostics)
        value = reader.number("value", in: -1e300...1e300, required: true, &diagnostics) ?? 0
        run = text("run", &reader, &diagnostics)
        resultDigest = text("result_digest", &reader, &diagnostics)
        snapshotDigest = text("snapshot_digest", &reader, &diagnostics)
        backtestDigest = text("backtest_digest", &reader, &diagnostics)
        featuresDigest = reader.label("features_digest", &diagnostics)
        who = text("who", &reader, &diagnostics)
        when = text("when", &reader, &diagnostics)
        why = text("why", &reader, &diagnostics)
        restores = reader.integer("restores", in: 1...1_000_000, &diagnostics)
        reader.finish(&diagnostics)
        if diagnostics.hasErrors { return nil }
    }

    /// The parameters as `kind` declares them, because the file may be older than the program, or not ours.
    private static func parameters(
        of kind: ModelKind, _ entries: MappingReader, _ diagnostics: inout DiagnosticCollector
    ) -> ModelParameters? {
        var reader = entries
        var values: [String: ParameterValue] = [:]
        for parameter in kind.parameters {
            let standard = parameter.defaultValue.flatMap { parameter.accepts($0) ? $0 : nil }
            guard
                let node = reader.node(parameter.name, required: Requirement(booleanLiteral: standard == nil))
            else {
                values[parameter.name] = standard
                continue
            }
            guard let value = ParameterValue(node), parameter.accepts(value) else {
                diagnostics.add(
                    Diagnostic(
                        code: "E053",
                        "'\(reader.path(of: parameter.name))' of kind \(kind.name) cannot be that",
                        at: node.location, fix: "restore the file from version control, or promote again"))
                continue
            }
            values[parameter.name] = value.stored(for: parameter.domain)
        }
        reader.finish(&diagnostics)
        return values.count == kind.parameters.count ? ModelParameters(values) : nil
    }

    fileprivate var yaml: YAMLValue {
        .mapping(
            [
                .init("experiment", .string(experiment)), .init("version", .integer(version)),
                .init("model", .string(model.name)), .init("kind", .string(model.kind)),
                .init("transform", .string(model.transform.rawValue)),
                .init("parameters", .mapping(model.parameters.sorted.map { .init($0.name, $0.value.yaml) })),
                .init("target", .string(target)), .init("metric", .string(metric)),
                .init("value", .number(value)),
                .init("run", .string(run)), .init("result_digest", .string(resultDigest)),
                .init("snapshot_digest", .string(snapshotDigest)),
                .init("backtest_digest", .string(backtestDigest)),
            ] + (featuresDigest.map { [.init("features_digest", .string($0))] } ?? []) + [
                .init("who", .string(who)), .init("when", .string(when)), .init("why", .string(why)),
            ] + (restores.map { [.init("restores", .integer($0))] } ?? []))
    }
}

extension ParameterValue {
    /// One stored form per domain, as specs are read: `1` for a number is 1.0.
    fileprivate func stored(for domain: ParameterDeclaration.Domain) -> ParameterValue {
        switch (domain, self) {
        case (.number, .integer(let value)), (.numberOrWord, .integer(let value)): .number(Double(value))
        default: self
        }
    }

    fileprivate init?(_ node: YAMLNode) {
        switch node.scalar {
        case .integer(let value): self = .integer(value)
        case .number(let value): self = .number(value)
        case .boolean(let value): self = .boolean(value)
        case .string(let value): self = .word(value)
        case .null, nil: return nil
        }
    }

    fileprivate var yaml: YAMLValue {
        switch self {
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .boolean(let value): .boolean(value)
        case .word(let value): .string(value)
        }
    }

    /// As a resolved spec writes it.
    var text: String {
        switch self {
        case .integer(let value): String(value)
        case .number(let value): value.description
        case .boolean(let value): String(value)
        case .word(let value): value
        }
    }
}
