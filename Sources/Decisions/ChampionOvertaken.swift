internal import Champions

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
