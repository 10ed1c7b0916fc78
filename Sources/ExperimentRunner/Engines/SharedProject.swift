internal import BoostedTrees
internal import ExperimentSpec
internal import Files
package import ForecastCore
package import ForecastTasks
internal import Reports
package import SharedStore

/// The few files of a project that a worker needs besides the panel: what declares the data set, what models name, and the
/// library of LightGBM where one is trained.
package struct SharedProject: Codable, Sendable {
    /// A file by its place below the project's folder.
    private struct File: Codable, Sendable {
        let path: String
        let sha256: String
        let size: Int
    }

    private let files: [File]

    /// What tasks call it.
    package static let inputName = "project"

    /// Puts the files of a project into the store.
    static func publish(
        _ experiment: PreparedExperiment, in store: SharedStore
    ) throws -> ForecastTask.Input {
        let project = experiment.project
        let dataset = "datasets/\(experiment.spec.data.dataset)"
        var paths = ["\(dataset)/dataset.yaml", "\(dataset)/snapshot.lock"].map {
            (path: $0, source: "\(project.root)/\($0)")
        }
        paths += experiment.filesOfModels.map { ($0, "\(project.root)/\($0)") }
        if experiment.trainsTrees {
            let library = "\(project.libraries)/\(LightGBMLibrary.relativePath)"
            paths.append((LightGBMLibrary.relativePath, library))
        }
        let files = try paths.map { path, source in
            let bytes = try FileSystem.read(source, limit: .max)
            return File(path: path, sha256: try store.put(bytes, verifies: true).hex, size: bytes.count)
        }
        let list = Array(try JSONText.line(of: SharedProject(files: files), path: "a project").utf8)
        return .init(name: inputName, sha256: try store.put(list, verifies: true), size: list.count)
    }

    /// Puts the files into `folder`.
    /// - Throws: `SharedStoreError`, `FileError`; `UnfitTask` for a list that no `publish` makes.
    package static func place(_ input: Digest, from store: SharedStore, in folder: String) throws {
        let bytes = try store.blob(input)
        let list = try JSONText.value(SharedProject.self, from: bytes, path: "a project")
        for file in list.files {
            guard let digest = Digest(hex: file.sha256), isBelow(file.path) else {
                throw UnfitTask(reason: "its project lists \(file.path), which is no file below a folder")
            }
            let path = "\(folder)/\(file.path)"
            try FileSystem.makeFolder(FileSystem.split(path).folder)
            try AtomicFile.write(try store.blob(digest), to: path, steps: .blob)
        }
    }

    /// Whether a path stays below the folder that it is seen from.
    private static func isBelow(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !path.utf8.contains(0)
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

extension PreparedExperiment {
    /// The files that models name, each once, from the project's folder on.
    fileprivate var filesOfModels: [String] {
        let names = spec.models.compactMap { model -> String? in
            guard case .word(let name)? = model.parameters.values["file"],
                model.parameters.values["sha256"] != nil
            else { return nil }
            return name
        }
        return names.indices.filter { names.firstIndex(of: names[$0]) == $0 }.map { names[$0] }
    }

    fileprivate var trainsTrees: Bool {
        spec.models.contains {
            catalogue.globalKind(of: $0)?.engine.contains { $0.name == "library" } == true
        }
    }
}
