package import ForecastCore

/// What a combination learned of one target before each cutoff: `combination.csv`.
package struct LearnedShares: Sendable {
    /// Of the combination.
    package let model: String
    /// Their names.
    package let members: [String]
    /// That members were judged by.
    package let metric: String
    /// Whether it was learned at an earlier training, and not before these cutoffs.
    private let isTaughtBefore: Bool
    package let windows: [Window]

    /// Before one cutoff.
    package struct Window: Sendable {
        /// How many windows it learned from: 0 where the data begin too late for any, and all members count alike.
        package let earlier: Int
        package let shares: [LearnedCombiner.Share]
        /// The member that each series is left to; nil where series are mixtures.
        let choices: [Int]?
    }

    package init(
        model: String, members: [String], metric: String, isTaughtBefore: Bool = false, windows: [Window]
    ) {
        self.model = model
        self.members = members
        self.metric = metric
        self.isTaughtBefore = isTaughtBefore
        self.windows = windows
    }

    /// The member that a series is left to; nil where series are mixtures.
    package func choice(ofSeries series: Int, inWindow window: Int) -> String? {
        windows[window].choices.map { members[$0[series]] }
    }

    /// What each member gets at a cutoff, from 0 to 1: of every series alike. `[member]`; nil where nothing was learned.
    private func weights(in window: Window) -> [Double]? { window.weights(of: members.count) }

    /// How much of all weight goes to other members than one cutoff before, or how many of all series do, on average, from
    /// 0 to 1; nil where no two neighbouring cutoffs were learned for.
    package var churn: Double? {
        let moves = zip(windows, windows.dropFirst()).compactMap(moved)
        return moves.isEmpty ? nil : moves.reduce(0, +) / Double(moves.count)
    }

    private func moved(from old: Window, to new: Window) -> Double? {
        if let before = old.choices, let after = new.choices {
            return Double(zip(before, after).count { $0 != $1 }) / Double(max(1, after.count))
        }
        guard let before = weights(in: old), let after = weights(in: new) else { return nil }
        return zip(before, after).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 2
    }

    // MARK: - Words

    private static let mostNamed = 10

    /// What the report says.
    package func note(on history: TargetHistory) -> String {
        let untaught = isTaughtBefore ? 0 : windows.count { $0.earlier == 0 }
        guard let last = windows.last, let weights = weights(in: last) else {
            return
                "\(model): no window of \(history.target) ends before the cutoff, so all members count alike."
        }
        let named = zip(members, weights).filter { $1 > 0 }.sorted { $0.1 > $1.1 }
        let rest = named.count - Self.mostNamed
        let words =
            named.prefix(Self.mostNamed).map { "\($0) \(NumberText.fixed(100 * $1, decimals: 0)) %" }
            + (rest > 0 ? ["\(rest) more"] : [])
        let when =
            isTaughtBefore
            ? "as it was trained"
            : "in " + (last.earlier == 1 ? "the window" : "the \(last.earlier) windows")
                + " before the last cutoff"
        var text =
            "\(model): weights for \(history.target) by \(metric) \(when): " + words.joined(separator: ", ")
        if let churn {
            text += "; from one cutoff to the next \(NumberText.fixed(100 * churn, decimals: 0)) % moved"
        }
        if untaught > 0 {
            text +=
                "; before \(NumberText.count(untaught, "cutoff", "cutoffs")) there is no window to learn from, and all members count alike"
        }
        return text + "."
    }
}

extension LearnedShares.Window {
    /// What each of `count` members gets, from 0 to 1: of every series alike. `[member]`; nil where nothing was learned.
    func weights(of count: Int) -> [Double]? {
        let total = shares.reduce(0) { $0 + Double($1.series) * $1.weight }
        guard total > 0 else { return nil }
        return (0..<count).map { member in
            shares.reduce(0) { sum, share in
                share.member == member ? sum + Double(share.series) * share.weight / total : sum
            }
        }
    }

    /// As data; nil where nothing was learned.
    /// - Parameter series: their ids.
    func lesson(of members: [String], series: [String]) -> CombinationLesson? {
        guard let choices else {
            // A mixture has one segment: its weights are kept to the bit.
            return CombinationLesson(members: members, weights: shares.map(\.weight), choices: nil)
        }
        return weights(of: members.count).map { weights in
            CombinationLesson(
                members: members, weights: weights,
                choices: Dictionary(uniqueKeysWithValues: zip(series, choices)))
        }
    }

    /// - Parameters:
    ///   - series: their ids.
    ///   - counted: those that have a history.
    init(taughtBy lesson: CombinationLesson, series: [String], counted: Int) {
        self.init(
            earlier: 0,
            shares: lesson.weights.enumerated().map { member, weight in
                LearnedCombiner.Share(
                    segment: "all", series: counted, member: member, score: nil, weight: weight)
            },
            choices: lesson.choices.map { choices in series.map { choices[$0] ?? lesson.usual } })
    }
}
