package import ForecastCore

/// The forecasts of a file, by series, cutoff and period.
struct FittedImport: FittedGlobalModel {
    let table: ForecastFile
    let missing: ImportedForecasts.Missing
    let artefact: Artefact

    var work: Double { 0 }

    func explanation(of known: KnownPanel, jobs: Int) -> Explanation {
        Explanation(features: [], measures: [], rows: 0)
    }

    /// NaN where the file has no forecast of the series, so that a stand-in takes its place.
    func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        let grid = known.panel.grid
        let cutoff = grid.label(of: known.window.cutoff)
        let periods = (1...known.reach).map { grid.label(of: known.window.cutoff + $0) }
        let target = table.tellsTargets ? known.target : ""
        let places = try places(of: known.levels)
        var forecasts: [Double] = []
        var absent: [String] = []
        for (row, series) in known.panel.seriesIDs.enumerated() {
            let isLaunched = known.panel.firstStep[row] <= known.window.cutoff
            for (step, period) in periods.enumerated() {
                let key = ForecastFile.Key(series: series, cutoff: cutoff, period: period, target: target)
                if let values = table.values(key) {
                    forecasts += [values[0]] + places.map { values[$0] }
                    continue
                }
                // A gap is not scored, and nobody needs to have forecast it.
                let isScored = step >= known.window.gap
                if isScored, isLaunched, absent.last != series { absent.append(series) }
                let value = isScored && missing == .fallback ? Double.nan : 0
                forecasts += repeatElement(value, count: 1 + known.levels.count)
            }
        }
        if missing == .error, let first = absent.first {
            throw DiagnosticsError(
                .data,
                [
                    Diagnostic(
                        code: "D325",
                        "\(table.name) lacks forecasts of \(known.target) from \(cutoff) for \(NumberText.count(absent.count, "series", "series")); "
                            + "the first is '\(first)'",
                        fix: "add them, or set missing to fallback or zero")
                ])
        }
        return forecasts
    }

    /// Where the quantiles stand in a row of the file; the forecast itself where it has none.
    private func places(of levels: [QuantileLevel]) throws -> [Int] {
        try levels.map { level in
            if table.levels.isEmpty { return 0 }
            guard let place = table.levels.firstIndex(where: { ForecastFile.isSame($0, level) }) else {
                throw UnreadableArtefact("\(table.name) has no quantile \(level.label)")
            }
            return place + 1
        }
    }
}
