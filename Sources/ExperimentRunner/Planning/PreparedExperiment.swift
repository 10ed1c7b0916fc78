package import Champions
internal import DataSnapshots
package import ExperimentSpec
package import ForecastCore
package import ForecastTasks
internal import LocatedYAML

/// A spec that is ready to run: read, completed with what always takes part, bound to a snapshot.
package struct PreparedExperiment: Sendable {
    package private(set) var project: Project
    /// Every default filled in, the baselines and the registered champion among the models.
    package private(set) var spec: ExperimentSpec
    package private(set) var warnings: [Diagnostic]
    /// The kinds that the spec can name.
    package let catalogue: ModelCatalogue
    package let registry: ChampionRegistry
    let dataset: DataSet
    let lock: SnapshotLock
    let places: SpecPlaces
    /// Whether the spec left its champion to the registry; `spec` names the model by now.
    package private(set) var championIsRegistered = false
    /// The spec with the candidates that a search has dropped from `spec`; nil while none is.
    private var undropped: ExperimentSpec?

    /// - Parameter checksSources: false where only the spec matters, not whether the data is still there.
    /// - Throws: `DiagnosticsError(.spec)` or `(.data)`.
    package init(
        specPath: String, overrides: [String], project: Project, checksSources: Bool = true,
        catalogue: ModelCatalogue = .standard
    ) throws {
        let resolved = try Self.reader(in: project, catalogue).read(
            specPath, overrides: overrides, projectFolder: project.root)
        try self.init(resolved, project, checksSources: checksSources, catalogue)
    }

    /// From what `specText` gave.
    /// - Parameter needsFiles: false where the panel comes from elsewhere: the data set's files need not be there.
    package init(
        specText: [UInt8], project: Project, needsFiles: Bool = true, catalogue: ModelCatalogue = .standard
    ) throws {
        let reader = Self.reader(in: project, catalogue, needsFiles: needsFiles)
        let resolved = try reader.read(specText, file: "spec.resolved.yaml")
        try self.init(
            resolved, project, checksSources: needsFiles, catalogue, needsFiles: needsFiles)
    }

    private init(
        _ resolved: ResolvedSpec, _ project: Project, checksSources: Bool, _ catalogue: ModelCatalogue,
        needsFiles: Bool = true
    ) throws {
        self.project = project
        self.catalogue = catalogue
        warnings = resolved.warnings
        registry = try ChampionRegistry(
            path: project.champions, displayedAs: project.relative(project.champions), kinds: catalogue.kinds)
        places = resolved.places
        spec = resolved.spec
        do {
            dataset = try DataSet.open(
                folder: project.datasetFolder(resolved.spec.data.dataset), projectRoot: project.root,
                needsFiles: needsFiles)
            lock = try SnapshotLock.read(of: dataset)
            if checksSources { try lock.verifySources(of: dataset) }
            warnings += silentModels() + remarksOfGlobalModels()
            try complete()
            try checkAgainstDeclaration()
            warnings += unusedPlans
        } catch let error as DiagnosticsError {
            throw error.placed(in: resolved.places)
        }
    }

    /// The reader of a project's specs.
    package static func reader(
        in project: Project, _ catalogue: ModelCatalogue = .standard, needsFiles: Bool = true
    ) -> SpecReader {
        SpecReader(modelKinds: catalogue.kinds) { name -> DatasetFacts? in
            let dataset = try? DataSet.open(
                folder: project.datasetFolder(name), projectRoot: project.root, needsFiles: needsFiles)
            return dataset.map {
                DatasetFacts(
                    frequency: $0.declaration.frequency, targets: $0.declaration.columns.targets.map(\.name),
                    periods: (try? SnapshotLock.read(of: $0))?.panel.periods)
            }
        }
    }

    // MARK: - Names and keys

    /// The experiment's.
    package var name: String { spec.name }

    /// The resolved spec: running it gives this very run.
    package var resolvedYAML: String { declared.yaml }

    package var specDigest: Digest { declared.digest }
    /// Of the canonical panel.
    package var snapshotDigest: Digest { lock.panel.digest }
    /// The first 12 hex digits of the run's key: the name of its folder.
    package var runName: String { key.digest.short }

    /// Everything that a run depends on. An equal key is answered without touching a series.
    package var key: CanonicalEncoder {
        var key = CanonicalEncoder(stage: "run", version: 1)
        key.add("program", CodeVersion.program)
        key.add("numeric profile", CodeVersion.numericProfile(of: kinds))
        key.add("forecast stage", CodeVersion.forecastStage)
        key.add("global forecast stage", CodeVersion.globalForecastStage)
        key.add("evaluation stage", CodeVersion.evaluationStage)
        key.add("report stage", CodeVersion.reportStage)
        key.add("kind versions", kindVersions)
        key.add("snapshot", snapshotDigest)
        key.add("spec", specDigest)
        return key
    }

    /// `ses 2`, of every kind that the spec declares.
    var kindVersions: [String] {
        kinds.map { "\($0.name) \($0.version)" }
    }

    private var kinds: [ModelKind] {
        catalogue.kinds.filter { kind in declared.models.contains { $0.kind == kind.name } }
    }

    /// All that the user declared: what names and keys follow.
    var declared: ExperimentSpec { undropped ?? spec }

    /// The same run without the models that a search has dropped.
    package func dropping(_ models: Set<String>) -> PreparedExperiment {
        var copy = self
        copy.undropped = declared
        copy.spec.models.removeAll { models.contains($0.name) }
        copy.spec.promotion?.challengers.removeAll { models.contains($0) }
        return copy
    }

    /// The same run with its results and its cache elsewhere.
    func moved(to project: Project) -> PreparedExperiment {
        var copy = self
        copy.project = project
        return copy
    }

    /// A problem of the data with the spec, at the key it comes of.
    func placed(_ error: DiagnosticsError) -> DiagnosticsError { error.placed(in: places) }

    /// What entries of earlier versions hold in the place of `valueDigest`: everything but models and promotion.
    package var earlierBacktestDigest: Digest {
        var comparable = spec
        comparable.description = ""
        comparable.models = []
        comparable.features = []
        comparable.halvings = []
        comparable.promotion = nil
        return comparable.digest
    }

    var folder: String { "\(project.results)/\(spec.name)/\(runName)" }
    var dataNotes: [String] {
        [dataset.declaration.source, dataset.declaration.license].filter { !$0.isEmpty }
    }

    /// What will stop a run half-way, in words.
    package var obstacles: [String] { catalogue.obstacles(of: spec, libraries: project.libraries) }

    /// `14 models on orange-juice, run 3f0c1a9be210`.
    package var headline: String { "\(spec.models.count) models on \(spec.data.dataset), run \(runName)" }

    /// What else could decide a bit, for the manifest.
    var environment: [String: String] { ["profile": CodeVersion.numericProfile(of: kinds)] }

    /// The panel as the spec wants it: read, found equal to the lock, filtered and sampled.
    /// - Throws: `DiagnosticsError(.data)` when the data is not what the lock pins, or nothing is left of it.
    package func loadPanel() throws -> Panel {
        try selected(from: wholePanel())
    }

    /// The panel of the data set, before filter and sample.
    package func wholePanel() throws -> Panel { try Snapshot.load(dataset).panel }

    /// What the spec's filter and sample leave of a panel.
    /// - Parameter checksModels: false for a panel that is made up: models need not be able to learn all of it.
    package func selected(from whole: Panel, checksModels: Bool = true) throws -> Panel {
        do {
            let panel = try SeriesSelection(spec: spec).apply(to: whole)
            try checkLevels(on: panel)
            if checksModels { try checkGlobalModels(on: panel) }
            return panel
        } catch let error as DiagnosticsError {
            throw error.placed(in: places)
        }
    }

    /// The backtest's windows on `grid`.
    /// - Throws: `DiagnosticsError(.spec)` when they do not fit.
    package func windows(on grid: TimeGrid) throws -> [BacktestWindow] {
        do throws(DiagnosticsError) {
            return try BacktestSchedule.windows(of: spec.backtest, on: grid)
        } catch {
            throw error.placed(in: places)
        }
    }

    // MARK: - Completion

    private mutating func complete() throws {
        addBaselines()
        addPromotionMetric()
        try resolveChampion()
        spec.models = try pinnedModels()
        try checkGlobalModels()
        try checkReconciledModels()
    }

    private mutating func addBaselines() {
        for name in ModelDeclaration.baselineKinds where !spec.models.contains(where: { $0.kind == name }) {
            guard let kind = catalogue.kind(named: name) else { continue }
            var defaults: [String: ParameterValue] = [:]
            for parameter in kind.parameters {
                defaults[parameter.name] = parameter.resolvedDefault(for: dataset.declaration.frequency)
            }
            spec.models.append(
                ModelDeclaration(
                    name: freeName(name), kind: name, parameters: ModelParameters(defaults), transform: .none)
            )
        }
    }

    /// What decides is also shown.
    private mutating func addPromotionMetric() {
        guard let metric = spec.promotion?.metric, !spec.evaluation.metrics.contains(metric) else { return }
        spec.evaluation.metrics.append(metric)
    }

    private mutating func resolveChampion() throws {
        guard case .registered? = spec.promotion?.champion else { return }
        guard let champion = registry.champion(of: spec.name) else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E207",
                        "promotion.champion is 'registered', but \(project.relative(project.champions)) has no champion for '\(spec.name)'",
                        fix:
                            "name a model as champion, run, and register it: forecast promote results/\(spec.name)/latest --model NAME --reason ..."
                    )
                ])
        }
        championIsRegistered = true
        let name = try include(champion)
        spec.promotion?.champion = .model(name)
        spec.promotion?.challengers.removeAll { $0 == name }
    }

    /// The same experiment with the registered champion's definition among its models, and its name there.
    package func including(champion: Champion) throws -> (PreparedExperiment, name: String) {
        var copy = self
        let name = try copy.include(champion)
        return (copy, name)
    }

    private mutating func include(_ champion: Champion) throws -> String {
        try champion.requireTrainable()
        try checkFeatureSet(of: champion)
        // A candidate may be dropped; the champion may not.
        let candidates = spec.candidates
        if let same = spec.models.first(where: {
            champion.isDefined(by: $0) && !candidates.contains($0.name)
        }) {
            return same.name
        }
        var model = champion.model
        model.name = freeName("registered-\(champion.version)")
        spec.models.append(model)
        return model.name
    }

    /// A champion of all series was promoted with a feature set that the spec may have lost or changed since.
    /// - Throws: `DecisionUnavailable` for one that is another by now: the model would not be the champion.
    private func checkFeatureSet(of champion: Champion) throws {
        for name in catalogue.featureSets(of: champion.model)
        where !spec.features.contains(where: { $0.name == name }) {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E118",
                        "the registered champion \(quotation(champion.name)) needs the feature set \(quotation(name)), "
                            + "which the spec does not declare",
                        fix: "declare it under features:, or promote another champion")
                ])
        }
        for member in champion.model.parameters.members
        where !spec.models.contains(where: { $0.name == member.name }) {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E162",
                        "the registered champion \(quotation(champion.name)) is made of the model \(quotation(member.name)), "
                            + "which the spec does not declare",
                        fix: "declare it under models:, or promote another champion")
                ])
        }
        guard hasChangedFeatures(of: champion) else { return }
        throw DecisionUnavailable(
            changed: parts(of: champion.model), of: champion)
    }

    private func freeName(_ wanted: String) -> String {
        let candidates = [wanted] + (2...1000).map { "\(wanted)-\($0)" }
        return candidates.first { name in !spec.models.contains { $0.name == name } } ?? wanted
    }
}

extension PreparedExperiment {
    /// The names of feature sets and models that `model` rests on.
    package func parts(of model: ModelDeclaration) -> [String] {
        catalogue.featureSets(of: model) + model.parameters.members.map(\.name)
    }

    /// The names of the models that the model `name` is made of, theirs included.
    package func parts(ofModelNamed name: String) -> [String] {
        spec.models.first { $0.name == name }.map { catalogue.allMembers(of: $0, in: spec).map(\.name) } ?? []
    }

    /// Of the feature sets and the members that `model` names, as the spec declares them; nil where it names none.
    package func featuresDigest(of model: ModelDeclaration) -> Digest? {
        let members = catalogue.allMembers(of: model, in: spec)
        let names = ([model] + members).flatMap(catalogue.featureSets)
        guard !names.isEmpty || !members.isEmpty else { return nil }
        var key = CanonicalEncoder(stage: "champion features", version: 1)
        for set in spec.features where names.contains(set.name) { set.addToKey(&key) }
        for member in members { member.addToKey(&key) }
        return key.digest
    }

    /// Whether the spec declares another feature set or member under a name that the champion knows. Entries of earlier versions
    /// do not say which one it was.
    package func hasChangedFeatures(of champion: Champion) -> Bool {
        champion.featuresDigest != nil && champion.featuresDigest != featuresDigest(of: champion.model)?.hex
    }
}
