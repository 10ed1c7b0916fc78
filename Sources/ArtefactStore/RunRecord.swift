package import ForecastCore
internal import GRDB

/// A finished run: what an unchanged spec on unchanged data is answered from.
package struct RunRecord: Equatable, Sendable {
    /// A file that the run left, by its path in the run's folder.
    package struct Output: Equatable, Sendable {
        package let path: String
        package let digest: Digest

        package init(path: String, digest: Digest) {
            self.path = path
            self.digest = digest
        }
    }

    package let key: Digest
    package let experiment: String
    /// The name of the run's folder.
    package let run: String
    package let resultDigest: Digest
    package let specDigest: Digest
    package let snapshotDigest: Digest
    /// The folder in which `<experiment>/<run>` lies; empty for a run that an older version recorded.
    package let results: String
    package let outputs: [Output]

    package init(
        key: Digest, experiment: String, run: String, resultDigest: Digest, specDigest: Digest,
        snapshotDigest: Digest, results: String = "", outputs: [Output]
    ) {
        self.key = key
        self.experiment = experiment
        self.run = run
        self.resultDigest = resultDigest
        self.specDigest = specDigest
        self.snapshotDigest = snapshotDigest
        self.results = results
        self.outputs = outputs
    }
}
