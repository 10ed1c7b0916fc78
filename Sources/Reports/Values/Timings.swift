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
