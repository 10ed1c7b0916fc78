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

    /// The model that a series was sent to; nil where it took no part.
    package func route(ofSeries series: Int, inWindow window: Int) -> String? {
        taken[window][series].map { rules[$0].model }
    }

    /// How many series of the last window got another model than in the one before, of those that took part in both; nil with
    /// one window.
    package var churn: (changed: Int, series: Int)? {
        guard let last = taken.indices.last, last > 0 else { return nil }
        let both = taken[last].indices.compactMap { series -> Bool? in
            guard let now = route(ofSeries: series, inWindow: last),
                let before = route(ofSeries: series, inWindow: last - 1)
            else { return nil }
            return now != before
        }
        return (both.count { $0 }, both.count)
    }

    /// How many series each model got in the last window, in the order of the rules.
    package var counts: [(model: String, series: Int)] {
        let models = (taken.last ?? []).compactMap { $0.map { rules[$0].model } }
        return RoutingTable(rules).models.map { name in (name, models.count { $0 == name }) }
    }
}
