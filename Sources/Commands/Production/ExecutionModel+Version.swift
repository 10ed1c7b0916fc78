package import Champions
internal import ForecastCore
package import ForecastExecutions
package import ModelRegistry

extension ExecutionModel {
    /// A trained version that an execution forecast with, or trained.
    /// - Parameters:
    ///   - name: the model's, in the spec.
    ///   - experiment: in whose offices it may be.
    package init(
        _ version: ModelVersion, named name: String, of experiment: String, _ champions: ChampionRegistry
    ) {
        self.init(
            name: name, kind: version.training.kind, target: version.training.target, version: version.number,
            digest: version.digest.hex, size: version.size, path: version.path,
            isChampion: champions.trainedChampion(of: experiment, office: version.family)?.trained?.number
                == version.number,
            mape: version.scores["mape"])
    }
}
