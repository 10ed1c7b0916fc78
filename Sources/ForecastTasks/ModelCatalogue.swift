internal import DemandFeatures
package import ExperimentSpec
package import ForecastCore
internal import StatisticalModels

/// The kinds of models that a spec can name, and how each is made. Whoever runs an experiment hands it down: nothing
/// below asks for a list of its own.
package struct ModelCatalogue: Sendable {
    /// In the order of help and documents.
    package let kinds: [ModelKind]
    private let global: [any GlobalModelKind.Type]
    private let combined: [any CombinedModelKind.Type]
    private let reconciling: [any ReconcilingModelKind.Type]

    /// - Parameters:
    ///   - local: kinds that are fitted to one series at a time.
    ///   - global: kinds that are fitted to all series at once.
    ///   - combined: kinds that are made of other models' forecasts.
    ///   - reconciling: kinds that make another model's forecasts add up.
    package init(
        local: [ModelKind], global: [any GlobalModelKind.Type], combined: [any CombinedModelKind.Type] = [],
        reconciling: [any ReconcilingModelKind.Type] = []
    ) {
        kinds = local + global.map { $0.kind } + combined.map { $0.kind } + reconciling.map { $0.kind }
        self.reconciling = reconciling
        self.global = global
        self.combined = combined
    }

    package func kind(named name: String) -> ModelKind? { kinds.first { $0.name == name } }

    /// The kind of a model that the spec reader let pass, so an unknown one is a programmer's mistake.
    package func kind(of declaration: ModelDeclaration) -> ModelKind {
        guard let kind = kind(named: declaration.kind) else {
            preconditionFailure("model kind \(declaration.kind) is not in the catalogue")
        }
        return kind
    }

    /// The global kind of a model; nil for a local one.
    package func globalKind(of declaration: ModelDeclaration) -> (any GlobalModelKind.Type)? {
        global.first { $0.kind.name == declaration.kind }
    }

    package func isGlobal(_ declaration: ModelDeclaration) -> Bool { kind(of: declaration).isGlobal }

    /// Whether its training and its forecasts of some series can be pieces of work apart: a fit that begins with another one
    /// follows from more than its window.
    func isDivisible(_ declaration: ModelDeclaration, in spec: ExperimentSpec) -> Bool {
        globalKind(of: declaration)?.forecastsSeriesApart(definition(of: declaration, in: spec)) == true
            && !kind(of: declaration).continues(declaration.parameters)
    }

    package func isReconciling(_ declaration: ModelDeclaration) -> Bool {
        kind(of: declaration).isReconciling
    }
    package func isCombined(_ declaration: ModelDeclaration) -> Bool { kind(of: declaration).isCombined }

    /// How trained models of this kind are kept; nil for one that learns nothing.
    package func file(of declaration: ModelDeclaration) -> ModelFile? {
        if isGlobal(declaration) { return globalKind(of: declaration)?.file }
        if learnsShares(declaration) { return .shares(of: declaration.kind) }
        guard let model = localModel(declaration), !model.parameterNames.isEmpty else { return nil }
        return .fits(of: declaration.kind)
    }

    /// Whether a model learns from earlier windows what its members count.
    package func learnsShares(_ declaration: ModelDeclaration) -> Bool {
        isCombined(declaration) && !isReconciling(declaration)
            && combiner(declaration).earlierWindows > 0
    }

    /// The names of the feature sets that the model reads.
    package func featureSets(of declaration: ModelDeclaration) -> [String] {
        let parameters = kind(named: declaration.kind)?.parameters ?? []
        return parameters.filter { $0.domain == .featureSet }.map { declaration.parameters.word($0.name) }
    }

    /// What `declaration` says, with nothing left that `spec` would have to explain.
    package func definition(of declaration: ModelDeclaration, in spec: ExperimentSpec) -> ModelDefinition {
        let sets = featureSets(of: declaration)
        return ModelDefinition(
            kind: declaration.kind, version: kind(of: declaration).version, transform: declaration.transform,
            parameters: declaration.parameters,
            features: spec.features.first { sets.contains($0.name) }?.definition,
            engine: globalKind(of: declaration)?.engine ?? [],
            members: members(of: declaration, in: spec).map { definition(of: $0, in: spec) })
    }

    /// The models that `declaration` is made of, in the order of its parameters; those that the spec lacks are left out.
    package func members(of declaration: ModelDeclaration, in spec: ExperimentSpec) -> [ModelDeclaration] {
        declaration.parameters.members.compactMap { member in
            spec.models.first { $0.name == member.name }
        }
    }

    /// Those models and theirs, each once; what they are made of in the end is among them.
    package func allMembers(of declaration: ModelDeclaration, in spec: ExperimentSpec) -> [ModelDeclaration] {
        let members = members(of: declaration, in: spec)
        return (members + members.flatMap { allMembers(of: $0, in: spec) }).reduce(into: []) { all, model in
            if !all.contains(where: { $0.name == model.name }) { all.append(model) }
        }
    }

    /// The models of `spec` that combine others, each behind its members: a table may send series to an ensemble.
    package func combined(in spec: ExperimentSpec) -> [ModelDeclaration] {
        let combined = spec.models.filter { isCombined($0) && !isReconciling($0) }
        return combined.filter { !kind(of: $0).isRouting } + combined.filter { kind(of: $0).isRouting }
    }

    /// The local model that `declaration` describes; nil when it describes a global one.
    package func localModel(_ declaration: ModelDeclaration) -> (any LocalModel)? {
        guard let model = kind(of: declaration).localModel(declaration.parameters) else { return nil }
        return switch declaration.transform {
        case .none: model
        case .log: TransformedModel(model, transform: .log)
        case .boxcox: TransformedModel(model, transform: .boxCox)
        }
    }

    /// The global model that `declaration` describes.
    /// - Throws: what its kind throws, such as `BoostedTreesError` when its library is not there.
    package func globalModel(
        _ declaration: ModelDeclaration, of spec: ExperimentSpec, in context: GlobalModelContext
    ) throws -> any GlobalModel {
        guard let kind = globalKind(of: declaration) else {
            preconditionFailure("\(declaration.kind) is not a global kind of the catalogue")
        }
        return try kind.model(definition(of: declaration, in: spec), in: context)
    }

    /// The model made of others that `declaration` describes.
    func combiner(_ declaration: ModelDeclaration) -> any ForecastCombiner {
        guard let kind = combined.first(where: { $0.kind.name == declaration.kind }) else {
            preconditionFailure("\(declaration.kind) is not a combined kind of the catalogue")
        }
        return kind.model(declaration.parameters)
    }

    /// The model that makes another's forecasts add up; nil where `declaration` describes no such one.
    package func reconciler(_ declaration: ModelDeclaration) -> (any ForecastReconciler)? {
        reconciling.first { $0.kind.name == declaration.kind }?.model(declaration.parameters)
    }

    /// How many windows before each cutoff a model learns from.
    package func earlierWindows(of declaration: ModelDeclaration) -> Int {
        guard isCombined(declaration) else { return 0 }
        return reconciler(declaration)?.earlierWindows ?? combiner(declaration).earlierWindows
    }

    /// The models of `spec` that learn from windows before each cutoff what to make of others.
    package func learners(in spec: ExperimentSpec) -> [ModelDeclaration] {
        spec.models.filter { earlierWindows(of: $0) > 0 }
    }

    /// How far back those look; nil where none is there.
    func earlierDepth(in spec: ExperimentSpec) -> EarlierDepth? {
        let learners = learners(in: spec)
        guard let windows = learners.map(earlierWindows).max() else { return nil }
        let looked = learners.filter(isReconciling).flatMap { allMembers(of: $0, in: spec) }
        return EarlierDepth(windows: windows, behind: looked.map(earlierWindows).max() ?? 0)
    }

    /// The levels by which models of `spec` make forecasts add up, each once.
    package func reconciledLevels(in spec: ExperimentSpec) -> [String] {
        spec.models.compactMap(reconciler).flatMap(\.levels).reduce(into: []) { all, level in
            if !all.contains(level) { all.append(level) }
        }
    }

    /// Whether what `spec` forecasts of one series depends on the others, so that none can be left out.
    package func learnsTogether(in spec: ExperimentSpec) -> Bool {
        // Importance, by which tables of rules go, is a share of what all series sell.
        spec.models.contains { isGlobal($0) || kind(of: $0).isRouting || isReconciling($0) }
            || !learners(in: spec).isEmpty
    }

    /// What stops global models of `spec` from being made here, such as a library that is not there, in the
    /// order of the models: a run ends at them unless its cache holds their forecasts.
    package func obstacles(of spec: ExperimentSpec, libraries: String) -> [String] {
        let context = GlobalModelContext(seed: spec.seed, libraries: libraries)
        return spec.models.filter(isGlobal).compactMap { declaration in
            do {
                _ = try globalModel(declaration, of: spec, in: context)
                return nil
            } catch {
                return
                    "model '\(declaration.name)' cannot be trained here; what the cache holds of it counts. \(error)"
            }
        }
    }

    /// The arithmetic that the model's kind computes by.
    package func numericProfile(of declaration: ModelDeclaration) -> String {
        CodeVersion.numericProfile(of: kinds.filter { $0.name == declaration.kind })
    }
}
