internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore

// What global models ask of a spec and its data is found wrong here, with its place, before anything is fitted.

extension PreparedExperiment {
    /// A declared feature set, on data.
    /// - Throws: E150 to E154, at the key of the spec that is at fault.
    func featureSet(
        _ declaration: FeatureSetDeclaration, on panel: Panel, target: String
    ) throws(DiagnosticsError) -> FeatureSet {
        let places = places
        let path = "features.\(declaration.name)"
        return try FeatureSet(
            name: declaration.name, FeatureRequest(declaration), panel: panel, target: target,
            place: { places.location(of: $0.isEmpty ? path : "\(path).\($0)") })
    }

    private var globalModels: [ModelDeclaration] {
        spec.models.filter { $0.kind == BoostedTreesForecaster.kind.name }
    }

    /// - Throws: `DiagnosticsError` for models that no data could serve: E156.
    func checkGlobalModels() throws(DiagnosticsError) {
        let problems = globalModels.flatMap { model in
            BoostedTreesForecaster.problems(of: model, in: spec, at: place(in: model))
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    /// - Throws: `DiagnosticsError` with everything that feature sets and models in use miss in the data.
    func checkGlobalModels(on panel: Panel) throws(DiagnosticsError) {
        var problems: [Diagnostic] = []
        let used = spec.models.flatMap(\.featureSets)
        for set in spec.features where used.contains(set.name) {
            let models = globalModels.filter { $0.parameters.word("features") == set.name }
            for (index, target) in spec.data.targets.enumerated() {
                do throws(DiagnosticsError) {
                    let features = try featureSet(set, on: panel, target: target)
                    guard index == 0 else { continue }
                    problems += models.flatMap { model in
                        BoostedTreesForecaster.problems(
                            of: model, with: features, on: panel, at: place(in: model))
                    }
                } catch {
                    problems += error.diagnostics.filter { !problems.contains($0) }
                }
            }
        }
        // Windows that do not fit are told elsewhere.
        let shortest = (try? windows(on: panel.grid))?.map(\.training.count).min() ?? .max
        for model in globalModels {
            problems += BoostedTreesForecaster.validationProblems(
                of: model, shortestTraining: shortest, at: place(in: model))
            problems += spec.data.targets.flatMap { target in
                BoostedTreesForecaster.labelProblems(
                    of: model, target: target, on: panel, at: place(in: model))
            }.prefix(1)
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    private func place(in model: ModelDeclaration) -> (String) -> SourceLocation? {
        { key in places.location(of: "models.\(model.name).\(key)") }
    }
}
