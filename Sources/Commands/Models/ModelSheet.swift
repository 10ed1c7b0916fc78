internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ForecastCore
internal import ModelRegistry
internal import Reports

/// What `forecast models show` answers: one trained version, its file verified.
package struct ModelSheet: CommandAnswer {
    private struct Term: Encodable, Sendable {
        let version, who, when, why: String
    }

    private let version: ModelList.Line
    private let snapshot, definition, code: String
    /// Why its file cannot be used; nil where it can.
    @OrNull private var problem: String?
    /// Who held the office of its kind and target, the oldest first.
    private let office: [Term]

    package init(_ commands: ModelCommands, version name: String) throws {
        let registry = try commands.registry()
        let found = try commands.version(name, among: registry.versions())
        let champions = try commands.champions()
        version = ModelList.Line(found, isInOffice: found.isInOffice(champions))
        snapshot = found.training.snapshot.hex
        definition = found.training.definition.hex
        code = found.training.code
        office = champions.trainedHistory(of: found.training.experiment).filter {
            $0.trained?.office == found.family
        }.map { Term(version: $0.trained?.name ?? "", who: $0.who, when: $0.when, why: $0.why) }
        do {
            _ = try registry.trainedModel(of: found)
            problem = nil
        } catch let error as RegistryError {
            problem = error.message
        }
    }

    package func text(width: Int?) -> String {
        let state = version.isInOffice ? ", in office" : version.isKept ? "" : ", collected"
        let scores = version.scores.sorted { $0.key < $1.key }.map {
            "\($0.key) \(NumberText.plain($0.value, decimals: 3))"
        }
        let facts = [
            ["model", "\(version.model) (\(version.kind)) of \(version.experiment), on \(version.target)"],
            ["learned", "to \(version.cutoff), trained \(version.trained)"],
            ["file", "\(version.path), \(ModelList.size(version.bytes))"],
            ["digest", "\(version.digest)\(problem.map { ": \($0)" } ?? ", verified")"],
            ["backtest", scores.isEmpty ? "not scored" : scores.joined(separator: ", ")],
            ["data", snapshot], ["definition", definition], ["program", code],
        ]
        let terms = office.map { "  \($0.version) by \($0.who) at \($0.when): \($0.why)" }
        return
            (["\(version.version)\(state)"] + facts.map { "  \($0[0])\(pad($0[0]))\($0[1])" }
            + (terms.isEmpty ? [] : ["", "in this office:"] + terms)).map(PlainText.sanitised)
            .joined(separator: "\n")
    }

    private func pad(_ text: String) -> String { String(repeating: " ", count: max(1, 12 - text.count)) }
}
