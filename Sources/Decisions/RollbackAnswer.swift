package import Champions
internal import ExperimentRunner
internal import ForecastCore

/// What `forecast rollback` did or would do.
package struct RollbackAnswer: CommandAnswer {
    private let isRolledBack: Bool
    private let isDryRun: Bool
    private let experiment: String
    private let from: Version
    private let to: Version?
    /// The new entry's.
    private let version: Int?
    private let message: String

    private struct Version: Encodable {
        let version: Int
        let model: String
        let run: String

        init(_ champion: Champion) {
            version = champion.version
            model = champion.name
            run = champion.run
        }
    }

    enum CodingKeys: String, CodingKey {
        case experiment, from, to, version
        case isRolledBack = "is_rolled_back"
        case isDryRun = "is_dry_run"
        case message
    }

    /// - Parameter champion: the new entry; nil for one that was refused.
    package init(_ rollback: Rollback, champion: Champion?, isDryRun: Bool) {
        isRolledBack = champion != nil && !isDryRun
        self.isDryRun = isDryRun
        experiment = rollback.experiment
        from = Version(rollback.reigning)
        to = rollback.restored.map(Version.init)
        version = champion?.version
        guard let champion, let restored = rollback.restored else {
            message = "not rolled back: \(rollback.obstacle ?? "nothing to go back to")"
            return
        }
        let value =
            "\(champion.metric) \(NumberText.fixed(champion.value, decimals: 3)) on \(champion.target) in run \(champion.run)"
        message =
            "\(champion.name) \(isDryRun ? "would be" : "is now") champion \(champion.version) of \(champion.experiment), "
            + "back from version \(restored.version) (\(value)); it was \(rollback.reigning.name), version \(rollback.reigning.version)"
    }

    package func text(width: Int?) -> String { message }
}
