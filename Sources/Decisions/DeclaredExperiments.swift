package import ExperimentRunner
internal import ExperimentSpec
internal import Files

/// The specs of a project, by the experiments that they declare.
package struct DeclaredExperiments {
    private let project: Project

    package init(in project: Project) { self.project = project }

    /// The spec in `experiments/` that declares the experiment; nil where none does, or several do.
    package func path(of experiment: String) -> String? {
        let declaring = candidates(for: experiment).filter { (try? spec(at: $0))?.name == experiment }
        return declaring.count == 1 ? declaring[0] : nil
    }

    /// Whether all specs that may declare the experiment can be read, and it is not one of them that does.
    package func lacks(_ experiment: String) -> Bool {
        let names = candidates(for: experiment).map { try? spec(at: $0).name }
        return !names.contains(nil) && names.count { $0 == experiment } != 1
    }

    /// What the specs in `experiments/` that can be read declare.
    package var names: [String] {
        let folder = "\(project.root)/experiments"
        let files = ((try? FileSystem.names(in: folder)) ?? []).filter(SpecFiles.isSpec)
        return files.compactMap { try? spec(at: "\(folder)/\($0)").name }
    }

    /// The specs in `experiments/` that may declare the experiment, by their paths.
    func candidates(for experiment: String) -> [String] {
        let folder = "\(project.root)/experiments"
        return ((try? FileSystem.names(in: folder)) ?? []).filter(SpecFiles.isSpec).map { "\(folder)/\($0)" }
            .filter { Self.mentions(experiment, $0) }
    }

    /// - Throws: `DiagnosticsError` for one that cannot be read now.
    func spec(at path: String) throws -> ExperimentSpec {
        try PreparedExperiment.reader(in: project).read(path, projectFolder: project.root).spec
    }

    /// Most specs of a large project are of other experiments: they need not be read to the end, nor be sound.
    private static func mentions(_ experiment: String, _ path: String) -> Bool {
        guard let bytes = try? FileSystem.read(path, limit: 1 << 20) else { return false }
        return String(decoding: bytes, as: UTF8.self).contains(experiment)
    }
}
