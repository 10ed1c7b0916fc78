internal import DemandFeatures
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Reports

extension PreparedExperiment {
    /// - Parameter resultDigest: of what came out, in hexadecimal.
    func manifest(resultDigest: String) -> Manifest {
        Manifest(
            experiment: spec.name, run: runName, seed: spec.seed, specDigest: specDigest.hex,
            snapshotDigest: snapshotDigest.hex, codeVersion: CodeVersion.program,
            environment: environment.merging(versions) { $1 }, resultDigest: resultDigest)
    }

    /// The versions in the run's key by which a later program can tell that it would compute something else.
    private var versions: [String: String] {
        var versions = [
            "stages":
                "forecast \(CodeVersion.forecastStage), global forecast \(CodeVersion.globalForecastStage), "
                + "evaluation \(CodeVersion.evaluationStage), report \(CodeVersion.reportStage)",
            "kinds": kindVersions.joined(separator: ", "),
        ]
        for model in spec.models {
            guard let library = catalogue.globalKind(of: model)?.engine.first(where: { $0.name == "library" })
            else { continue }
            versions[model.kind] = library.version
        }
        return versions
    }
}
