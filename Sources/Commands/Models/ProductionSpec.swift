internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ForecastCore

/// The spec of a command that names none: that of the one experiment with a champion.
package enum ProductionSpec {
    /// - Throws: E237 where there is none, or several.
    package static func path(in project: Project) throws -> String {
        let champions = try ChampionRegistry.read(of: project)
        let names = (champions.entries + champions.trainedEntries).map(\.experiment)
        let distinct = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let problem: String
        switch distinct.count {
        case 0: problem = "no experiment has a champion yet"
        case 1:
            if let path = DeclaredExperiments(in: project).path(of: distinct[0]) { return path }
            problem = "no spec in experiments/ declares '\(distinct[0])', or several do"
        default: problem = "several experiments have champions: \(distinct.joined(separator: ", "))"
        }
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E237", "no spec is named, and none is meant: \(problem)",
                    fix: "name it: forecast predict experiments/NAME.yaml")
            ])
    }
}
