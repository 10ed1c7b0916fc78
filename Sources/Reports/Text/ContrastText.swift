internal import ForecastCore

/// What two runs come to, in the same words in every output.
struct ContrastText {
    let contrast: RunContrast
    /// Makes a user's name fit for the place.
    let name: (String) -> String

    /// `B tsb is 1.62 pp better than A ses on mape of volume (12.98 against 14.60)`, or why nobody can say.
    func sentence(_ standing: RunContrast.Standing) -> String {
        guard standing.isComparable else {
            return "\(standing.label) cannot be held against A: "
                + standing.reasons.map(name).joined(separator: "; ")
        }
        guard let improvement = standing.improvement.value, let before = standing.before.value,
            let after = standing.after.value
        else {
            return "\(who(standing.label)) has no error to compare: "
                + (standing.reasons.isEmpty
                    ? "undefined" : standing.reasons.map(name).joined(separator: "; "))
        }
        let subject = "\(name(standing.metric)) of \(name(standing.target))"
        let decimals = standing.improvementUnit == .percentagePoints ? 2 : 3
        let values =
            "\(NumberText.fixed(after, decimals: decimals)) against \(NumberText.fixed(before, decimals: decimals))"
        let remarks =
            standing.reasons.isEmpty ? "" : "; " + standing.reasons.map(name).joined(separator: "; ")
        guard improvement != 0 else {
            let others = standing.reasons.isEmpty ? "; the table below shows the other models" : ""
            return "\(who(standing.label)) equals \(who("A")) on \(subject) (\(values))\(remarks)\(others)"
        }
        return "\(who(standing.label)) is \(NumberText.fixed(improvement.magnitude, decimals: 2)) "
            + "\(standing.improvementUnit.rawValue) \(improvement > 0 ? "better" : "worse") than \(who("A")) on "
            + "\(subject) (\(values))\(remarks)"
    }

    /// `B tsb`.
    private func who(_ label: String) -> String {
        let model = contrast.runs.first { $0.label == label }?.model
        return model.map { "\(label) \(name($0))" } ?? label
    }

    /// Said once, wherever two runs are compared.
    static let caution =
        "No interval: chance is measured only within a run. To decide, put both models in one spec with a promotion."
}
