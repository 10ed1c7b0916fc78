package import ExperimentSpec
package import ForecastCore

/// Makes the forecasts of models that are made of others out of their members' forecasts. Nothing of it is kept in the
/// cache: it takes less time than reading it would.
package struct CombinationStage {
    let catalogue: ModelCatalogue
    let history: TargetHistory

    package init(catalogue: ModelCatalogue, history: TargetHistory) {
        self.catalogue = catalogue
        self.history = history
    }

    /// - Parameter members: `[member][window]`, in the order of the parameters of `declaration`.
    package func run(_ declaration: ModelDeclaration, _ members: [[ForecastBlock]])
        -> GlobalForecastStage.Output
    {
        let combiner = catalogue.combiner(declaration)
        let combinations = history.windows.map { window in
            combiner.combine(members.map { $0[window.index] })
        }
        let names = declaration.parameters.members.map(\.name)
        let missing = names.indices.map { member in combinations.reduce(0) { $0 + $1.missing[member] } }
        let words = zip(names, missing).filter { $1 > 0 }.map { "\($0) in \(NumberText.count($1))" }
        return GlobalForecastStage.Output(
            blocks: combinations.map(\.block),
            note: words.isEmpty
                ? nil
                : "\(declaration.name): of \(NumberText.count(history.forecastCount)) forecasts of \(history.target) "
                    + "some lack a member, which could not forecast and whose weight went to the others: "
                    + words.joined(separator: ", ") + ".")
    }
}
