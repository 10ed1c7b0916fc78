internal import ExperimentSpec
internal import ForecastCore

/// What is planned for the periods to forecast, by a stated policy where it is not.
struct PlannedFuture {
    let panel: Panel
    /// What to know of it, a sentence per column.
    private(set) var notes: [String] = []

    /// - Parameters:
    ///   - columns: that models read.
    ///   - window: whose test periods lie on the grid of `panel`.
    /// - Throws: D304 for plans that are missing and required.
    init(
        _ panel: Panel, columns names: Set<String>, window: BacktestWindow, policy: PlanPolicy
    ) throws(DiagnosticsError) {
        var columns = panel.columns
        var problems: [Diagnostic] = []
        for index in columns.indices
        where columns[index].knowledge == .knownAhead && names.contains(columns[index].name) {
            let holes = Holes(in: columns[index], of: panel, window)
            guard let first = holes.first else { continue }
            let what =
                "\(columns[index].name) of \(NumberText.count(holes.count, "series", "series")) is not planned to the end of the "
                + "forecast (the first is '\(panel.seriesIDs[first.series])', from \(panel.grid.label(of: first.step)) on)"
            switch policy {
            case .required:
                problems.append(
                    Diagnostic(
                        code: "D304", what,
                        fix:
                            "add rows for these periods to the data, with the plan and without a target; or forecast with "
                            + "--plans last (the last value goes on) or --plans missing (models are told nothing)"
                    ))
            case .last:
                columns[index] = holes.filled
                notes.append("\(what): its last value goes on.")
            case .missing: notes.append("\(what): models are told nothing there.")
            }
        }
        if !problems.isEmpty { throw DiagnosticsError(.data, problems) }
        self.panel = Panel(
            grid: panel.grid, seriesIDs: panel.seriesIDs, firstStep: panel.firstStep, columns: columns,
            attributes: panel.attributes, holidays: panel.holidays)
    }

    /// Series with a value at the cutoff, and none in some period behind it.
    private struct Holes {
        private(set) var count = 0
        private(set) var first: (series: Int, step: Int)?
        /// The column with the last value of each series in them.
        private(set) var filled: PanelColumn

        init(in column: PanelColumn, of panel: Panel, _ window: BacktestWindow) {
            var values = Array(column.values)
            for series in 0..<panel.seriesCount {
                let row = series * panel.grid.count
                // Nobody plans for what is no longer sold.
                var last = values[row + window.cutoff]
                guard !last.isNaN else { continue }
                var isCounted = false
                for step in window.test {
                    guard values[row + step].isNaN else {
                        last = values[row + step]
                        continue
                    }
                    values[row + step] = last
                    if first == nil { first = (series, step) }
                    if !isCounted { count += 1 }
                    isCounted = true
                }
            }
            filled = column.with(values: values)
        }
    }
}
