internal import ExperimentSpec
internal import ForecastCore
internal import Reports

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
        let differences = try Verification.files.compactMap { file in
            try ResultDifference.first(
                in: file, old: folder, new: again, horizon: experiment.spec.backtest.horizon)
        }
        return Verification(
            result: project.relative(folder.path), changes: changes, differing: differences.map(\.file),
            first: differences.first, strangers: try folder.strangers(), resultDigest: manifest.resultDigest,
            recomputedDigest: try again.manifest().resultDigest, jobs: options.jobs, processor: processor,
            seconds: options.clock() - start)
    }
}

/// What a recomputation came to.
package struct Verification: CommandAnswer {
    /// The run's folder, as seen from the project.
    package let result: String
    package let changes: [KeyChange]
    /// Files whose bytes differ, those first that say most.
    package let differing: [String]
    package let first: ResultDifference?
    /// What lies beside the files of the run: no run leaves it, so nobody knows where it comes from.
    package let strangers: [String]
    package let resultDigest: String
    package let recomputedDigest: String
    package let jobs: Int
    /// Nil for this machine's own.
    package let processor: String?
    package let seconds: Double

    /// What is compared, in this order.
    static let files = [
        ResultFolder.forecasts, ResultFolder.scores, ResultFolder.series, ResultFolder.report,
        ResultFolder.markdown, ResultFolder.html,
        ResultFolder.manifest, ResultFolder.resolvedSpec,
    ]

    package var isVerified: Bool { differing.isEmpty && strangers.isEmpty }

    package func text(width: Int?) -> String {
        let place = "\(jobs) \(jobs == 1 ? "job" : "jobs")\(processor.map { " on \($0)" } ?? "")"
        let took = "took      \(NumberText.fixed(seconds, decimals: 1)) s with \(place)"
        let strange =
            strangers.isEmpty ? [] : ["strange   \(strangers.joined(separator: ", ")): no file of the run"]
        guard let first else {
            let count = "all \(Self.files.count) files have the same bytes"
            let verdict =
                isVerified
                ? "verified  \(result): \(count)" : "differs   \(result): \(count), and there is more"
            return ([verdict] + strange + ["digest    \(resultDigest)", took]).joined(separator: "\n")
        }
        let digests = resultDigest == recomputedDigest ? ", the same" : " -> \(recomputedDigest)"
        return
            (["differs   \(result): \(differing.joined(separator: ", "))", "first     \(first.text)"]
            + strange
            + ["digest    \(resultDigest)\(digests)", took]).joined(separator: "\n")
    }

    enum CodingKeys: String, CodingKey {
        case result, changes, differing, first, strangers, jobs, processor, seconds
        case isVerified = "is_verified"
        case resultDigest = "result_digest"
        case recomputedDigest = "recomputed_digest"
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(isVerified, forKey: .isVerified)
        try container.encode(result, forKey: .result)
        try container.encode(changes, forKey: .changes)
        try container.encode(differing, forKey: .differing)
        try container.encodeIfPresent(first, forKey: .first)
        try container.encode(strangers, forKey: .strangers)
        try container.encode(resultDigest, forKey: .resultDigest)
        try container.encode(recomputedDigest, forKey: .recomputedDigest)
        try container.encode(jobs, forKey: .jobs)
        try container.encodeIfPresent(processor, forKey: .processor)
        try container.encode(seconds, forKey: .seconds)
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
