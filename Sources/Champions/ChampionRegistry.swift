internal import Files
package import ForecastCore
internal import LocatedYAML

/// `results/champions.yaml`: which model is in production for which experiment, and every one that was
/// before it. Committed with the project, read by people, appended to by `forecast promote`
/// and `forecast rollback` alone.
package struct ChampionRegistry: Sendable {
    package private(set) var entries: [Champion]
    /// Trained versions that took office, each for its kind and target: `models` in the file.
    package private(set) var trainedEntries: [Champion]
    /// By which entries are understood.
    private let kinds: [ModelKind]

    /// 2 added `bias` and `verdict` to an entry, 3 the list `models`; older files are read as they are, and one without
    /// trained models is written as version 2, which older programs read.
    static let schemaVersion = 3

    /// An entry takes about 1,500 bytes and 60 values: some 5,000 promotions fit, and a file at the limit is read in
    /// well under a second.
    static let limits = YAMLLimits(bytes: 8 << 20, depth: 8, nodes: 400_000, errors: 50)

    /// Of a reason, in characters: a sentence or two that others read, and no document.
    package static let longestReason = 2_000

    /// The last entry of `experiment`; nil when none was ever promoted.
    package func champion(of experiment: String) -> Champion? {
        entries.last { $0.experiment == experiment }
    }

    /// The entries of `experiment`, oldest first.
    package func history(of experiment: String) -> [Champion] {
        entries.filter { $0.experiment == experiment }
    }

    package mutating func append(_ champion: Champion) {
        if champion.trained == nil { entries.append(champion) } else { trainedEntries.append(champion) }
    }

    /// The offices of an experiment's trained models, `lgbm_volume` and so on, in the order in which they were filled first.
    package func offices(of experiment: String) -> [String] {
        trainedHistory(of: experiment).compactMap(\.trained?.office).reduce(into: []) { offices, office in
            if !offices.contains(office) { offices.append(office) }
        }
    }

    /// The trained version in office; nil where there never was one.
    package func trainedChampion(of experiment: String, office: String) -> Champion? {
        trainedHistory(of: experiment).last { $0.trained?.office == office }
    }

    /// The trained versions that took office in an experiment, oldest first.
    package func trainedHistory(of experiment: String) -> [Champion] {
        trainedEntries.filter { $0.experiment == experiment }
    }

    /// Who held an office before the one in it, as a rollback goes: past what a rollback has left already. Nil where there
    /// is nobody.
    package func predecessor(of experiment: String, office: String) -> Champion? {
        let terms = trainedHistory(of: experiment).filter { $0.trained?.office == office }
        guard let last = terms.last else { return nil }
        let place = last.restores.flatMap { restored in terms.firstIndex { $0.version == restored } }
        let current = place ?? terms.count - 1
        return current > 0 ? terms[current - 1] : nil
    }

    /// The one that holds the same office: of the experiment, or of a kind and target in it.
    package func incumbent(of candidate: Champion) -> Champion? {
        candidate.trained.map { trainedChampion(of: candidate.experiment, office: $0.office) }
            ?? champion(of: candidate.experiment)
    }
}

// MARK: - Reading

extension ChampionRegistry {
    /// Reads the registry; an absent file is an empty one.
    /// - Throws: `DiagnosticsError(.spec)` with every problem of the file; E177 for a link.
    package init(path: String, displayedAs name: String, kinds: [ModelKind]) throws {
        try Self.refuseLink(path, displayedAs: name)
        guard FileSystem.kind(of: path) != nil else {
            self.init(entries: [], trainedEntries: [], kinds: kinds)
            return
        }
        try self.init(FileSystem.read(path), displayedAs: name, kinds: kinds)
    }

    private init(_ bytes: [UInt8], displayedAs name: String, kinds: [ModelKind]) throws(DiagnosticsError) {
        var diagnostics = DiagnosticCollector()
        guard let root = YAMLDocument.parse(bytes, file: name, limits: Self.limits, &diagnostics),
            var top = root.mapping(path: "", &diagnostics)
        else { throw Self.unsound(diagnostics) }
        let version = top.integer("schema_version", in: 1...Self.schemaVersion, required: true, &diagnostics)
        var newest: [String: Int] = [:]
        let champions = top.list("champions", required: true, &diagnostics) { node, path, diagnostics in
            let champion = Champion(node, path: path, kinds: kinds, &diagnostics)
            if let champion { Self.checkVersion(of: champion, at: node, after: &newest, &diagnostics) }
            return champion
        }
        let models = top.list("models", &diagnostics) { node, path, diagnostics in
            let champion = Champion(node, path: path, kinds: kinds, &diagnostics)
            guard let champion else { return champion }
            if champion.trained == nil {
                diagnostics.add(
                    Diagnostic(
                        code: "E053", "'\(path)' names no trained version", at: node.location,
                        fix: "restore the file from version control"))
            }
            Self.checkVersion(of: champion, at: node, after: &newest, &diagnostics)
            return champion
        }
        top.finish(&diagnostics)
        guard version != nil, let champions, !diagnostics.hasErrors else { throw Self.unsound(diagnostics) }
        entries = champions
        trainedEntries = models ?? []
        self.kinds = kinds
    }

    /// A link would be read, and its lines shown, wherever it leads; and a promotion, which replaces the file in one
    /// step, would leave what it leads to behind.
    private static func refuseLink(_ path: String, displayedAs name: String) throws(DiagnosticsError) {
        guard FileSystem.kind(of: path) == .link else { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E177",
                    "\(name) is a symbolic link; the registry of champions is a file of its own",
                    fix: "put the file itself there, or name its folder with --results")
            ])
    }

    /// The versions of an experiment grow: of two entries of one version nobody could say which is in office.
    private static func checkVersion(
        of champion: Champion, at node: YAMLNode, after newest: inout [String: Int],
        _ diagnostics: inout DiagnosticCollector
    ) {
        let office = [champion.experiment, champion.trained?.office].compactMap(\.self).joined(separator: " ")
        defer { newest[office] = champion.version }
        guard let last = newest[office], champion.version <= last else { return }
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

    /// Of two promotions that were merged line by line, equal lines count once and the others stand twice in one
    /// entry: the keys that appear twice are one problem, and deleting lines until the file reads would invent a champion.
    private static func unsound(_ diagnostics: DiagnosticCollector) -> DiagnosticsError {
        let doubled = diagnostics.diagnostics.filter { $0.code == "E014" }
        guard let first = doubled.first else { return DiagnosticsError(.spec, diagnostics.diagnostics) }
        let merged = Diagnostic(
            code: "E178",
            "two promotions stand in one entry, as a merge line by line (merge=union) leaves them",
            at: first.location,
            notes: ["\(NumberText.count(doubled.count, "key", "keys")) of entries appear twice"],
            fix:
                "take the file of one branch (git checkout --ours or --theirs), then promote again what the other one did"
        )
        return DiagnosticsError(.spec, [merged])
    }
}

// MARK: - Writing

extension ChampionRegistry {
    private static let comment =
        "Written by `forecast promote` and `rollback`; append only. The last entry of an experiment is its champion."

    /// Writes the registry in one step: readers see the old file or the new one.
    /// - Throws: E179 for one that its own reader would not take; the old file stays.
    package func write(to path: String) throws {
        let trained: [YAMLValue.Entry] =
            trainedEntries.isEmpty ? [] : [.init("models", .sequence(trainedEntries.map(\.yaml)))]
        let value = YAMLValue.mapping(
            [
                .init("schema_version", .integer(trained.isEmpty ? 2 : Self.schemaVersion)),
                .init("champions", .sequence(entries.map(\.yaml))),
            ] + trained)
        let text = YAMLWriter.write(value, comment: Self.comment)
        try requireReadable(Array(text.utf8))
        try AtomicFile.write(text, to: path, steps: .champions)
    }

    /// What is written must be read back by every command after, or the last promotion would be the end of them all.
    private func requireReadable(_ bytes: [UInt8]) throws(DiagnosticsError) {
        let problem: String?
        do throws(DiagnosticsError) {
            let again = try ChampionRegistry(bytes, displayedAs: "champions.yaml", kinds: kinds)
            problem =
                again.entries == entries && again.trainedEntries == trainedEntries
                ? nil : "it would not read back as it was written"
        } catch {
            problem = error.diagnostics.first?.message ?? "it would not be read back"
        }
        guard let problem else { return }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E179", "champions.yaml cannot take this entry: \(problem)",
                    notes: ["nothing was written; \(NumberText.count(entries.count - 1)) entries are in it"],
                    fix:
                        "where the file is full, keep a copy of it in version control and remove entries that no rollback "
                        + "will need; the last ones of each experiment stay")
            ])
    }
}
