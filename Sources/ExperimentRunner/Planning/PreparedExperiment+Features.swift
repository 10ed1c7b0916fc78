package import DemandFeatures
package import ExperimentSpec
package import ForecastCore
internal import ForecastTasks

// What global models ask of a spec and its data is found wrong here, with its place, before anything is fitted.

extension PreparedExperiment {
    /// A declared feature set, on data.
    /// - Throws: E150 to E154, at the key of the spec that is at fault.
    package func featureSet(
        _ declaration: FeatureSetDeclaration, on panel: Panel, target: String
    ) throws(DiagnosticsError) -> FeatureSet {
        let places = places
        let path = "features.\(declaration.name)"
        return try FeatureSet(
            name: declaration.name, declaration.definition, panel: panel, target: target,
            place: { places.location(of: $0.isEmpty ? path : "\(path).\($0)") })
    }

    /// Every global model with its kind, to be found fit.
    var globalModels: [(kind: any GlobalModelKind.Type, model: DeclaredModel, sets: [String])] {
        let places = places
        return spec.models.compactMap { declaration in
            guard let kind = catalogue.globalKind(of: declaration) else { return nil }
            let model = DeclaredModel(
                name: declaration.name, definition: catalogue.definition(of: declaration, in: spec),
                levels: spec.quantiles, files: project.root,
                place: { key in places.location(of: "models.\(declaration.name).\(key)") })
            return (kind, model, catalogue.featureSets(of: declaration))
        }
    }

    /// - Throws: `DiagnosticsError` for models that no data could serve, such as E156.
    func checkGlobalModels() throws(DiagnosticsError) {
        let problems = globalModels.flatMap { $0.kind.problems(of: $0.model) }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    /// - Throws: `DiagnosticsError` with everything that feature sets and models in use miss in the data.
    func checkGlobalModels(on panel: Panel) throws(DiagnosticsError) {
        var problems: [Diagnostic] = []
        let used = Set(globalModels.flatMap(\.sets))
        for set in spec.features where used.contains(set.name) {
            for target in spec.data.targets {
                do throws(DiagnosticsError) {
                    _ = try featureSet(set, on: panel, target: target)
                } catch {
                    problems += error.diagnostics.filter { !problems.contains($0) }
                }
            }
        }
        // Windows that do not fit are told elsewhere.
        let shortest = (try? windows(on: panel.grid))?.map(\.training.count).min() ?? .max
        let data = LearnedData(panel: panel, targets: spec.data.targets, shortestTraining: shortest)
        for (kind, model, _) in globalModels { problems += kind.problems(of: model, on: data) }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }
}
