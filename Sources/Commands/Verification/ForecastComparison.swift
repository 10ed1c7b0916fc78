internal import ForecastCore
internal import ForecastTasks

/// One model's forecasts of one target in one window, computed twice.
struct ForecastComparison {
    private(set) var compared = 0
    /// Series whose forecast is not the same to the bit.
    private(set) var moved = 0
    private var firstSeries: Int?
    private let old: ForecastBlock
    private let new: ForecastBlock
    private let modelMoved: Bool

    init(
        old: GlobalForecastStage.Output, new: GlobalForecastStage.Output, window: Int, place: Int,
        participants: [Int]
    ) {
        self.old = old.blocks[window]
        self.new = new.blocks[place]
        modelMoved = !old.fits.isEmpty && old.fits[window].modelDigest != new.fits[place].modelDigest
        compared = participants.count
        for series in participants where !isSame(series) {
            moved += 1
            firstSeries = firstSeries ?? series
        }
        // A series that takes part in one version of the data only.
        for series in 0..<self.old.seriesCount
        where self.old.outcomes[series].isAbsent != self.new.outcomes[series].isAbsent {
            moved += 1
            firstSeries = min(firstSeries ?? series, series)
        }
    }

    private func isSame(_ series: Int) -> Bool {
        let (before, after) = (old.forecast(ofSeries: series), new.forecast(ofSeries: series))
        return before.outcome.fallback == after.outcome.fallback
            && before.outcome.repairs == after.outcome.repairs
            && before.values.map(\.bitPattern) == after.values.map(\.bitPattern)
    }

    func first(ids: [String], levels: [QuantileLevel]) -> CanaryReport.Leak? {
        guard let firstSeries else {
            return modelMoved ? CanaryReport.Leak(what: "the fitted model is another one") : nil
        }
        var leak = CanaryReport.Leak(what: "a forecast moves")
        leak.series = ids[firstSeries]
        let (before, after) = (
            old.forecast(ofSeries: firstSeries).values, new.forecast(ofSeries: firstSeries).values
        )
        if let index = before.indices.first(where: { before[$0].bitPattern != after[$0].bitPattern }) {
            let (step, column) = index.quotientAndRemainder(dividingBy: old.width)
            leak.step = step + 1
            leak.column = column == 0 ? "forecast" : levels[column - 1].label
            leak.old = before[index]
            leak.new = after[index]
        }
        return leak
    }
}
