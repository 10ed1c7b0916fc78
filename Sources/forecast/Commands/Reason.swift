internal import ArgumentParser
internal import Champions
internal import Decisions
internal import ExperimentRunner
internal import ForecastCore

/// What `--reason` takes.
enum Reason {
    /// A reason stands in a file that every command reads, and others read it too.
    static func check(_ text: String?) throws {
        guard let text, text.count > ChampionRegistry.longestReason else { return }
        throw ValidationError(
            "--reason takes up to \(NumberText.count(ChampionRegistry.longestReason)) characters, not "
                + "\(NumberText.count(text.count)); what is longer belongs into the commit's message")
    }
}
