/// The matrix that `matrix: default` stands for: demand pattern first, then importance and history.
///
/// **Source** The patterns and what suits them: Syntetos, Boylan & Croston 2005, "On the categorization of demand
/// patterns"; Teunter, Syntetos & Babai 2011 on lumpy demand. The bounds of history are a year of weeks for what varies,
/// and a little less for what does not.
package enum DefaultRouting {
    /// What the matrix sends series to: a model of each of these kinds.
    package static let kinds = ["croston", "tsb", "holt_winters", "ensemble", "tft", "ses", "ets"]

    /// - Parameters:
    ///   - model: the name of the model of a kind.
    ///   - intermittent: a model that takes whichever of `croston` and `tsb` was better in earlier windows; nil for `croston`.
    package static func rules(intermittent: String?, _ model: (_ kind: String) -> String) -> [RoutingRule] {
        [
            RoutingRule(to: intermittent ?? model("croston"), pattern: [.intermittent]),
            RoutingRule(to: model("tsb"), pattern: [.lumpy]),
            RoutingRule(to: model("holt_winters"), abc: [.c], pattern: [.smooth, .erratic]),
            RoutingRule(to: model("ensemble"), abc: [.a], pattern: [.smooth], minHistory: 40),
            RoutingRule(to: model("ensemble"), abc: [.a], pattern: [.erratic], minHistory: 52),
            RoutingRule(to: model("tft"), pattern: [.smooth], minHistory: 40),
            RoutingRule(to: model("tft"), pattern: [.erratic], minHistory: 52),
            RoutingRule(to: model("ses"), pattern: [.smooth]),
            RoutingRule(to: model("ets"), pattern: [.erratic]),
            // Without any demand.
            RoutingRule(to: model("ses")),
        ]
    }
}
