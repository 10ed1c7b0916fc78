internal import Champions
internal import Decisions
package import ExperimentRunner
package import ModelRegistry

/// Which trained versions keep their files: the last ones of each kind and target in an experiment, the version in office,
/// and the one before it, to which a rollback leads.
package struct ModelRetention {
    private let keep: Int
    private let project: Project

    package init(keep: Int, project: Project) {
        self.keep = keep
        self.project = project
    }

    /// Whose files may go, the oldest first.
    package func due(of versions: [ModelVersion]) throws -> [ModelVersion] {
        let champions = try ChampionRegistry.read(of: project)
        let groups = Dictionary(grouping: versions.filter(\.isKept)) { [$0.training.experiment, $0.family] }
        let recent = groups.values.flatMap { $0.suffix(keep).map(\.path) }
        let offices = groups.keys.flatMap { group in
            champions.trainedHistory(of: group[0]).filter { $0.trained?.office == group[1] }.suffix(2)
                .compactMap(\.trained?.path)
        }
        let kept = Set(recent + offices)
        return versions.filter { $0.isKept && !kept.contains($0.path) }
    }

    package func collect(from registry: ModelRegistry) throws -> [ModelVersion] {
        try registry.collect { try due(of: $0) }
    }
}
