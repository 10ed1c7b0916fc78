package import ExperimentSpec
package import ForecastCore

/// What a report says of its run besides what came out.
package struct ReportedRun: Sendable {
    package let spec: ExperimentSpec
    package let name: String
    package let specDigest: Digest
    package let snapshotDigest: Digest
    /// Of data and windows, a sentence each.
    package let notes: [String]
    /// What else could decide a bit.
    package let environment: [String: String]
    /// What runs the experiment again.
    package let command: String
    /// By kind, one line each.
    package let kindSummaries: [String: String]

    package init(
        spec: ExperimentSpec, name: String, specDigest: Digest, snapshotDigest: Digest, notes: [String],
        environment: [String: String], command: String, kindSummaries: [String: String]
    ) {
        self.spec = spec
        self.name = name
        self.specDigest = specDigest
        self.snapshotDigest = snapshotDigest
        self.notes = notes
        self.environment = environment
        self.command = command
        self.kindSummaries = kindSummaries
    }
}
