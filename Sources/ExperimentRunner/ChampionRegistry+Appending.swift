internal import Files

/// Someone else changed an experiment's champion while a change of it was being prepared.
package struct ChampionOvertaken: Error {
    let experiment: String
    /// Who is champion now, and by whom.
    package let now: String

    init(by current: Champion?, of experiment: String) {
        self.experiment = experiment
        now =
            current.map { "'\($0.name)' is champion \($0.version), registered by \($0.who) at \($0.when)" }
            ?? "there is none any more"
    }
}

extension ChampionRegistry {
    /// The registry of a project.
    package static func read(of project: Project) throws -> ChampionRegistry {
        try ChampionRegistry(path: project.champions, displayedAs: project.relative(project.champions))
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
            let current = registry.champion(of: champion.experiment)
            guard current == reigning else {
                throw ChampionOvertaken(by: current, of: champion.experiment)
            }
            try check()
            registry.append(champion)
            try registry.write(to: project.champions)
        }
    }
}
