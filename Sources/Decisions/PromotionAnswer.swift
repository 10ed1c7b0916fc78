package import Champions
internal import ExperimentRunner
internal import ForecastCore

/// What `forecast promote` did.
package struct PromotionAnswer: CommandAnswer {
    private let isPromoted: Bool
    private let champion: String?
    private let version: Int?
    private let experiment: String
    private let target, metric: String?
    private let value: Double?
    private let words: String

    package func text(width: Int?) -> String { words }

    enum CodingKeys: String, CodingKey {
        case champion, version, experiment, target, metric, value
        case isPromoted = "is_promoted"
        case words = "message"
    }

    /// - Parameter spec: the champion that the spec declares; nil for none, or the registered one.
    package init(promoted champion: Champion, spec declared: String?) {
        isPromoted = true
        self.champion = champion.name
        version = champion.version
        experiment = champion.experiment
        target = champion.target
        metric = champion.metric
        value = champion.value
        words =
            "\(champion.name) is now champion \(champion.version) of \(champion.experiment) "
            + "(\(champion.metric) \(NumberText.fixed(champion.value, decimals: 3)) on \(champion.target))"
            + (declared.map { $0 == champion.name ? "" : Self.next(champion.name, insteadOf: $0) } ?? "")
    }

    private static func next(_ name: String, insteadOf declared: String) -> String {
        "\nnext  write promotion.champion: \(name) into the spec (it says \(declared)) and take \(name) off the challengers; "
            + "commit both files"
    }

    package init(refused promotion: Promotion) {
        isPromoted = false
        champion = nil
        version = nil
        experiment = promotion.experimentName
        target = nil
        metric = nil
        value = nil
        words = "not promoted: \(promotion.verdictText)"
    }
}
