package import ForecastCore

extension BoostedTreesForecaster {
    /// A leaf that must hold more rows than a series has mixes series: its quantiles are those of all of them together, too low
    /// for the largest and too high for the smallest.
    package static func remarks(on model: DeclaredModel, longestTraining: Int) -> [Diagnostic] {
        let values = model.parameters
        let rows = rowsOfSeries(values, periods: longestTraining)
        let least = BoostingParameters(values, seed: 0).minDataInLeaf
        guard !model.levels.isEmpty, longestTraining > 0, least > rows else { return [] }
        return [
            Diagnostic(
                .warning, code: "W111",
                "model '\(model.name)' asks for leaves of \(NumberText.count(least)) rows, and no series has more than "
                    + "\(NumberText.count(rows)): its quantiles are those of several series together",
                at: model.place("min_data_in_leaf"),
                notes: [
                    "intervals of large series come out too narrow or too low, those of small ones too wide"
                ],
                fix: "set min_data_in_leaf to \(NumberText.count(max(1, rows / 4))) or less"
                    + (values.word("strategy") == Strategy.step.rawValue
                        ? ", or raise origins_per_period" : ""))
        ]
    }

    /// Examples that a series of so many periods gives to one ensemble of trees.
    private static func rowsOfSeries(_ values: ModelParameters, periods: Int) -> Int {
        values.word("strategy") == Strategy.step.rawValue
            ? periods * values.integer("origins_per_period") : periods
    }
}
