package import ExperimentSpec
package import ForecastCore

/// Makes the forecasts of models that are made of others out of their members' forecasts. Nothing of it is kept in the
/// cache: it takes less time than reading it would.
package struct CombinationStage {
    let catalogue: ModelCatalogue
    let history: TargetHistory
    /// `[window]`.
    private let known: [KnownSeries]

    /// - Parameter classes: `[window]`, from training data only.
    package init(catalogue: ModelCatalogue, history: TargetHistory, classes: [SeriesClasses]) {
        self.catalogue = catalogue
        self.history = history
        known = history.windows.map { history.known(in: $0, classes: classes[$0.index]) }
    }

    /// - Parameter members: `[member][window]`, in the order of the parameters of `declaration`.
    package func run(_ declaration: ModelDeclaration, _ members: [[ForecastBlock]])
        -> GlobalForecastStage.Output
    {
        let combiner = catalogue.combiner(declaration)
        let combinations = zip(history.windows, known).map { window, known in
            combiner.combine(members.map { $0[window.index] }, of: known)
        }
        let routing = routing(of: declaration, combinations)
        return GlobalForecastStage.Output(
            blocks: combinations.map(\.block),
            note: routing.map(note) ?? note(on: missingMembers(of: declaration, combinations), declaration),
            routing: routing)
    }

    private func routing(of declaration: ModelDeclaration, _ combinations: [Combination]) -> Routing? {
        let rules = declaration.parameters.rules
        guard !rules.isEmpty else { return nil }
        return Routing(
            model: declaration.name, rules: rules, taken: combinations.map(\.rules), known: known)
    }

    // MARK: - What the report says

    private func note(_ routing: Routing) -> String {
        let words = routing.counts.map { "\(NumberText.count($0.series)) to \($0.model)" }
        return "\(routing.model): series of \(history.target) by their classes at the last cutoff: "
            + words.joined(separator: ", ") + "."
    }

    /// `ses in 12`, of those that could not forecast somewhere.
    private func missingMembers(of declaration: ModelDeclaration, _ combinations: [Combination]) -> [String] {
        let names = declaration.parameters.members.map(\.name)
        let missing = names.indices.map { member in combinations.reduce(0) { $0 + $1.missing[member] } }
        return zip(names, missing).filter { $1 > 0 }.map { "\($0) in \(NumberText.count($1))" }
    }

    private func note(on missing: [String], _ declaration: ModelDeclaration) -> String? {
        missing.isEmpty
            ? nil
            : "\(declaration.name): of \(NumberText.count(history.forecastCount)) forecasts of \(history.target) "
                + "some lack a member, which could not forecast and whose weight went to the others: "
                + missing.joined(separator: ", ") + "."
    }
}

extension TargetHistory {
    /// What is known of every series at the cutoff of `window`.
    func known(in window: BacktestWindow, classes: SeriesClasses) -> KnownSeries {
        let (count, values) = (panel.grid.count, self.values)
        let observed = (0..<panel.seriesCount).map { series in
            window.training.count { !values[series * count + $0].isNaN }
        }
        return KnownSeries(classes: classes, history: observed, attributes: panel.attributes)
    }
}
