internal import ExperimentSpec
internal import ForecastCore
internal import ForecastEvaluation
internal import ForecastTasks
internal import Reports

/// Picks the series that add most to the difference between champion and challenger, for people to look at.
struct Highlighting {
    let assembly: ReportAssembly

    /// How many gains and how many losses: a page of small charts.
    static let count = 10
    /// Two years of weeks before the forecast tell level, season and trend apart.
    static let historyPeriods = 104
    /// Nor more than this, however many windows there are: some forty values on the width of a thumb.
    static let mostHistory = 400

    /// Nil where there are not two models, or no metric to compare them by.
    func highlights(in report: ExperimentReport) -> ExperimentReport.Highlights? {
        guard let pair = report.pair, let metric = assembly.mainMetric(of: report),
            let result = assembly.results.first(where: { $0.target == report.mainTarget }),
            let champion = result.scores.firstIndex(where: { $0.model == pair.reference }),
            let challenger = result.scores.firstIndex(where: { $0.model == pair.contender })
        else { return nil }
        let ranked = ranking(result, champion: champion, challenger: challenger, metric: metric)
        return ExperimentReport.Highlights(
            target: result.target, metric: metric.id, champion: pair.reference,
            challenger: pair.contender, band: band.map { [$0.lower.label, $0.upper.label] } ?? [],
            gains: ranked.filter { $0.gain > 0 }.prefix(Self.count).map {
                card($0, result: result, champion: champion, challenger: challenger)
            },
            losses: ranked.reversed().filter { $0.gain < 0 }.prefix(Self.count).map {
                card($0, result: result, champion: champion, challenger: challenger)
            })
    }

    private struct Entry {
        let series: Int
        /// What the series adds to the improvement over all series.
        let gain: Double
        let champion: Double?
        let challenger: Double?
    }

    /// All series, the largest gain first; ties in panel order. A series whose own metric is undefined, such as the WAPE of
    /// one that sold nothing, adds its error to the whole all the same.
    private func ranking(_ result: TargetResult, champion: Int, challenger: Int, metric: Metric) -> [Entry] {
        let reference = result.scores[champion]
        let contender = result.scores[challenger]
        guard let gains = reference.contributions(toImprovementOf: contender, on: metric) else { return [] }
        let before = reference.totalsBySeries().values(of: metric)
        let after = contender.totalsBySeries().values(of: metric)
        let entries = gains.indices.map { series in
            Entry(
                series: series, gain: gains[series], champion: before[series].value,
                challenger: after[series].value)
        }
        return entries.sorted { ($1.gain, $0.series) < ($0.gain, $1.series) }
    }

    /// The widest symmetric interval that the levels offer.
    private var band: (lower: QuantileLevel, upper: QuantileLevel, indices: (Int, Int))? {
        let levels = assembly.run.spec.quantiles
        guard let lower = levels.first, let upper = levels.last, lower.value < 0.5, upper.value > 0.5 else {
            return nil
        }
        return (lower, upper, (0, levels.count - 1))
    }

    private func card(
        _ entry: Entry, result: TargetResult, champion: Int, challenger: Int
    ) -> ExperimentReport.SeriesHighlight {
        let panel = assembly.panel
        // The last window: what a person would act on next.
        let window = assembly.windows[assembly.windows.count - 1]
        let classes = assembly.classes[window.index]
        let history = result.history.history(of: entry.series, in: window)
        // The earlier windows and as much again before them.
        let tested = assembly.windows[0].test.lowerBound
        let wanted = 2 * (window.training.upperBound - tested) + window.test.count
        let shown = history.values.suffix(min(max(Self.historyPeriods, wanted), Self.mostHistory))
        let firstShown = window.training.upperBound - shown.count
        let actuals = window.test.map { result.history.values[entry.series * panel.grid.count + $0] }
        return .init(
            uniqueID: panel.seriesIDs[entry.series], window: window.index + 1,
            classes: [
                classes.abc[entry.series].label, classes.xyz[entry.series].label,
                classes.pattern[entry.series].label,
            ],
            championValue: .init(entry.champion), challengerValue: .init(entry.challenger),
            contribution: entry.gain,
            historyLabels: (0..<shown.count).map { panel.grid.label(of: firstShown + $0) },
            history: shown.map(figure), labels: window.test.map(panel.grid.label),
            actuals: actuals.map(figure),
            championForecast: forecastBand(result.forecasts[champion][window.index], series: entry.series),
            challengerForecast: forecastBand(
                result.forecasts[challenger][window.index], series: entry.series),
            earlier: rounds(from: firstShown).filter {
                result.history.participation[$0.index][entry.series].isForecast
            }.map { window in
                .init(
                    window: window.index + 1, labels: window.test.map(panel.grid.label),
                    champion: forecastBand(result.forecasts[champion][window.index], series: entry.series),
                    challenger: forecastBand(result.forecasts[challenger][window.index], series: entry.series)
                )
            })
    }

    /// The windows before the last one that lie after `first` and do not overlap: of two that do the later one, as
    /// it is nearer to what a person would act on next.
    private func rounds(from first: Int) -> [BacktestWindow] {
        var rounds: [BacktestWindow] = []
        var next = assembly.windows.last?.test.lowerBound ?? 0
        for window in assembly.windows.dropLast().reversed()
        where window.test.upperBound <= next && window.test.lowerBound >= first {
            rounds.insert(window, at: 0)
            next = window.test.lowerBound
        }
        return rounds
    }

    private func forecastBand(_ block: ForecastBlock, series: Int) -> ExperimentReport.Band {
        let steps = 0..<block.horizon
        guard let band else { return .init(mean: steps.map { .init(block.mean(series, $0)) }) }
        return .init(
            mean: steps.map { .init(block.mean(series, $0)) },
            lower: steps.map { .init(block.quantile(series, $0, level: band.indices.0)) },
            upper: steps.map { .init(block.quantile(series, $0, level: band.indices.1)) })
    }

    private func figure(_ value: Double) -> Figure { .init(value.isNaN ? nil : value) }
}
