/// A row of a routing table: series that meet every condition are forecast by `model`.
package struct RoutingRule: Hashable, Sendable {
    /// In the spec.
    package var model: String
    /// Accepted classes at the cutoff, in the order of their cases; empty accepts all.
    package var abc: [ABCClass]
    package var xyz: [XYZClass]
    package var pattern: [DemandPattern]
    /// Bounds of the observed periods up to the cutoff, both included.
    package var minHistory, maxHistory: Int?
    /// Attribute names and accepted values, sorted by name.
    package var attributes: [Attribute]

    package struct Attribute: Hashable, Sendable {
        package var name: String
        /// Sorted.
        package var values: [String]

        package init(name: String, values: [String]) {
            self.name = name
            self.values = values
        }
    }

    package init(
        to model: String, abc: [ABCClass] = [], xyz: [XYZClass] = [], pattern: [DemandPattern] = [],
        minHistory: Int? = nil, maxHistory: Int? = nil, attributes: [Attribute] = []
    ) {
        self.model = model
        self.abc = abc
        self.xyz = xyz
        self.pattern = pattern
        self.minHistory = minHistory
        self.maxHistory = maxHistory
        self.attributes = attributes
    }

    /// Whether it takes every series.
    package var isCatchAll: Bool { self == RoutingRule(to: model) }

    package func accepts(_ series: RoutedSeries) -> Bool {
        (abc.isEmpty || abc.contains(series.abc)) && (xyz.isEmpty || xyz.contains(series.xyz))
            && (pattern.isEmpty || pattern.contains(series.pattern))
            && series.history >= minHistory ?? 0 && series.history <= maxHistory ?? .max
            && attributes.allSatisfy { condition in
                series.attributes[condition.name].map(condition.values.contains) ?? false
            }
    }
}

extension RoutingRule {
    /// The conditions for keys of caches, each list behind its length.
    package var conditionWords: [String] {
        func counted(_ words: [String]) -> [String] { [String(words.count)] + words }
        return counted(abc.map(\.label)) + counted(xyz.map(\.label)) + counted(pattern.map(\.label))
            + [minHistory.map(String.init) ?? "", maxHistory.map(String.init) ?? ""]
            + attributes.flatMap { [$0.name] + counted($0.values) }
    }

    /// The conditions in words: `class A or B, smooth, from 40 periods`.
    package var conditions: String {
        func either(_ words: [String]) -> String { words.joined(separator: " or ") }
        let classes = [abc.map(\.label), xyz.map(\.label)].filter { !$0.isEmpty }.map {
            "class " + either($0)
        }
        let patterns = pattern.isEmpty ? [] : [either(pattern.map(\.label))]
        let history =
            switch (minHistory, maxHistory) {
            case (let least?, let most?): ["\(least) to \(most) periods"]
            case (let least?, nil): ["from \(least) periods"]
            case (nil, let most?): ["up to \(most) periods"]
            case (nil, nil): [String]()
            }
        let others = attributes.map { "\($0.name) \(either($0.values))" }
        let all = classes + patterns + history + others
        return all.isEmpty ? "all others" : all.joined(separator: ", ")
    }
}
