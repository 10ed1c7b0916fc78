internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks

// Models of which spec and lock alone tell that they will never forecast.

extension PreparedExperiment {
    /// One warning per declared model that needs more history than any window has: all its forecasts will be fallbacks, so
    /// it can be neither champion nor yardstick.
    ///
    /// A series may begin later than the data, and gaps may take away more: what is warned of is sure, and the verdict
    /// looks at what came out.
    func silentModels() -> [Diagnostic] {
        let longest = longestTraining
        if spec.backtest.minHistory > longest { return [everyModelIsSilent(longest)] }
        return spec.models.compactMap { model in
            guard let kind = catalogue.kind(named: model.kind) else { return nil }
            let least = kind.leastHistory(model.parameters)
            return least > longest ? silence(of: model, needing: least, longest: longest) : nil
        }
    }

    /// What global models remark on how much there is to learn from.
    func remarksOfGlobalModels() -> [Diagnostic] {
        let longest = longestTraining
        return globalModels.flatMap { $0.kind.remarks(on: $0.model, longestTraining: longest) }
    }

    /// Where global models will not learn from all rows of so many series.
    func lessons(series: Int) -> [String] {
        let size = TrainingSize(
            series: Double(series), periods: Double(longestTraining),
            horizon: spec.backtest.gap + spec.backtest.horizon, levels: spec.quantiles.count)
        return spec.models.flatMap { model in
            let definition = catalogue.definition(of: model, in: spec)
            return (catalogue.globalKind(of: model)?.lessons(of: definition, for: size) ?? []).map {
                "\(model.name): \($0)"
            }
        }
    }

    /// No window trains on more periods.
    private var longestTraining: Int {
        let reach = spec.backtest.gap + spec.backtest.horizon
        let most = max(0, lock.panel.periods - reach)
        if case .sliding(let periods) = spec.backtest.train { return min(periods, most) }
        return most
    }

    private func silence(of model: ModelDeclaration, needing least: Int, longest: Int) -> Diagnostic {
        let isChampion = spec.promotion?.champion == .model(model.name)
        return Diagnostic(
            .warning, code: "W110",
            "\(isChampion ? "the champion" : "model") '\(model.name)' will never forecast: it needs \(periods(least)) of history, "
                + "and no window trains on more than \(longest)",
            at: places.location(of: "models.\(model.name).season"),
            notes: [
                "all its forecasts will be fallbacks, the last observed value"
                    + (isChampion ? "; nothing is promoted over a champion that never forecast" : "")
            ],
            fix: model.parameters.values["season"] == nil
                ? nil : "choose a shorter season, or train on more periods")
    }

    private func everyModelIsSilent(_ longest: Int) -> Diagnostic {
        Diagnostic(
            .warning, code: "W110",
            "no model will forecast: backtest.min_history asks for \(periods(spec.backtest.minHistory)), "
                + "and no window trains on more than \(longest)",
            at: places.location(of: "backtest.min_history"),
            fix: "lower backtest.min_history")
    }

    private func periods(_ count: Int) -> String {
        let noun = dataset.declaration.frequency?.stepNoun(count) ?? (count == 1 ? "period" : "periods")
        return "\(NumberText.count(count)) \(noun)"
    }
}
