package import ExperimentRunner
internal import ExperimentSpec
package import ForecastCore

/// A request held against the experiment and the data that it is about: nothing more can be wrong with it but the work.
package struct PreparedJob: Sendable {
    package let request: JobRequest
    package let experiment: PreparedExperiment
    /// Of everything that decides the answer: the same question about the same data is the same execution.
    package let identity: Digest
    /// The command that gives the same numbers, in the project's folder.
    package let command: String
    /// Bytes.
    package let memory: Double
    /// Of all series, targets, models and windows; no more than so many.
    package let forecasts: Int

    /// The identity's first half as a UUID (RFC 9562, version 8), as the planning system's tables want it.
    package var id: String {
        var bytes = Array(identity.bytes.prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Digest(bytes: bytes + bytes)?.hex.prefix(32) ?? "")
        let cuts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return cuts.map { String(digits[$0]) }.joined(separator: "-")
    }
}
