internal import Champions
internal import Decisions
package import ExperimentRunner
internal import ForecastCore
internal import ModelRegistry

/// What the commands `forecast models ...` work on.
package struct ModelCommands {
    let project: Project
    let folder: String

    /// - Parameter folder: of the registry; nil for the one that specs use where they say nothing.
    package init(project: Project, folder: String?) {
        self.project = project
        self.folder = folder.map(Project.absolute) ?? "\(project.root)/\(Self.standardFolder)"
    }

    static let standardFolder = "data/models"

    func registry(readOnly: Bool = true) throws -> ModelRegistry {
        guard readOnly || Project.isFolder(folder) else {
            throw DiagnosticsError(
                .spec,
                [
                    Diagnostic(
                        code: "E238", "there are no trained models in \(folder)",
                        fix: "name the folder with --registry, or train: forecast pipeline SPEC --train")
                ])
        }
        return try ModelRegistry(folder: folder, readOnly: readOnly)
    }

    func champions() throws -> ChampionRegistry { try ChampionRegistry.read(of: project) }

    /// - Throws: E234 for one that the registry does not have.
    func version(_ name: String, among versions: [ModelVersion]) throws -> ModelVersion {
        if let version = versions.first(where: { $0.name == name }) { return version }
        let names = versions.map(\.name)
        throw DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E234",
                    "no trained version is called '\(name)'\(Suggestion.clause(for: name, in: names))",
                    fix: names.isEmpty
                        ? "train one: forecast pipeline SPEC --train"
                        : "those there are: forecast models list")
            ])
    }
}

extension ModelVersion {
    /// Whether it is in office.
    func isInOffice(_ champions: ChampionRegistry) -> Bool {
        champions.trainedChampion(of: training.experiment, office: family)?.trained?.path == path
    }
}
