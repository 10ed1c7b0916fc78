internal import ForecastCore

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

    /// How many files were compared.
    let compared: Int

    /// What is compared, in this order, and what a run leaves besides.
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
            let count = "all \(compared) files have the same bytes"
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
