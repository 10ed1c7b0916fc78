/// Rules in the order in which they are asked: the first that accepts a series takes it.
package struct RoutingTable: Hashable, Sendable {
    package let rules: [RoutingRule]

    package init(_ rules: [RoutingRule]) { self.rules = rules }

    /// The models, each once, in the order in which they are first named.
    package var models: [String] {
        var seen: Set<String> = []
        return rules.map(\.model).filter { seen.insert($0).inserted }
    }

    /// The attributes that some rule asks for, each once, sorted.
    package var attributes: [String] { Set(rules.flatMap { $0.attributes.map(\.name) }).sorted() }

    /// The place of the first rule that accepts `series`; nil where none does.
    package func rule(for series: RoutedSeries) -> Int? { rules.firstIndex { $0.accepts(series) } }

    /// The model of the next rule that accepts `series` and names another one: where it would go without the rule at `taken`;
    /// nil where all that accept it name the same.
    package func runnerUp(for series: RoutedSeries, after taken: Int) -> String? {
        rules[(taken + 1)...].first { $0.model != rules[taken].model && $0.accepts(series) }?.model
    }
}

// MARK: - What a table leaves out

extension RoutingTable {
    /// What holds of a table whatever the data.
    package struct Coverage: Equatable, Sendable {
        /// The places of rules that no series gets to, the catch-all aside.
        package var unreachable: [Int] = []
        /// A series that no rule takes.
        package var missing: RoutedSeries?

        package init(unreachable: [Int] = [], missing: RoutedSeries? = nil) {
            self.unreachable = unreachable
            self.missing = missing
        }
    }

    /// Goes through all kinds of series that the rules can tell apart: every combination of classes, each stretch of
    /// history between two bounds, each value of an attribute that is named and one that is not.
    ///
    /// Where there are too many, a rule is unreachable only where a single earlier one accepts all that it accepts.
    package var coverage: Coverage {
        let catchAll = rules.indices.last.flatMap { rules[$0].isCatchAll ? $0 : nil }
        guard let cells else {
            let unreachable = rules.indices.filter { later in
                later != catchAll && rules[..<later].contains { $0.covers(rules[later]) }
            }
            return Coverage(unreachable: unreachable)
        }
        var isReached = rules.map { _ in false }
        var missing: RoutedSeries?
        for cell in cells {
            if let place = rule(for: cell) { isReached[place] = true } else { missing = missing ?? cell }
        }
        return Coverage(
            unreachable: rules.indices.filter { !isReached[$0] && $0 != catchAll }, missing: missing)
    }

    private static let mostCells = 100_000

    /// Nil where there are too many.
    private var cells: [RoutedSeries]? {
        // A series without an observation is not forecast.
        let bounds = rules.flatMap { [$0.minHistory, $0.maxHistory.map { $0 + 1 }].compactMap { $0 } }
        let histories = Set(bounds + [1]).filter { $0 > 0 }.sorted()
        var cells: [RoutedSeries] = []
        for abc in ABCClass.allCases {
            for xyz in XYZClass.allCases {
                for pattern in DemandPattern.allCases {
                    cells += histories.map { RoutedSeries(abc: abc, xyz: xyz, pattern: pattern, history: $0) }
                }
            }
        }
        for name in attributes {
            let values = Set(rules.flatMap { $0.attributes.filter { $0.name == name }.flatMap(\.values) })
            guard cells.count * (values.count + 1) <= Self.mostCells else { return nil }
            cells = cells.flatMap { cell in
                [cell]
                    + values.sorted().map { value in
                        var valued = cell
                        valued.attributes[name] = value
                        return valued
                    }
            }
        }
        return cells
    }
}

extension RoutingRule {
    /// Whether it accepts every series that `other` accepts, condition by condition.
    fileprivate func covers(_ other: RoutingRule) -> Bool {
        func holds<Label: Equatable>(_ mine: [Label], _ others: [Label]) -> Bool {
            mine.isEmpty || (!others.isEmpty && others.allSatisfy(mine.contains))
        }
        return holds(abc, other.abc) && holds(xyz, other.xyz) && holds(pattern, other.pattern)
            && minHistory ?? 0 <= other.minHistory ?? 0 && maxHistory ?? .max >= other.maxHistory ?? .max
            && attributes.allSatisfy { mine in
                other.attributes.contains { $0.name == mine.name && holds(mine.values, $0.values) }
            }
    }
}
