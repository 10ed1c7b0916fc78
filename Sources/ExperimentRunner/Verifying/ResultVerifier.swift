internal import ExperimentSpec
internal import ForecastCore
internal import Reports
internal import Workers

/// Recomputes a finished run from its own resolved spec, in a cache of its own, and holds the files against each other.
package struct ResultVerifier {
    private let folder: ResultFolder
    private let manifest: Manifest
    private let experiment: PreparedExperiment
    package let project: Project

    /// - Throws: E225 when `resultFolder` holds no finished run, `FileError` or `ReportError` when it is damaged; as
    ///   `PreparedExperiment`.
    package init(resultFolder: String, project: Project) throws {
        folder = try ResultFolder.finished(at: resultFolder)
        manifest = try folder.manifest()
        self.project = project
        experiment = try PreparedExperiment(
            specPath: folder.file(ResultFolder.resolvedSpec), overrides: [], project: project)
    }

    /// What is not as it was when the run was made: data, program, kinds of models, spec. Any of them explains a
    /// difference, and a difference that none of them explains is a broken promise.
    package var changes: [KeyChange] {
        KeyChange.list(
            from: manifest.provenance, to: experiment.manifest(resultDigest: "").provenance)
    }

    /// - Parameter processor: QEMU's name of another processor to compute on; nil for this one.
    /// - Throws: as `Pipeline.run`; `EmulationError`.
    package func verify(options: RunOptions, processor: String? = nil) throws -> Verification {
        let start = options.clock()
        return try ScratchFolder.with { scratch in
            let place = Project(root: project.root, results: "\(scratch)/results", store: "\(scratch)/store")
            let again = experiment.moved(to: place)
            if let processor {
                try compute(again, on: processor, options: options, log: "\(scratch)/log")
            } else {
                _ = try Pipeline(again, options: options).run()
            }
            options.progress.begin("comparing", total: 0)
            return try verification(of: ResultFolder(again.folder), processor, options, since: start)
        }
    }

    private func compute(
        _ again: PreparedExperiment, on processor: String, options: RunOptions, log: String
    ) throws {
        options.progress.begin("computing on \(processor)", total: 0)
        try EmulatedProgram(processor: processor).run(
            [
                "run", folder.file(ResultFolder.resolvedSpec), "--project", again.project.root, "--results",
                again.project.results, "--store", again.project.store, "--jobs", String(options.jobs),
                "--quiet",
            ], log: log, interruption: options.interruption)
    }

    private func verification(
        of again: ResultFolder, _ processor: String?, _ options: RunOptions, since start: Double
    ) throws -> Verification {
        let files =
            Verification.files
            + ResultFolder.occasionalFiles.filter {
                Project.exists(folder.file($0)) || Project.exists(again.file($0))
            }
        let differences = try files.compactMap { file in
            try ResultDifference.first(
                in: file, old: folder, new: again, horizon: experiment.spec.backtest.horizon)
        }
        return Verification(
            result: project.relative(folder.path), changes: changes, differing: differences.map(\.file),
            first: differences.first, strangers: try folder.strangers(), resultDigest: manifest.resultDigest,
            recomputedDigest: try again.manifest().resultDigest, jobs: options.jobs, processor: processor,
            seconds: options.clock() - start, compared: files.count)
    }
}

extension Manifest {
    /// Everything but what came out, field by field.
    fileprivate var provenance: [CanonicalEncoder.Part] {
        [
            .init(name: "data", value: snapshotDigest), .init(name: "program", value: codeVersion),
            .init(name: "spec", value: specDigest),
        ]
            + environment.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) }
            + [.init(name: "run", value: run)]
    }
}
