package import Champions
package import ExperimentRunner
internal import ForecastCore

/// The way back: an earlier champion of an experiment takes office again.
///
/// History is kept: the earlier entry is appended once more, under a new version, with who, when and why, and the
/// run and digests that its promotion rested on.
package struct Rollback: Sendable {
    package let experiment: String
    /// The champion in office: `register` refuses when it is another by then.
    package let reigning: Champion
    /// The entry that comes back; nil where there is none before the champion in office.
    package let restored: Champion?
    private let project: Project

    /// - Parameter version: the entry to go back to; by default the one before the champion in office, and after
    ///   a rollback the one before that which was brought back.
    /// - Throws: `DiagnosticsError(.spec)` for an experiment or a version that the registry does not hold.
    package init(experiment: String, to version: Int?, project: Project) throws {
        let registry = try ChampionRegistry.read(of: project)
        let file = project.relative(project.champions)
        guard let reigning = registry.champion(of: experiment) else {
            let names = registry.entries.map(\.experiment)
            throw Self.refusal(
                "\(file) has no champion of an experiment '\(experiment)'\(Suggestion.clause(for: experiment, in: names))",
                fix: "name an experiment as its spec does; `forecast promote` registers champions")
        }
        let history = registry.entries.filter { $0.experiment == experiment }
        if let version, !history.contains(where: { $0.version == version }) {
            throw Self.refusal(
                "'\(experiment)' had no champion \(version)",
                fix:
                    "its champions are: \(history.map { "\($0.version) (\($0.name))" }.joined(separator: ", "))"
            )
        }
        self.experiment = experiment
        self.reigning = reigning
        self.project = project
        let origin = reigning.restores ?? reigning.version
        restored = history.last { version == nil ? $0.version < origin : $0.version == version }
    }

    private static func refusal(_ message: String, fix: String) -> DiagnosticsError {
        DiagnosticsError(.spec, [Diagnostic(code: "E221", message, fix: fix)])
    }

    /// Why nothing can be rolled back; nil where something can.
    package var obstacle: String? {
        guard let restored else {
            return "champion \(reigning.restores ?? reigning.version) of '\(experiment)', "
                + "'\(reigning.name)', is the first one"
        }
        if let retirement = restored.retirement {
            return
                "version \(restored.version) of '\(experiment)', '\(restored.name)', cannot be trained by this version of "
                + "forecast: \(retirement); --to names another"
        }
        let isInOffice = (restored.restores ?? restored.version) == (reigning.restores ?? reigning.version)
        return isInOffice ? "version \(restored.version) of '\(experiment)' is in office" : nil
    }

    /// `restored` under a new version.
    package func champion(_ restored: Champion, reason: String, who: String, when: String) -> Champion {
        var champion = restored
        champion.version = reigning.version + 1
        champion.restores = restored.restores ?? restored.version
        champion.who = who
        champion.when = when
        champion.why = "rolled back from version \(reigning.version) (\(reigning.name)): \(reason)"
        return champion
    }

    /// Appends `champion` to the registry as a promotion does.
    package func register(_ champion: Champion) throws {
        do {
            try ChampionRegistry.append(champion, replacing: reigning, in: project) {}
        } catch let error as ChampionOvertaken {
            throw RollbackOvertaken(experiment: error.experiment, now: error.now)
        }
    }
}
