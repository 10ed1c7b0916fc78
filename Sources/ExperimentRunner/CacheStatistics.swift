internal import ArtefactStore
internal import ForecastCore

/// What `forecast cache stats` prints.
package struct CacheStatistics: Sendable {
    package let text: String

    package init(project: Project) throws {
        guard Project.isFolder(project.store) else {
            text = "no cache yet at \(project.store)"
            return
        }
        var options = StoreOptions()
        options.isReadOnly = true
        let statistics = try ArtefactStore.open(folder: project.store, options: options).statistics()
        var rows = [["stage", "series", "bytes", "artefacts", "bytes"]]
        for stage in statistics.stages {
            rows.append([
                stage.name, String(stage.series), String(stage.seriesBytes), String(stage.entries),
                String(stage.entryBytes),
            ])
        }
        text =
            ([
                "cache     \(project.store)",
                "runs      \(statistics.runs)",
                "payloads  \(statistics.inlineBlobs) in the database (\(Self.size(statistics.inlineBytes))), "
                    + "\(statistics.fileBlobs) in files (\(Self.size(statistics.fileBytes)))",
                "on disk   \(Self.size(statistics.totalBytes))", "",
            ] + PlainColumns.render(rows)).joined(separator: "\n")
    }

    /// `12.3 MB`.
    private static func size(_ bytes: Int) -> String {
        switch bytes {
        case ..<1000: "\(bytes) bytes"
        case ..<1_000_000: "\(NumberText.fixed(Double(bytes) / 1e3, decimals: 1)) kB"
        case ..<1_000_000_000: "\(NumberText.fixed(Double(bytes) / 1e6, decimals: 1)) MB"
        default: "\(NumberText.fixed(Double(bytes) / 1e9, decimals: 1)) GB"
        }
    }
}
