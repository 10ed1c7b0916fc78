internal import ExperimentSpec
internal import Files
internal import ForecastCore

// Files that models name: what is in them decides what the models forecast.

extension PreparedExperiment {
    /// The parameters of a kind that names a file of the project, and that holds the file's digest.
    private static let (file, digest) = ("file", "sha256")

    /// The models, those that name a file with the file's digest, which is part of what they are.
    /// - Throws: E171 for a file that cannot be read or lies elsewhere, E172 for one that is not what the spec pins.
    func pinnedModels() throws -> [ModelDeclaration] {
        var models = spec.models
        var problems: [Diagnostic] = []
        for index in models.indices {
            let values = models[index].parameters.values
            guard case .word(let name)? = values[Self.file], case .word(let pinned)? = values[Self.digest]
            else {
                continue
            }
            let path = "models.\(models[index].name)"
            do throws(FileProblem) {
                let found = try digest(ofFile: name)
                guard pinned.isEmpty || pinned == found else {
                    throw FileProblem(
                        code: "E172", "is not the file that the spec pins: its digest is \(found)",
                        Self.digest)
                }
                var filled = values
                filled[Self.digest] = .word(found)
                models[index].parameters = ModelParameters(filled)
            } catch {
                problems.append(
                    Diagnostic(
                        code: error.code, "\(path).file: '\(name)' \(error.message)",
                        at: places.location(of: "\(path).\(error.key)"),
                        fix: error.code == "E172"
                            ? "remove sha256, or bring the file back"
                            : "name a file from the project's folder on"))
            }
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
        return models
    }

    private struct FileProblem: Error {
        let code, message, key: String

        init(code: String, _ message: String, _ key: String) {
            self.code = code
            self.message = message
            self.key = key
        }
    }

    private func digest(ofFile name: String) throws(FileProblem) -> String {
        let path = Project.absolute("\(project.root)/\(name)")
        guard path.hasPrefix(Project.absolute(project.root) + "/") else {
            throw FileProblem(code: "E171", "lies outside the project", Self.file)
        }
        guard FileSystem.kind(of: path) == .file else {
            throw FileProblem(code: "E171", "is no file", Self.file)
        }
        do {
            return try FileDigest.sha256(ofFile: path).hex
        } catch {
            throw FileProblem(code: "E171", "cannot be read: \(error.message)", Self.file)
        }
    }
}
