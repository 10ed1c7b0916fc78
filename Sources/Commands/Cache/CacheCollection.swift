internal import ArtefactStore
internal import Champions
internal import Decisions
package import ExperimentRunner
internal import Reports

/// What `forecast cache gc` removed, or would remove.
package struct CacheCollection: CommandAnswer {
    package struct Kind: Encodable, Sendable {
        package let kind: String
        package let count: Int
        package let bytes: Int
    }

    package let cache: String
    package let isDryRun: Bool
    package let kinds: [Kind]
    /// What went wrong on the way.
    package let warnings: [String]

    package var bytes: Int { kinds.reduce(0) { $0 + $1.bytes } }

    enum CodingKeys: String, CodingKey {
        case cache, kinds, warnings
        case isDryRun = "dry_run"
    }

    /// Removes what no run folder and no champion needs and no run used for `days` days, and what killed
    /// processes left behind.
    /// - Throws: `DiagnosticsError` when champions.yaml cannot be read: what a champion needs is never removed.
    package init(project: Project, olderThanDays days: Int, isDryRun: Bool) throws {
        var roots = try RunRoots(project: project)
        let store = try Project.isFolder(project.store) ? ArtefactStore.open(folder: project.store) : nil
        try Self.requireWriting(store, isDryRun: isDryRun)
        var leftovers = ResultLeftovers(project: project, isDryRun: isDryRun)
        try leftovers.collect()
        var found = StoreCollection()
        var warnings: [String] = []
        if let store {
            found = store.collect(minimumAgeSeconds: days * 86_400, isDryRun: isDryRun) {
                roots.isAlive($0)
            }
            try Self.requireWriting(store, isDryRun: isDryRun)
            warnings = store.takeEvents().map(\.message) + roots.warnings
        }
        cache = project.store
        self.isDryRun = isDryRun
        self.warnings = warnings
        kinds = [
            Kind(kind: "runs without a folder", count: found.runs, bytes: 0),
            Kind(kind: "keys", count: found.keys, bytes: 0),
            Kind(kind: "payloads in the database", found.inlineBlobs),
            Kind(kind: "payloads in files", found.fileBlobs),
            Kind(kind: "files without a key", found.orphans),
            Kind(kind: "half-written files of the cache", found.temporary),
            Kind(kind: "states of trainings", found.checkpoints),
            Kind(kind: "half-written results", leftovers.found),
            Kind(kind: "damaged databases", found.setAside),
        ]
    }

    /// What cannot be written cannot be cleaned, and no table of zeros may say that it was.
    private static func requireWriting(_ store: ArtefactStore?, isDryRun: Bool) throws(CollectionImpossible) {
        guard let store, let reason = store.writingObstacle else { return }
        throw CollectionImpossible(cache: store.folder, reason: reason, isDryRun: isDryRun)
    }

    package func text(width: Int?) -> String {
        let rows =
            [["kind", "count", "bytes"]] + kinds.map { [$0.kind, String($0.count), String($0.bytes)] }
            + [[isDryRun ? "would be removed" : "removed", "", String(bytes)]]
        return PlainColumns.render(rows).joined(separator: "\n")
    }
}

extension CacheCollection.Kind {
    init(kind: String, _ found: StoreCollection.Kind) {
        self.init(kind: kind, count: found.count, bytes: found.bytes)
    }
}

/// What keeps a run in the cache: its folder, or a champion that rests on it. Several projects may share a cache.
///
/// What cannot be looked at is kept: a folder that is not there may have moved, or not be mounted, and a registry that
/// cannot be read may be in the middle of a merge.
private struct RunRoots {
    private let project: Project
    /// By results folder; nil for a registry that cannot be read.
    private var champions: [String: [Champion]?]
    private(set) var warnings: [String] = []
    /// Results folders that are not there.
    private var missing: Set<String> = []

    init(project: Project) throws {
        self.project = project
        champions = [
            project.results: try ChampionRegistry.read(of: project).entries
        ]
    }

    mutating func isAlive(_ run: RunRecord) -> Bool {
        // The project itself may have moved since; its runs are where it is now.
        isAlive(run, in: project.results)
            || (!run.results.isEmpty && run.results != project.results && isAlive(run, in: run.results))
    }

    private mutating func isAlive(_ run: RunRecord, in results: String) -> Bool {
        if Project.isFolder("\(results)/\(run.experiment)/\(run.run)") { return true }
        guard results == project.results || Project.isFolder(results) else {
            if missing.insert(results).inserted {
                warnings.append(
                    "runs of \(results) are kept, because that folder is not there: it may have moved, or not be mounted. "
                        + "Where it is gone for good, delete the cache")
            }
            return true
        }
        guard let champions = registry(in: results) else { return true }
        return champions.contains { $0.experiment == run.experiment && $0.run == run.run }
    }

    private mutating func registry(in results: String) -> [Champion]? {
        if let known = champions[results] { return known }
        let path = "\(results)/champions.yaml"
        let read = (try? ChampionRegistry.read(path, displayedAs: path))?.entries
        if read == nil {
            warnings.append("runs of \(results) are kept, because its champions.yaml cannot be read")
        }
        champions[results] = .some(read)
        return read
    }
}
