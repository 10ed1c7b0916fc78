internal import DataSnapshots
package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks

/// Writes a first experiment on a data set that is there already.
package struct SpecStarter {
    private let project: Project
    private let dataset: DataSet
    private let name: String
    private let target: String

    /// - Parameters:
    ///   - name: of the experiment; nil for the data set's.
    ///   - target: nil for the data set's first.
    ///   - replaces: whether a spec of that name gives way.
    /// - Throws: `DiagnosticsError` for a data set that cannot be opened, an unknown target, a taken or a bad name.
    package init(
        dataset: String, name: String?, target: String?, replaces: Bool, project: Project
    ) throws {
        self.project = project
        let folder = Self.folderName(dataset, project)
        self.dataset = try DataSet.open(folder: project.datasetFolder(folder), projectRoot: project.root)
        self.name = name ?? folder
        let targets = self.dataset.declaration.columns.targets.map(\.name)
        self.target = target ?? targets.first ?? ""
        if !targets.contains(self.target) {
            throw Self.refusal(
                "data set '\(folder)' has no target '\(self.target)'\(Suggestion.clause(for: self.target, in: targets))",
                "its targets are: \(targets.joined(separator: ", "))")
        }
        try ProjectStarter.refuse(badName: self.name)
        if FileSystem.exists(specPath), !replaces {
            throw Self.refusal(
                "\(project.relative(specPath)) exists",
                "choose another name with --name, or replace it with --replace")
        }
        try ProjectStarter.refuseLinksOut(
            of: ["\(project.root)/experiments", "\(project.root)/experiments/schema"], project)
    }

    /// Writes the spec and its schema.
    /// - Throws: `DiagnosticsError(.data)` where the data are not what the lock pins.
    package func start() throws -> StartedSpec {
        let panel = try Snapshot.load(dataset).panel
        let columns = StarterColumns(
            hasDates: panel.grid.date(of: 0) != nil,
            knownAhead: panel.columns.filter { $0.knowledge == .knownAhead }.map(\.name),
            fixed: panel.attributes.map(\.name),
            words: panel.columns.filter { $0.knowledge == .knownAhead && $0.categories != nil }.map(\.name))
        let spec = StarterSpec(
            name: name, dataset: dataset.name, origin: "the data set \(dataset.name)", target: target,
            columns: columns, grid: panel.grid,
            hasLightGBM: FileSystem.isFolder("\(project.libraries)/.deps"))
        try spec.write(to: specPath, in: project)
        return StartedSpec(
            spec: project.relative(specPath), dataset: dataset.name, target: target,
            knownAhead: columns.knownAhead,
            notes: spec.seasonNote, hasLightGBM: spec.hasLightGBM)
    }

    private var specPath: String { "\(project.root)/experiments/\(name).yaml" }

    /// Completion and habit give the folder for its name.
    private static func folderName(_ name: String, _ project: Project) -> String {
        let path = name.split(separator: "/").map(String.init)
        return path.count == 2 && path[0] == FileSystem.split(project.datasets).name ? path[1] : name
    }

    private static func refusal(_ message: String, _ fix: String) -> DiagnosticsError {
        DiagnosticsError(.spec, [Diagnostic(code: "E212", message, fix: fix)])
    }
}

extension StarterSpec {
    /// With the schema beside it, which its first line names for editors.
    func write(to path: String, in project: Project) throws {
        try FileSystem.makeFolder("\(project.root)/experiments/schema")
        try AtomicFile.write(
            SpecSchema.json(modelKinds: ModelCatalogue.standard.kinds),
            to: "\(project.root)/experiments/schema/experiment.schema.json")
        try AtomicFile.write(text, to: path)
    }
}
