/// `manifest.json`: what the run was, by digest.
package struct Manifest: Codable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = Manifest.currentSchemaVersion
    package var experiment: String
    package var run: String
    package var seed: UInt64
    package var specDigest: String
    package var snapshotDigest: String
    package var codeVersion: String
    /// `profile` and the version or digest of every library that may decide a bit.
    package var environment: [String: String]
    /// SHA-256 over the canonical forecasts and scores.
    package var resultDigest: String

    package init(
        experiment: String, run: String, seed: UInt64, specDigest: String, snapshotDigest: String,
        codeVersion: String, environment: [String: String], resultDigest: String
    ) {
        self.experiment = experiment
        self.run = run
        self.seed = seed
        self.specDigest = specDigest
        self.snapshotDigest = snapshotDigest
        self.codeVersion = codeVersion
        self.environment = environment
        self.resultDigest = resultDigest
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case experiment, run, seed
        case specDigest = "spec_digest"
        case snapshotDigest = "snapshot_digest"
        case codeVersion = "code_version"
        case environment
        case resultDigest = "result_digest"
    }

    package func json() throws(ReportError) -> [UInt8] { try JSONText.bytes(of: self, path: "manifest.json") }

    /// Reads a `manifest.json`; `path` is named in errors only.
    package init(json bytes: [UInt8], path: String) throws(ReportError) {
        self = try JSONText.value(
            Manifest.self, from: bytes, path: path, schemaVersion: Self.currentSchemaVersion)
    }
}

/// `timings.json`: how long the run took. Outside the result digest, different every time.
package struct Timings: Codable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = Timings.currentSchemaVersion
    package var experiment: String
    package var run: String
    /// UTC, `2026-11-22T18:16:00Z`: passed in by the command line, which alone looks at a clock.
    package var startedAt: String
    package var totalSeconds: Double
    package var jobs: Int
    /// What `forecast run --tag` calls the run; nil without.
    package var tag: String?
    /// In the order of the pipeline.
    package var stages: [Stage]

    package struct Stage: Codable, Equatable, Sendable {
        /// Such as `fit`.
        package var stage: String
        /// The model or file it worked on; empty where there is none.
        package var subject: String
        package var seconds: Double
        package var tasks: Int
        /// Tasks that were answered from the cache.
        package var cached: Int

        package init(stage: String, subject: String, seconds: Double, tasks: Int, cached: Int) {
            self.stage = stage
            self.subject = subject
            self.seconds = seconds
            self.tasks = tasks
            self.cached = cached
        }
    }

    package init(
        experiment: String, run: String, startedAt: String, totalSeconds: Double, jobs: Int, stages: [Stage]
    ) {
        self.experiment = experiment
        self.run = run
        self.startedAt = startedAt
        self.totalSeconds = totalSeconds
        self.jobs = jobs
        self.stages = stages
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case experiment, run
        case startedAt = "started_at"
        case totalSeconds = "total_seconds"
        case jobs, tag, stages
    }

    /// What each model took, by its name, over all targets.
    package var secondsByModel: [String: Double] {
        stages.reduce(into: [:]) { seconds, stage in
            if stage.stage == Self.modelStage { seconds[stage.subject, default: 0] += stage.seconds }
        }
    }

    /// The stage of a single model, part of the stage `forecast`.
    package static let modelStage = "model"

    package func json() throws(ReportError) -> [UInt8] { try JSONText.bytes(of: self, path: "timings.json") }

    /// Reads a `timings.json`; `path` is named in errors only.
    package init(json bytes: [UInt8], path: String) throws(ReportError) {
        self = try JSONText.value(
            Timings.self, from: bytes, path: path, schemaVersion: Self.currentSchemaVersion)
    }
}
