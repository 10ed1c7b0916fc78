package import ForecastCore

/// How several rows of a series and period become one: receipts into weeks, articles into groups.
package struct Aggregation: Hashable, Sendable {
    package enum Rule: Hashable, Sendable {
        case sum, mean, min, max, first, last
        /// The first value in the order of the files.
        case any
        /// How many rows have a value.
        case count
        /// The mean, weighted by a column of numbers: a price by what was sold at it.
        case meanBy(String)

        /// Of those without a parameter, as `dataset.yaml` writes them.
        static let words: [(word: String, rule: Rule)] = [
            ("sum", .sum), ("mean", .mean), ("count", .count), ("min", .min), ("max", .max),
            ("first", .first), ("last", .last), ("any", .any),
        ]

        /// What suits a column that has one value per series.
        var suitsAttributes: Bool { [.first, .last, .any].contains(self) }

        /// `mean_by quantity`, for digests and messages.
        package var name: String {
            if case .meanBy(let weight) = self { return "mean_by \(weight)" }
            return Self.words.first { $0.rule == self }?.word ?? ""
        }
    }

    /// What a row is in which a target is below 0.
    package enum Returns: String, Sendable, CaseIterable {
        /// A mistake, as long as nobody says what it is.
        case error
        /// It counts, and makes the period's sum smaller.
        case subtract
        /// It is left out, with all that it says.
        case drop
    }

    /// What becomes of the first and the last period where rows do not cover them.
    package enum Incomplete: String, Sendable, CaseIterable { case drop, keep }

    /// By the name of a target or column, in the order of `dataset.yaml`.
    package var rules: [(name: String, rule: Rule)] { names.map { ($0, byName[$0] ?? .any) } }
    private let names: [String]
    private let byName: [String: Rule]
    package var returns = Returns.error
    package var incomplete = Incomplete.drop
    /// The day on which weeks begin.
    package var weekStart = Weekday.monday

    init(_ rules: [(name: String, rule: Rule)]) {
        names = rules.map(\.name)
        byName = Dictionary(rules.map { ($0.name, $0.rule) }) { first, _ in first }
    }

    package func rule(of name: String) -> Rule? { byName[name] }

    /// The columns by which means are weighted, each once.
    var weights: [String] {
        var weights: [String] = []
        for case .meanBy(let weight) in names.compactMap({ byName[$0] }) where !weights.contains(weight) {
            weights.append(weight)
        }
        return weights
    }
}
