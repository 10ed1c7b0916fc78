internal import ArtefactStore
package import ExperimentRunner
internal import Reports

/// What `forecast cache stats` prints.
package struct CacheStatistics: CommandAnswer {
    private struct Stage: Encodable {
        let stage: String
        let series, seriesBytes, artefacts, artefactBytes: Int

        enum CodingKeys: String, CodingKey {
            case stage, series, artefacts
            case seriesBytes = "series_bytes"
            case artefactBytes = "artefact_bytes"
        }
    }

    private let cache: String
    private let runs: Int
    private let bytes: Int
    private let stages: [Stage]
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey { case cache, runs, bytes, stages }

    package init(project: Project) throws {
        var options = StoreOptions()
        options.isReadOnly = true
        let statistics = try ArtefactStore.open(folder: project.store, options: options).statistics()
        cache = project.store
        runs = statistics.runs
        bytes = statistics.totalBytes
        stages = statistics.stages.map {
            Stage(
                stage: $0.name, series: $0.series, seriesBytes: $0.seriesBytes, artefacts: $0.entries,
                artefactBytes: $0.entryBytes)
        }
        guard Project.isFolder(project.store) else {
            words = "no cache yet at \(project.store)"
            return
        }
        var rows = [["stage", "series", "bytes", "artefacts", "bytes"]]
        for stage in statistics.stages {
            rows.append([
                stage.name, String(stage.series), String(stage.seriesBytes), String(stage.entries),
                String(stage.entryBytes),
            ])
        }
        words =
            ([
                "cache     \(project.store)",
                "runs      \(statistics.runs)",
                "payloads  \(statistics.inlineBlobs) in the database (\(CacheSize.text(statistics.inlineBytes))), "
                    + "\(statistics.fileBlobs) in files (\(CacheSize.text(statistics.fileBytes)))",
                "on disk   \(CacheSize.text(statistics.totalBytes))", "",
            ] + PlainColumns.render(rows)).joined(separator: "\n")
    }
}
