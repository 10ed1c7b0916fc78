package import ForecastCore

/// Where a routed model sent the series of one target, window by window.
package struct Routing: Sendable {
    /// Of the routed model.
    package let model: String
    package let rules: [RoutingRule]
    /// The place of the rule that took each series; nil for those that take no part. `[window][series]`.
    package let taken: [[Int?]]
    /// What the rules went by, `[window]`.
    package let known: [KnownSeries]

    package init(model: String, rules: [RoutingRule], taken: [[Int?]], known: [KnownSeries]) {
        self.model = model
        self.rules = rules
        self.taken = taken
        self.known = known
    }

    /// How many series each model got in the last window, in the order of the rules.
    package var counts: [(model: String, series: Int)] {
        let models = (taken.last ?? []).compactMap { $0.map { rules[$0].model } }
        return RoutingTable(rules).models.map { name in (name, models.count { $0 == name }) }
    }
}
