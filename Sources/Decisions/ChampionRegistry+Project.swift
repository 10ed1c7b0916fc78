package import Champions
package import ExperimentRunner
internal import Files
internal import ForecastTasks

extension ChampionRegistry {
    /// The registry of a project.
    package static func read(of project: Project) throws -> ChampionRegistry {
        try read(project.champions, displayedAs: project.relative(project.champions))
    }

    /// A registry, understood by the kinds of this version.
    package static func read(_ path: String, displayedAs name: String) throws -> ChampionRegistry {
        try ChampionRegistry(path: path, displayedAs: name, kinds: ModelCatalogue.standard.kinds)
    }

    /// Appends `champion`, durably, if `reigning` is still the one in office: compare and swap, under a lock, by a
    /// file that is written beside, synchronised and renamed.
    /// - Parameter check: what else must hold, under the lock.
    /// - Throws: `ChampionOvertaken`, `DiagnosticsError`, `FileError`; nothing has changed then.
    package static func append(
        _ champion: Champion, replacing reigning: Champion?, in project: Project, check: () throws -> Void
    ) throws {
        try FileSystem.makeFolder(project.results)
        try Failpoint.championsLock.reached()
        try FileLock.withLock(onFolder: project.results) {
            TemporaryFile.removeAbandoned(of: project.champions)
            var registry = try read(of: project)
            let current = registry.incumbent(of: champion)
            guard current == reigning else {
                throw ChampionOvertaken(by: current, of: champion.experiment)
            }
            try check()
            registry.append(champion)
            try registry.write(to: project.champions)
        }
    }
}
