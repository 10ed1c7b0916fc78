package import ExperimentSpec
package import ForecastCore

/// Turns a declared backtest into windows on a data set's grid.
package enum BacktestSchedule {
    /// The windows in order of their cutoffs.
    /// - Throws: `DiagnosticsError(.spec)` when a window would train on nothing, lie outside the data, or
    ///   name a period that the data does not have.
    package static func windows(
        of backtest: BacktestDeclaration, on grid: TimeGrid
    ) throws(DiagnosticsError) -> [BacktestWindow] {
        let cutoffs = try cutoffs(of: backtest, on: grid)
        return cutoffs.enumerated().map { index, cutoff in
            window(index, cutoff: cutoff, fittedIn: index - index % backtest.refit, of: backtest)
        }
    }

    package static func window(
        _ index: Int, cutoff: Int, fittedIn: Int, of backtest: BacktestDeclaration
    ) -> BacktestWindow {
        let end = cutoff + 1
        let start =
            switch backtest.train {
            case .expanding: 0
            case .sliding(let steps): max(0, end - steps)
            }
        let firstTest = end + backtest.gap
        return BacktestWindow(
            index: index, training: start..<end, test: firstTest..<firstTest + backtest.horizon,
            fittedIn: fittedIn)
    }

    /// The last training step of every window, ascending.
    private static func cutoffs(
        of backtest: BacktestDeclaration, on grid: TimeGrid
    ) throws(DiagnosticsError) -> [Int] {
        let reach = backtest.gap + backtest.horizon
        switch backtest.schedule {
        case .count(let count):
            let last = grid.count - 1 - reach
            let first = last - (count - 1) * backtest.step
            guard first >= 0 else { throw tooFewPeriods(backtest, count: count, grid: grid) }
            return (0..<count).map { first + $0 * backtest.step }
        case .cutoffs(let labels):
            return try cutoffs(labelled: labels, reach: reach, on: grid)
        }
    }

    private static func cutoffs(
        labelled labels: [String], reach: Int, on grid: TimeGrid
    ) throws(DiagnosticsError) -> [Int] {
        var steps: [Int] = []
        var problems: [Diagnostic] = []
        let stepOfLabel = Dictionary((0..<grid.count).flatMap { names(of: $0, on: grid) }) { first, _ in first
        }
        for label in labels {
            guard let step = stepOfLabel[label] else {
                problems.append(
                    Diagnostic(
                        code: "E201", "backtest.windows: the data has no period '\(label)'",
                        notes: ["periods run from \(grid.label(of: 0)) to \(grid.label(of: grid.count - 1))"],
                        fix: nearestPeriod(to: label, on: grid)))
                continue
            }
            guard step + reach < grid.count else {
                problems.append(
                    Diagnostic(
                        code: "E202",
                        "backtest.windows: the test periods after cutoff '\(label)' pass the end of the data",
                        notes: [
                            "they end \(step + reach - grid.count + 1) periods after \(grid.label(of: grid.count - 1))"
                        ],
                        fix: "drop this cutoff or shorten the horizon"))
                continue
            }
            steps.append(step)
        }
        let sorted = steps.sorted()
        for (step, next) in zip(sorted, sorted.dropFirst()) where step == next {
            problems.append(
                Diagnostic(code: "E203", "backtest.windows: cutoff '\(grid.label(of: step))' is given twice"))
        }
        guard problems.isEmpty else { throw DiagnosticsError(.spec, problems) }
        return sorted
    }

    /// What a spec may call a period: its label, and a month also `2022-04`, a quarter `2022-Q2`, a year `2022`.
    private static func names(of step: Int, on grid: TimeGrid) -> [(String, Int)] {
        let label = grid.label(of: step)
        guard grid.frequency.unit == .month, let day = grid.date(of: step) else { return [(label, step)] }
        let year = label.prefix(4)
        var names = [label, String(label.dropLast(3))]
        if grid.frequency.isWholeQuarters { names.append("\(year)-Q\((day.components.month + 2) / 3)") }
        if grid.frequency.isWholeYears { names.append(String(year)) }
        return names.map { ($0, step) }
    }

    package static func nearestPeriod(to label: String, on grid: TimeGrid) -> String? {
        guard let wanted = CivilDate(label), let first = grid.date(of: 0),
            let step = (0..<grid.count).min(by: { left, right in
                abs((grid.date(of: left) ?? first).dayNumber - wanted.dayNumber)
                    < abs((grid.date(of: right) ?? first).dayNumber - wanted.dayNumber)
            })
        else { return nil }
        return "the nearest period is \(grid.label(of: step))"
    }

    private static func tooFewPeriods(
        _ backtest: BacktestDeclaration, count: Int, grid: TimeGrid
    ) -> DiagnosticsError {
        let needed = backtest.gap + backtest.horizon + (count - 1) * backtest.step + 1
        let fitting = (grid.count - 1 - backtest.gap - backtest.horizon) / backtest.step + 1
        let afterGap = backtest.gap > 0 ? " after a gap of \(backtest.gap)" : ""
        return DiagnosticsError(
            .spec,
            [
                Diagnostic(
                    code: "E204",
                    "the data has \(grid.count) \(grid.frequency.stepNoun(grid.count)); "
                        + "\(NumberText.count(count, "window", "windows")) of horizon \(backtest.horizon)\(afterGap), \(backtest.step) apart, need\(count == 1 ? "s" : "") at least \(needed)",
                    fix: grid.count > backtest.gap + backtest.horizon
                        ? "at most \(fitting) such windows fit; every window before the last also needs training data"
                        : shortening(backtest, on: grid))
            ])
    }

    /// Which of gap and horizon does not fit: one that is within the data alone is not what must be shortened.
    private static func shortening(_ backtest: BacktestDeclaration, on grid: TimeGrid) -> String {
        if backtest.gap == 0 { return "shorten backtest.horizon" }
        let room = grid.count - 1 - backtest.horizon
        return room >= 0
            ? "shorten backtest.gap: with this horizon at most \(room) \(grid.frequency.stepNoun(room)) of gap leave one to train on"
            : "shorten backtest.horizon and backtest.gap: together they pass the data"
    }
}
