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

    package init(promoted champion: Champion) {
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
