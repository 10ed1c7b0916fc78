package import ExperimentRunner
internal import ForecastCore
internal import ModelRegistry
internal import Reports

/// What `forecast models prune` did, or would do.
package struct ModelPruning: CommandAnswer {
    private let isDryRun: Bool
    private let collected: [String]
    private let bytes: Int

    enum CodingKeys: String, CodingKey {
        case collected, bytes
        case isDryRun = "dry_run"
    }

    package init(_ commands: ModelCommands, keep: Int, isDryRun: Bool) throws {
        self.isDryRun = isDryRun
        let retention = ModelRetention(keep: keep, project: commands.project)
        let versions =
            isDryRun
            ? try retention.due(of: commands.registry().versions())
            : try retention.collect(from: commands.registry(readOnly: false))
        collected = versions.map(\.path)
        bytes = versions.reduce(0) { $0 + $1.size }
    }

    package func text(width: Int?) -> String {
        guard !collected.isEmpty else { return "nothing to collect" }
        let words = isDryRun ? "would be collected" : "collected"
        return
            (collected + [
                "\(NumberText.count(collected.count, "file", "files")), \(ModelList.size(bytes)) \(words); what is known of the versions stays"
            ]).joined(separator: "\n")
    }
}
