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
