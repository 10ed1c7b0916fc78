internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports
internal import Workers

/// The errors of the two models of a report by time, season, promotion, step and class.
extension ReportAssembly {
    /// More columns of yes and no than these say more about the data than about the models.
    private static let mostFlags = 6

    /// Nil where there are not two models.
    /// - Throws: `Interrupted`.
    func breakdown(in report: ExperimentReport) throws -> ExperimentReport.Breakdown? {
        guard let pair = report.pair, let result = results.first(where: { $0.target == report.mainTarget }),
            let reference = result.scores.firstIndex(where: { $0.model == pair.reference }),
            let contender = result.scores.firstIndex(where: { $0.model == pair.contender })
        else { return nil }
        let flags = flagColumns
        let sums = try queue.map(windows.count) { window in
            WindowSums(
                actuals: result.history.actuals(in: windows[window]), window: windows[window],
                pair: (result.forecasts[reference][window], result.forecasts[contender][window]),
                steps: scoredSteps, levels: run.spec.quantiles.map(\.value), flags: flags,
                periods: panel.grid.count)
        }
        let volume = sums.reduce(0) { $0 + $1.all.volume }
        let seasons = seasons(sums)
        let levels = run.spec.quantiles
        let hasInterval =
            levels.count > 1 && (levels[0].value + levels[levels.count - 1].value - 1).magnitude < 1e-9
        return .init(
            target: result.target, reference: pair.reference, contender: pair.contender,
            periods: periods(sums), seasonName: seasons.name,
            seasons: seasons.parts.map { $0.sums.part(seasons.name, $0.label, of: volume) },
            flags: flags.indices.flatMap { flag in
                [0, 1].map { value in
                    sums.reduce(ErrorSums()) { $0 + $1.flags[2 * flag + value] }
                        .part(flags[flag].name, String(value), of: volume)
                }
            }, coverage: hasInterval ? coverage(sums) : [],
            intervalLabel: hasInterval ? "\(levels[0].label) to \(levels[levels.count - 1].label)" : "",
            nominal: Figure(hasInterval ? 100 * (levels[levels.count - 1].value - levels[0].value) : nil))
    }

    /// From 0.
    private var scoredSteps: [Int] {
        let declared = run.spec.evaluation.steps
        return declared.isEmpty ? Array(0..<run.spec.backtest.horizon) : declared.map { $0 - 1 }
    }

    /// Columns known ahead that hold 0 and 1 and nothing else.
    private var flagColumns: [PanelColumn] {
        let flags = panel.columns.filter { column in
            column.knowledge == .knownAhead && Self.isFlag(column.values)
        }
        return Array(flags.prefix(Self.mostFlags))
    }

    private static func isFlag(_ values: Numbers) -> Bool {
        var (no, yes) = (false, false)
        defer { values.letGo() }
        for (place, value) in values.enumerated() {
            if place % NumberSpace.passSize == 0 { values.letGo() }
            if value.isNaN { continue }
            guard value == 0 || value == 1 else { return false }
            if value == 0 { no = true } else { yes = true }
        }
        return no && yes
    }

    // MARK: - Time

    private func periods(_ sums: [WindowSums]) -> [ExperimentReport.Breakdown.Period] {
        var latest: [Int: (window: Int, sums: ErrorSums)] = [:]
        for (window, sums) in zip(windows, sums) {
            for (step, sums) in zip(scoredSteps, sums.steps) where sums.points > 0 {
                latest[window.test.lowerBound + step] = (window.index + 1, sums)
            }
        }
        return latest.sorted { $0.key < $1.key }.map { period, found in
            .init(
                label: panel.grid.label(of: period), window: found.window, actual: found.sums.actual,
                reference: found.sums.actual + found.sums.error.0,
                contender: found.sums.actual + found.sums.error.1)
        }
    }

    /// Sums by the place of a period in the year, the week or the day.
    private func seasons(_ sums: [WindowSums]) -> (name: String, parts: [(label: String, sums: ErrorSums)]) {
        guard let season = SeasonPlace(of: panel.grid) else { return ("", []) }
        var bySeason: [Int: ErrorSums] = [:]
        for (window, sums) in zip(windows, sums) {
            for (step, sums) in zip(scoredSteps, sums.steps) where sums.points > 0 {
                guard let place = season.place(of: window.test.lowerBound + step) else { continue }
                bySeason[place, default: ErrorSums()] += sums
            }
        }
        return (season.name, bySeason.sorted { $0.key < $1.key }.map { (season.label(of: $0.key), $0.value) })
    }

    // MARK: - Coverage

    private func coverage(_ sums: [WindowSums]) -> [ExperimentReport.Breakdown.CoveragePart] {
        let steps = scoredSteps.indices.map { index in
            sums.reduce(ErrorSums()) { $0 + $1.steps[index] }.coverage(
                "step", String(scoredSteps[index] + 1))
        }
        let classes = segmentations.flatMap { segmentation in
            segmentation.labels.indices.map { label in
                var all = ErrorSums()
                for (window, sums) in sums.enumerated() {
                    for (series, sums) in sums.series.enumerated()
                    where segmentation.indices[window][series] == Int32(label) { all += sums }
                }
                return all.coverage(segmentation.name, segmentation.labels[label])
            }
        }
        return steps + classes.filter { $0.points > 0 }
    }
}

/// Sums over points, for the reference and the contender.
private struct ErrorSums {
    var points = 0
    var actual = 0.0
    var volume = 0.0
    var error = (0.0, 0.0)
    var absolute = (0.0, 0.0)
    /// Points in the widest interval or on its bounds, and those on its bounds.
    var inside = (0, 0)
    var onBound = (0, 0)
    /// Parts of points in the interval: see `RandomisedCoverage`.
    var randomised = (0.0, 0.0)

    static func += (left: inout ErrorSums, right: ErrorSums) {
        left.points += right.points
        left.actual += right.actual
        left.volume += right.volume
        left.error.0 += right.error.0
        left.error.1 += right.error.1
        left.absolute.0 += right.absolute.0
        left.absolute.1 += right.absolute.1
        left.inside.0 += right.inside.0
        left.inside.1 += right.inside.1
        left.onBound.0 += right.onBound.0
        left.onBound.1 += right.onBound.1
        left.randomised.0 += right.randomised.0
        left.randomised.1 += right.randomised.1
    }

    static func + (left: ErrorSums, right: ErrorSums) -> ErrorSums {
        var sum = left
        sum += right
        return sum
    }

    func part(_ group: String, _ value: String, of total: Double) -> ExperimentReport.Breakdown.Part {
        func errors(_ absolute: Double, _ error: Double) -> ExperimentReport.Breakdown.Errors {
            .init(
                wape: Figure(volume > 0 ? 100 * absolute / volume : nil),
                bias: Figure(volume > 0 ? 100 * error / volume : nil))
        }
        return .init(
            group: group, value: value, points: points, share: Figure(total > 0 ? volume / total : nil),
            reference: errors(absolute.0, error.0), contender: errors(absolute.1, error.1))
    }

    func coverage(_ group: String, _ value: String) -> ExperimentReport.Breakdown.CoveragePart {
        func share(_ inside: Double) -> Figure {
            Figure(points > 0 ? 100 * inside / Double(points) : nil)
        }
        return .init(
            group: group, value: value, points: points, reference: share(Double(inside.0)),
            contender: share(Double(inside.1)),
            halfReference: share(Double(inside.0) - Double(onBound.0) / 2),
            halfContender: share(Double(inside.1) - Double(onBound.1) / 2),
            randomisedReference: share(randomised.0), randomisedContender: share(randomised.1))
    }
}

/// What one window adds to every sum.
private struct WindowSums: Sendable {
    private(set) var all = ErrorSums()
    /// `[scored step]`
    private(set) var steps: [ErrorSums]
    /// `[series]`
    private(set) var series: [ErrorSums]
    /// `[flag, value]`
    private(set) var flags: [ErrorSums]

    /// - Parameters:
    ///   - actuals: `[series, horizon]`, NaN where nothing is scored.
    ///   - steps: the scored ones, from 0.
    ///   - periods: of the grid, the width of a row of a column.
    init(
        actuals: [Double], window: BacktestWindow, pair: (ForecastBlock, ForecastBlock), steps scored: [Int],
        levels: [Double], flags columns: [PanelColumn], periods: Int
    ) {
        let horizon = window.horizon
        let count = pair.0.seriesCount
        steps = Array(repeating: ErrorSums(), count: scored.count)
        series = Array(repeating: ErrorSums(), count: count)
        flags = Array(repeating: ErrorSums(), count: 2 * columns.count)
        let coverage = RandomisedCoverage(levels: levels)
        for index in 0..<count {
            for (place, step) in scored.enumerated() {
                let actual = actuals[index * horizon + step]
                let forecasts = (pair.0.mean(index, step), pair.1.mean(index, step))
                guard !actual.isNaN, forecasts.0.isFinite, forecasts.1.isFinite else { continue }
                var point = ErrorSums()
                point.points = 1
                point.actual = actual
                point.volume = actual.magnitude
                point.error = (forecasts.0 - actual, forecasts.1 - actual)
                point.absolute = (point.error.0.magnitude, point.error.1.magnitude)
                if levels.count > 1 {
                    let places = (
                        Self.place(of: actual, in: pair.0, index, step, levels.count),
                        Self.place(of: actual, in: pair.1, index, step, levels.count)
                    )
                    point.inside = (places.0.inside, places.1.inside)
                    point.onBound = (places.0.onBound, places.1.onBound)
                    point.randomised = (
                        coverage.part(of: actual) { pair.0.quantile(index, step, level: $0) },
                        coverage.part(of: actual) { pair.1.quantile(index, step, level: $0) }
                    )
                }
                steps[place] += point
                series[index] += point
                let cell = index * periods + window.test.lowerBound + step
                for (flag, column) in columns.enumerated() where !column.values[cell].isNaN {
                    flags[2 * flag + (column.values[cell] == 1 ? 1 : 0)] += point
                }
            }
            all += series[index]
            if index % 65_536 == 65_535 {
                for column in columns { column.values.letGo() }
                pair.0.values.letGo()
                pair.1.values.letGo()
            }
        }
    }

    /// Whether the widest interval holds the actual, and whether it does so on a bound: 1 or 0.
    private static func place(
        of actual: Double, in block: ForecastBlock, _ series: Int, _ step: Int, _ levels: Int
    ) -> (inside: Int, onBound: Int) {
        let lower = block.quantile(series, step, level: 0)
        let upper = block.quantile(series, step, level: levels - 1)
        return (lower <= actual && actual <= upper ? 1 : 0, actual == lower || actual == upper ? 1 : 0)
    }
}
