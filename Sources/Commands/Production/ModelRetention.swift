internal import Champions
internal import Decisions
package import ExperimentRunner
package import ModelRegistry

/// Which trained versions keep their files: the last ones of each model and target in an experiment, the version in office,
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
        // Two models of one kind share an office; each keeps its own last versions, or one would push out the other's.
        let groups = Dictionary(grouping: versions.filter(\.isKept)) {
            [$0.training.experiment, $0.family, $0.training.model]
        }
        let recent = groups.values.flatMap { $0.suffix(keep).map(\.path) }
        let kept = try Set(recent + held(of: groups.keys.map { ($0[0], $0[1]) }))
        return versions.filter { $0.isKept && !kept.contains($0.path) }
    }

    /// The files that an office needs, and the way back: by the champions of the results at hand, and by those of the
    /// project where that is another folder.
    private func held(of offices: [(experiment: String, office: String)]) throws -> [String] {
        let own = Project(root: project.root)
        let places = own.champions == project.champions ? [project] : [project, own]
        return try places.map(ChampionRegistry.read).flatMap { champions in
            offices.flatMap { experiment, office in
                [
                    champions.trainedChampion(of: experiment, office: office),
                    champions.predecessor(of: experiment, office: office),
                ].compactMap { $0?.trained?.path }
            }
        }
    }

    package func collect(from registry: ModelRegistry) throws -> [ModelVersion] {
        try registry.collect { try due(of: $0) }
    }
}
