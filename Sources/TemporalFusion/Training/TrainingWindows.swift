/// Which windows a network learns from, and which tell when it has learned enough.
struct TrainingWindows: Sendable {
    /// The fewest periods of a series' own that an example shows.
    static let leastHistory = 8

    /// No more windows than that tell when to stop, or how far the mean is off: evenly spaced ones.
    static let mostMeasured = 2000

    /// Ordered by series, then origin.
    let training: [SequenceWindow]
    /// Of the last training periods, none of whose targets an example of `training` shows; empty without a tail.
    let validation: [SequenceWindow]
    /// Those of `training` and all of the tail, ordered as they are; empty without a tail.
    let all: [SequenceWindow]

    /// Every origin of every series with enough history before, and not of zeros alone, and something observed after it.
    ///
    /// - Parameters:
    ///   - ahead: steps of a forecast.
    ///   - tail: the last so many training periods are kept for validation; 0 for none. Where they leave nothing to learn
    ///     from, there is no validation.
    init(_ inputs: SequenceInputs, encoder: Int, ahead: Int, tail: Int) {
        let last = inputs.trainingPeriods - 1 - ahead
        let least = min(Self.leastHistory, encoder)
        let learned = Self.windows(inputs, least: least, ahead: ahead, origins: 0...max(0, last - tail))
        guard tail > 0, last - tail >= 0, !learned.isEmpty else {
            training = last < 0 ? [] : Self.windows(inputs, least: least, ahead: ahead, origins: 0...last)
            validation = []
            all = []
            return
        }
        training = learned
        let kept = Self.windows(
            inputs, least: least, ahead: ahead, origins: min(last, last - tail + ahead)...last)
        validation = Self.spread(kept)
        all = Self.windows(inputs, least: least, ahead: ahead, origins: 0...last)
    }

    /// Evenly spaced ones of all that are learned from.
    var spread: [SequenceWindow] { Self.spread(training) }

    private static func spread(_ windows: [SequenceWindow]) -> [SequenceWindow] {
        let count = min(windows.count, mostMeasured)
        return (0..<count).map { windows[$0 * windows.count / count] }
    }

    private static func windows(
        _ inputs: SequenceInputs, least: Int, ahead: Int, origins: ClosedRange<Int>
    ) -> [SequenceWindow] {
        var windows: [SequenceWindow] = []
        for series in 0..<inputs.seriesCount where inputs.scales[series].isFinite {
            let row = series * inputs.periods
            let first = max(origins.lowerBound, inputs.firstObserved[series] + least - 1)
            guard first <= origins.upperBound else { continue }
            for origin in first...origins.upperBound
            where (origin + 1...origin + ahead).contains(where: { !inputs.targets[row + $0].isNaN })
                && !inputs.originScales.isBeforeTheFirst(ofSeries: series, at: origin)
            {
                windows.append(SequenceWindow(series: Int32(series), origin: Int32(origin)))
            }
        }
        return windows
    }
}
