internal import ExperimentSpec
package import ForecastCore

/// Which models one that chooses among others took for the series of one target, window by window.
package struct ModelChoices: Sendable {
    /// The one that chooses.
    package let model: String
    /// Nil for series that take no part, and where a stand-in was the forecast. `[window][series]`.
    package let choices: [[ModelChoice?]]

    /// Nil where `model` does not choose.
    package init?(of name: String, by model: any LocalModel, in blocks: [ForecastBlock]) {
        self.model = name
        choices = blocks.map { block in
            block.outcomes.map { outcome in
                outcome.parameters.isEmpty
                    ? nil : model.choice(in: FittedParameters(outcome.parameters))
            }
        }
        guard choices.contains(where: { $0.contains { $0 != nil } }) else { return nil }
    }

    /// How many series of the last window were taken otherwise than in the one before, of those with a choice in both; nil with
    /// one window.
    package var churn: (changed: Int, series: Int)? {
        guard let last = choices.indices.last, last > 0 else { return nil }
        let both = zip(choices[last], choices[last - 1]).compactMap { now, before in
            now.flatMap { now in before.map { now.choice != $0.choice } }
        }
        return (both.count { $0 }, both.count)
    }

    /// A sentence on the last window: who was taken how often, and who came next.
    package func note(on target: String) -> String {
        let last = (choices.last ?? []).compactMap { $0 }
        let taken = Self.counted(last.map(\.choice)).map { name, count in
            let next = Self.counted(last.filter { $0.choice == name }.compactMap(\.runnerUp))
            let words = next.prefix(2).map { "\($0.name) \(NumberText.count($0.count))" }
            return "\(name) for \(NumberText.count(count))"
                + (words.isEmpty ? "" : " (next best: \(words.joined(separator: ", ")))")
        }
        let moved = churn.map {
            " (\(NumberText.count($0.changed)) of \(NumberText.count($0.series)) otherwise than in the window before)"
        }
        return
            "\(model): series of \(target) at the last cutoff\(moved ?? ""): \(taken.joined(separator: ", "))."
    }

    /// The most frequent first, then by name.
    private static func counted(_ names: [String]) -> [(name: String, count: Int)] {
        Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).map { (name: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
    }
}
