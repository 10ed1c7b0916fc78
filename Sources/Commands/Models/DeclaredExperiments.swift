package import ExperimentRunner
internal import ExperimentSpec
internal import Files

/// The specs of a project, by the experiments that they declare.
package struct DeclaredExperiments {
    private let project: Project

    package init(in project: Project) { self.project = project }

    /// The spec in `experiments/` that declares the experiment; nil where none does, or several do.
    package func path(of experiment: String) -> String? {
        let folder = "\(project.root)/experiments"
        let paths = ((try? FileSystem.names(in: folder)) ?? []).filter(SpecFiles.isSpec).map {
            "\(folder)/\($0)"
        }.filter { Self.mentions(experiment, $0) }
        let declaring = paths.filter { path in
            let spec = try? PreparedExperiment.reader(in: project).read(path, projectFolder: project.root)
            return spec?.spec.name == experiment
        }
        return declaring.count == 1 ? declaring[0] : nil
    }

    /// Most specs of a large project are of other experiments and need not be read.
    private static func mentions(_ experiment: String, _ path: String) -> Bool {
        guard let bytes = try? FileSystem.read(path, limit: 1 << 20) else { return false }
        return String(decoding: bytes, as: UTF8.self).contains(experiment)
    }
}
