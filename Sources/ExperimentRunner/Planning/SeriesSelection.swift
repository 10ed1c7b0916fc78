internal import DataSnapshots
internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks

/// Narrows a panel to the series that `data.filter` and `data.sample` ask for.
///
/// Classes and history lengths are those of the first cutoff: what would have been known when the backtest
/// began.
struct SeriesSelection {
    let spec: ExperimentSpec

    /// - Throws: `DiagnosticsError` for an unknown attribute or when no series is left.
    func apply(to panel: Panel) throws -> Panel {
        let filter = spec.data.filter
        let everything = Array(0..<panel.seriesCount)
        try checkAttributes(panel)
        guard !filter.acceptsEverything || spec.data.sample != nil else { return panel }
        var kept = everything.filter { series in filter.attributes.allSatisfy { accepts($0, series, panel) } }
        kept = try filterByHistory(kept, panel)
        guard !kept.isEmpty else { throw nothingLeft(panel) }
        if let count = spec.data.sample, count < kept.count { kept = sample(count, of: kept, panel) }
        return panel.selecting(series: kept)
    }

    private func accepts(_ condition: SeriesFilter.AttributeCondition, _ series: Int, _ panel: Panel) -> Bool
    {
        guard let value = panel.attribute(condition.attribute)?.value(ofSeries: series) else { return false }
        return condition.values.contains(value)
    }

    private func filterByHistory(_ series: [Int], _ panel: Panel) throws -> [Int] {
        let filter = spec.data.filter
        guard filter.looksAtHistory else { return series }
        guard let first = try BacktestSchedule.windows(of: spec.backtest, on: panel.grid).first,
            let target = panel.column(spec.data.targets[0])
        else { return series }
        let classes = ClassStage(spec: spec, panel: panel).classes(in: first)
        return series.filter { index in
            let row = index * panel.grid.count
            let past = first.training.map { target.values[row + $0] }.filter { !$0.isNaN }
            return past.count >= filter.minHistory ?? 0
                && past.count { $0 != 0 } >= filter.minNonzero ?? 0
                && (filter.abc.isEmpty || filter.abc.contains(classes.abc[index].label))
                && (filter.xyz.isEmpty || filter.xyz.contains(classes.xyz[index].label))
                && (filter.pattern.isEmpty || filter.pattern.contains(classes.pattern[index].label))
        }
    }

    /// So many of `series`, drawn without replacement by the spec's seed, in panel order.
    private func sample(_ count: Int, of series: [Int], _ panel: Panel) -> [Int] {
        var drawn = series
        var stream = RandomPath(seed: spec.seed, ["sample"]).stream
        stream.shuffle(&drawn)
        return drawn.prefix(count).sorted()
    }

    /// - Throws: `DiagnosticsError` for a filter on an attribute that the panel does not have.
    func checkAttributes(_ panel: Panel) throws {
        let names = panel.attributes.map(\.name)
        let unknown = spec.data.filter.attributes.map(\.attribute).filter { !names.contains($0) }
        try checkRules(names)
        guard unknown.isEmpty else {
            throw DiagnosticsError(
                .spec,
                unknown.map { name in
                    Diagnostic(
                        code: "E209",
                        "data.filter: data set '\(spec.data.dataset)' has no attribute '\(name)'\(Suggestion.clause(for: name, in: names))",
                        fix: names.isEmpty
                            ? "it has none; declare columns under 'static' in its dataset.yaml, or drop the filter"
                            : "its attributes are: \(names.joined(separator: ", "))")
                })
        }
    }

    /// - Throws: `DiagnosticsError` for a rule of a routed model, or a group of series, by an attribute that there is not.
    private func checkRules(_ names: [String]) throws {
        let problems = spec.models.flatMap { model in
            let groups = model.parameters.sorted.filter { $0.name == "group" && $0.value != .word("none") }
            let used =
                RoutingTable(model.parameters.rules).attributes.map { ("rules", $0) }
                + groups.map { ("group", $0.value.text) }
            return used.filter { !names.contains($0.1) }.map { key, name in
                Diagnostic(
                    code: "E209",
                    "models.\(model.name).\(key): data set '\(spec.data.dataset)' has no attribute '\(name)'\(Suggestion.clause(for: name, in: names))",
                    fix: names.isEmpty
                        ? "it has none; declare columns under 'static' in its dataset.yaml, or leave it out"
                        : "its attributes are: \(names.joined(separator: ", "))")
            }
        }
        if !problems.isEmpty { throw DiagnosticsError(.spec, problems) }
    }

    private func nothingLeft(_ panel: Panel) -> DiagnosticsError {
        DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E210", "data.filter leaves none of the \(panel.seriesCount) series",
                    fix: "loosen it; `forecast data show \(spec.data.dataset)` lists classes and attributes")
            ])
    }
}
