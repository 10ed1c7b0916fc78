internal import ExperimentRunner
internal import ExperimentSpec

/// What `forecast init spec` wrote.
package struct StartedSpec: CommandAnswer {
    private let spec, dataset, target: String
    private let knownAhead: [String]
    private let words: String

    enum CodingKeys: String, CodingKey {
        case spec, dataset, target
        case knownAhead = "known_ahead"
    }

    init(
        spec: String, dataset: String, target: String, knownAhead: [String], notes: [String],
        hasLightGBM: Bool
    ) {
        (self.spec, self.dataset, self.target) = (spec, dataset, target)
        self.knownAhead = knownAhead
        let told =
            !hasLightGBM
            ? "no model is told what is known ahead: LightGBM needs its library (make deps)"
            : knownAhead.isEmpty
                ? "the data set knows nothing ahead" : "told ahead: \(knownAhead.joined(separator: ", "))"
        words =
            (["wrote  \(spec)   on \(target) of \(dataset)", "       \(told)"] + notes
            + ["next   forecast run \(spec)"]).joined(separator: "\n")
    }

    package func text(width: Int?) -> String { words }
}
