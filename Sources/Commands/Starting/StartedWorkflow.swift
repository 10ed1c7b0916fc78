internal import ExperimentRunner
internal import ExperimentSpec
internal import ForecastCore

/// What `forecast init ci` wrote.
package struct StartedWorkflow: CommandAnswer {
    private let file: String
    private let specs: [String]
    private let leftOut: [String]
    /// Without which a checkout has nothing to gate.
    private let commits: [String]
    /// Files of data sets that no checkout has.
    private let outside: [String]
    /// What the workflow runs to have the data.
    private let fetched: [String]
    private let hasChampion: Bool
    private let isInRepository: Bool

    enum CodingKeys: String, CodingKey {
        case file, specs, commits, outside, fetched
        case leftOut = "left_out"
        case hasChampion = "has_champion"
        case isInRepository = "is_in_repository"
    }

    init(
        file: String, specs: [String], leftOut: [String], commits: [String], outside: [String],
        fetched: [String],
        hasChampion: Bool, isInRepository: Bool
    ) {
        self.file = file
        self.commits = commits
        self.outside = outside
        self.fetched = fetched
        self.specs = specs
        self.leftOut = leftOut
        self.hasChampion = hasChampion
        self.isInRepository = isInRepository
    }

    package func text(width: Int?) -> String {
        var lines = ["wrote  \(file)"] + specs.map { "gates  \($0)" }
        lines += leftOut.map {
            "not    \($0): its experiment has no champion, and a gate without one never passes; promote one, then --force"
        }
        if !hasChampion {
            lines.append(
                "first  register a champion, or the gate fails with 4: forecast promote RESULT --model NAME --reason ...; it writes "
                    + "results/champions.yaml, which is committed, too"
            )
        }
        if !isInRepository {
            lines.append(
                "note   GitHub reads workflows at the top of a repository only, and this folder has no .git")
        }
        lines += outside.map { "note   \($0) lies outside the project: CI has no such file" }
        lines += fetched.map { "note   \($0) fetches the data in CI, so the data need not be committed" }
        lines.append("next   commit what CI needs:")
        let words = (commits + (hasChampion ? ["results/champions.yaml"] : [])).map(ShellText.word)
            .joined(separator: " ")
        lines.append("         git add \(words)")
        return lines.joined(separator: "\n")
    }
}
