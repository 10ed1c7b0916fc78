internal import ForecastCore

/// Models whose every score is the same to the last digit, which looks like a mistake until it is explained.
extension ExperimentReport {
    struct Twins {
        let models: [ModelReport]
    }

    /// In the order of the spec.
    var twins: [Twins] {
        var groups: [[ModelReport]] = []
        for model in models where model.scores.metrics.values.contains(where: { !$0.isEmpty }) {
            if let place = groups.firstIndex(where: { areSame($0[0], model) }) {
                groups[place].append(model)
            } else {
                groups.append([model])
            }
        }
        return groups.filter { $0.count > 1 }.map(Twins.init)
    }

    /// One metric alone may be equal by chance.
    private func areSame(_ one: ModelReport, _ other: ModelReport) -> Bool {
        one.scores.metrics == other.scores.metrics && one.scores.metrics.values.contains { $0.count > 1 }
    }

    /// `croston and tsb score the same to the last digit: without a period of zero demand both are simple exponential
    /// smoothing`
    /// - Parameter name: makes a user's name fit for the place.
    func text(of twins: Twins, name: (String) -> String) -> String {
        let names = twins.models.map { name($0.name) }
        let shown =
            names.count > 6
            ? names.prefix(5).joined(separator: ", ") + " and \(NumberText.count(names.count - 5)) more"
            : names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
        return "\(shown) score the same to the last digit: \(reason(twins.models))"
    }

    private func reason(_ models: [ModelReport]) -> String {
        if models.allSatisfy({ $0.fallbacks.count == $0.fallbacks.forecasts && $0.fallbacks.count > 0 }) {
            return "none could forecast a series, so a simpler forecast stood in everywhere"
        }
        let kinds = Set(models.map(\.kind))
        let smoothing: Set = ["croston", "tsb", "adida", "imapa", "ses"]
        if kinds.count > 1, kinds.isSubset(of: smoothing), kinds != ["ses"] {
            return "without a period of zero demand each is simple exponential smoothing"
        }
        if kinds.isSubset(of: ["naive", "seasonal_naive"]) {
            return "no history is as long as a season, or a season is one step: each is the last observation"
        }
        return "they made the same forecasts, so what they differ in has no effect on these series"
    }
}
