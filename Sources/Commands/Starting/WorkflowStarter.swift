internal import Champions
internal import DataSnapshots
internal import Decisions
package import ExperimentRunner
internal import ExperimentSpec
internal import Files
internal import ForecastCore
internal import ForecastTasks

/// Writes a workflow that gates the project's experiments on GitHub.
package struct WorkflowStarter {
    package static let standardPath = ".github/workflows/forecast-gate.yml"

    private let project: Project
    private let output: String
    private let specs: [String]
    private let datasets: [String]
    /// The files that the specs extend.
    private let bases: [String]
    private let hasChampion: Bool
    /// Specs that a workflow would never pass with, because others have a champion and they have none.
    private let leftOut: [String]
    private let engine: GateWorkflow.Engine

    /// - Parameters:
    ///   - spec: the one to gate; by default all of experiments/ that have a registered champion; where none has,
    ///     every one that declares a promotion.
    ///   - engine: `owner/name@reference` of forecast-engine; nil where the project is a checkout of it.
    ///   - output: nil for the usual place.
    ///   - replaces: whether an existing file gives way.
    /// - Throws: `DiagnosticsError(.spec)` for what cannot be gated or written.
    package init(
        spec: String?, engine: String?, output: String?, replaces: Bool, project: Project
    ) throws {
        self.project = project
        self.output = output.map(Project.absolute) ?? "\(project.root)/\(Self.standardPath)"
        guard output != nil || Project.absolute(self.output).hasPrefix(project.root + "/") else {
            throw Self.refusal(
                "\(Self.standardPath) leads out of the project",
                "remove the link, or name a file with --output")
        }
        try Self.refuse(output: self.output, replaces: replaces, project: project)
        self.engine = try Self.engine(engine, project: project)
        let all = try spec.map { [try Self.read($0, project: project)] } ?? Self.all(of: project)
        let champions = try ChampionRegistry.read(of: project).entries.map(\.experiment)
        let crowned = all.filter { champions.contains($0.experiment) }
        let chosen = crowned.isEmpty ? all : crowned
        specs = try chosen.map { try Self.plain($0.path) }
        datasets = chosen.map(\.dataset)
        bases = Set(chosen.flatMap(\.bases)).sorted()
        hasChampion = !crowned.isEmpty
        leftOut = crowned.isEmpty ? [] : all.filter { !champions.contains($0.experiment) }.map(\.path)
    }

    /// Writes the file.
    /// - Returns: what was written and what is left to do.
    package func start() throws -> StartedWorkflow {
        let scripts = Set(datasets).sorted().map { "datasets/\($0)/fetch.sh" }.filter {
            FileSystem.size(ofFile: "\(project.root)/\($0)") != nil
        }
        let files = dataFiles
        let isInside = { (path: String) in !path.hasPrefix("/") && !path.hasPrefix("..") }
        let workflow = GateWorkflow(
            specs: specs, fetchScripts: try scripts.map(Self.plain), engine: engine)
        try FileSystem.makeFolder(FileSystem.split(output).folder)
        try AtomicFile.write(workflow.text, to: output)
        return StartedWorkflow(
            file: project.relative(output), specs: specs, leftOut: leftOut,
            commits: [project.relative(output)] + specs + bases + files.filter(isInside),
            outside: files.filter { !isInside($0) }, fetched: scripts, hasChampion: hasChampion,
            isInRepository: FileSystem.exists("\(project.root)/.git"))
    }

    /// What a fresh checkout needs of the data sets: what says how they are read, what pins them, and their files, unless
    /// a script fetches these.
    private var dataFiles: [String] {
        Set(datasets).sorted().flatMap { name -> [String] in
            let folder = "datasets/\(name)"
            let isFetched = FileSystem.size(ofFile: "\(project.root)/\(folder)/fetch.sh") != nil
            let dataset = try? DataSet.open(folder: project.datasetFolder(name), projectRoot: project.root)
            let files =
                isFetched ? ["\(folder)/fetch.sh"] : dataset?.declaration.sources.map(\.displayPath) ?? []
            return ["\(folder)/dataset.yaml", "\(folder)/snapshot.lock"] + files
        }
    }

    // MARK: - Requests

    private static func refusal(_ message: String, _ fix: String) -> DiagnosticsError {
        DiagnosticsError(.spec, [Diagnostic(code: "E223", message, fix: fix)])
    }

    private static func refuse(output: String, replaces: Bool, project: Project) throws {
        guard let kind = FileSystem.kind(of: output) else { return }
        let name = project.relative(output)
        guard kind == .file else {
            throw refusal("\(name) is no regular file", "name another one with --output")
        }
        if !replaces {
            throw refusal("\(name) exists", "replace it with --force, or name another one with --output")
        }
    }

    private static func engine(_ text: String?, project: Project) throws -> GateWorkflow.Engine {
        guard let text else {
            let package = (try? FileSystem.read("\(project.root)/Package.swift")) ?? []
            if String(decoding: package, as: UTF8.self).contains("name: \"forecast-engine\"") {
                return .project
            }
            throw refusal(
                "the workflow builds forecast from source, and nothing says from where",
                "name its repository and a commit: --engine OWNER/forecast-engine@COMMIT")
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        let isName = parts[0].split(separator: "/", omittingEmptySubsequences: false).count == 2
        guard parts.count == 2, isName, parts.allSatisfy(isPlain) else {
            throw refusal(
                "'\(text)' names no repository and commit", "write it as OWNER/forecast-engine@COMMIT")
        }
        return .repository(parts[0], reference: parts[1])
    }

    /// Characters that mean themselves to YAML, a shell and GitHub's expressions.
    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.first.map { $0.properties.isAlphabetic || $0.properties.numericType != nil }
            == true
            && text.unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || "._-/".unicodeScalars.contains(scalar)
            }
    }

    private static func plain(_ path: String) throws -> String {
        guard isPlain(path) else {
            throw refusal(
                "'\(path)' cannot stand in a workflow",
                "rename it: ASCII letters, digits, '.', '_', '-' and '/', a letter or digit first")
        }
        return path
    }

    // MARK: - Specs

    private struct Spec {
        /// Relative to the project.
        let path: String
        let experiment: String
        let dataset: String
        let declaresPromotion: Bool
        /// The files that it extends, relative to the project.
        let bases: [String]
    }

    private static func read(_ path: String, project: Project) throws -> Spec {
        let reader = SpecReader(modelKinds: ModelCatalogue.standard.kinds) { _ in .weekly }
        let resolved = try reader.read(path, overrides: [], projectFolder: project.root)
        let spec = resolved.spec
        return Spec(
            path: project.relative(path), experiment: spec.name, dataset: spec.data.dataset,
            declaresPromotion: spec.promotion != nil, bases: resolved.bases.map(project.relative))
    }

    /// Every spec that the gate could decide on. A file that others extend may be a part of a spec only.
    /// - Throws: the problems of all others that cannot be read: what is left out silently is never gated.
    private static func all(of project: Project) throws -> [Spec] {
        let folder = "\(project.root)/experiments"
        let names = ((try? FileSystem.names(in: folder)) ?? []).filter(SpecFiles.isSpec)
        var problems: [(path: String, diagnostics: [Diagnostic])] = []
        var specs: [Spec] = []
        for name in names {
            do {
                specs.append(try read("\(folder)/\(name)", project: project))
            } catch let error as DiagnosticsError {
                problems.append(("experiments/\(name)", error.diagnostics))
            }
        }
        let bases = Set(specs.flatMap(\.bases))
        problems.removeAll { bases.contains($0.path) }
        guard problems.isEmpty else { throw DiagnosticsError(.spec, problems.flatMap(\.diagnostics)) }
        specs.removeAll { !$0.declaresPromotion }
        guard !specs.isEmpty else {
            throw refusal(
                "no spec in experiments/ declares a promotion, so there is nothing to gate",
                "add a promotion section, or name a spec with --spec")
        }
        return specs
    }
}
