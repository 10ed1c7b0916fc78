internal import DemandFeatures
package import ForecastCore

// Monotone constraints, and what else of a model can be found wrong before it is trained.

extension BoostedTreesForecaster {
    static let monotoneIncreasing = "monotone_increasing"
    static let monotoneDecreasing = "monotone_decreasing"

    static let monotoneDeclarations: [ParameterDeclaration] = [
        ParameterDeclaration(
            monotoneIncreasing, .columns(most: 1000), default: .names([]),
            "columns with which a forecast must not fall; only without quantiles"),
        ParameterDeclaration(
            monotoneDecreasing, .columns(most: 1000), default: .names([]),
            "columns with which a forecast must not rise; only without quantiles"),
    ]

    /// One number per column of the matrix, as LightGBM takes it.
    package func monotone(of columns: [String]) -> [Int] {
        columns.map { name in
            monotone.increasing.contains(name) ? 1 : monotone.decreasing.contains(name) ? -1 : 0
        }
    }

    /// What no data could mend: LightGBM has no monotone constraints for quantiles, the median and MAPE. A mean that
    /// keeps a constraint between quantiles that break it would promise what it does not hold, so both is refused.
    package static func problems(of model: DeclaredModel) -> [Diagnostic] {
        let values = model.parameters
        let constrained = [monotoneIncreasing, monotoneDecreasing].filter { !values.names($0).isEmpty }
        guard let key = constrained.first else { return [] }
        let objective = BoostingParameters(values, seed: 0).objective
        let reason: String? =
            if !model.levels.isEmpty {
                "LightGBM has none for quantiles"
            } else if values.word("centre") == "median" {
                "LightGBM has none for the median"
            } else if !objective.allowsMonotoneConstraints {
                "LightGBM has none for the objective \(objective.name)"
            } else {
                nil
            }
        guard let reason else { return [] }
        return [
            Diagnostic(
                code: "E156", "model '\(model.name)' cannot keep monotone constraints: \(reason)",
                at: model.place(key),
                fix: model.levels.isEmpty
                    ? "remove them, or train on l2, poisson or tweedie with the mean as the centre"
                    : "remove them, or write `quantiles: []` for an experiment on point forecasts")
        ]
    }

    /// What the model asks of features and data that they do not have.
    package static func problems(of model: DeclaredModel, on data: LearnedData) -> [Diagnostic] {
        // Features that do not fit the data are told where the set is.
        let features = try? model.definition.features.flatMap {
            try FeatureSet(
                name: model.parameters.word("features"), $0, panel: data.panel, target: data.targets[0])
        }
        let ofFeatures = features.map {
            problems(of: model, with: $0) + weightProblems(model, on: data.panel)
        }
        let ofLabels = data.targets.flatMap { labelProblems(of: model, target: $0, on: data.panel) }
        return (ofFeatures ?? []) + validationProblems(of: model, shortestTraining: data.shortestTraining)
            + ofLabels.prefix(1)
    }

    private static func problems(of model: DeclaredModel, with features: FeatureSet) -> [Diagnostic] {
        let values = model.parameters
        var problems: [Diagnostic] = []
        for key in [monotoneIncreasing, monotoneDecreasing] {
            for name in values.names(key) {
                let measures = features.features.filter { !$0.isCategorical }.map(\.name)
                if measures.contains(name) { continue }
                let clause = Suggestion.clause(for: name, in: measures)
                problems.append(
                    Diagnostic(
                        code: "E157",
                        features.columnNames.contains(name)
                            ? "'\(key)': '\(name)' is a category, which has no order"
                            : "'\(key)': feature set '\(features.name)' has no column '\(name)'\(clause)",
                        at: model.place(key),
                        fix: "columns with an order: \(measures.joined(separator: ", "))"))
            }
        }
        return problems
    }

    /// Targets that the objective has no loss for: LightGBM would say so in the middle of a run, without a place.
    private static func labelProblems(
        of model: DeclaredModel, target: String, on panel: Panel
    ) -> [Diagnostic] {
        let objective = BoostingParameters(model.parameters, seed: 0).objective
        guard objective.hasLogLink, let column = panel.column(target) else { return [] }
        if model.parameters.word("labels") == LabelForm.log.rawValue {
            return [
                Diagnostic(
                    code: "E159",
                    "model '\(model.name)' learns logarithms, which may be negative; the objective \(objective.name) has no loss for them",
                    at: model.place("objective") ?? model.place("labels"),
                    fix: "train on l2, or leave `labels: log` out")
            ]
        }
        let needsPositive = objective == .gamma
        guard let index = column.values.firstIndex(where: { needsPositive ? $0 <= 0 : $0 < 0 }) else {
            return []
        }
        return [
            Diagnostic(
                code: "E158",
                "model '\(model.name)': '\(target)' is \(NumberText.fixed(column.values[index], decimals: 2)) "
                    + "\(occasion(of: index, on: panel)); the objective \(objective.name) has no loss for it",
                at: model.place("objective"),
                fix: needsPositive ? "train on tweedie, which takes zeros, or on l2" : "train on l2")
        ]
    }

    /// Early stopping that leaves nothing to train on.
    private static func validationProblems(
        of model: DeclaredModel, shortestTraining: Int
    ) -> [Diagnostic] {
        let periods = model.parameters.integer("validation")
        guard model.parameters.integer("early_stopping") > 0, periods >= shortestTraining else { return [] }
        return [
            Diagnostic(
                code: "E160",
                "model '\(model.name)' holds out \(periods) periods for early stopping, and the shortest training range has \(shortestTraining)",
                at: model.place("validation") ?? model.place("early_stopping"),
                fix: "validate on fewer periods")
        ]
    }

    private static func weightProblems(_ model: DeclaredModel, on panel: Panel) -> [Diagnostic] {
        let key = "weight_column"
        guard let name = SampleWeights(model.parameters).column else { return [] }
        let names = panel.columns.map(\.name)
        guard let column = panel.column(name) else {
            return [
                Diagnostic(
                    code: "E157",
                    "'\(key)': the data set has no column '\(name)'\(Suggestion.clause(for: name, in: names))",
                    at: model.place(key), fix: "columns there are: \(names.joined(separator: ", "))")
            ]
        }
        guard column.categories == nil else {
            return [
                Diagnostic(
                    code: "E157", "'\(key)': '\(name)' holds words, and a weight is a number",
                    at: model.place(key))
            ]
        }
        guard let index = column.values.firstIndex(where: { $0 < 0 || $0.isInfinite }) else { return [] }
        return [
            Diagnostic(
                code: "E157",
                "'\(key)': '\(name)' is \(column.values[index]) \(occasion(of: index, on: panel)); "
                    + "a weight is 0 or more",
                at: model.place(key))
        ]
    }

    /// Whose value, and of which period, stands at `index` of a column.
    private static func occasion(of index: Int, on panel: Panel) -> String {
        let (series, period) = index.quotientAndRemainder(dividingBy: panel.grid.count)
        return "for series '\(panel.seriesIDs[series])' in \(panel.grid.label(of: period))"
    }
}
