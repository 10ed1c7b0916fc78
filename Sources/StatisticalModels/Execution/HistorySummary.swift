internal import ForecastCore

/// What a model asks of a history before it fits: how much there is, and whether it varies.
struct HistorySummary {
    /// Index of the first observed value; everything before it is ignored by every model.
    let firstObserved: Int
    let lastObserved: Int
    let observedCount: Int
    let minimum: Double
    let maximum: Double

    /// Nil when nothing was observed. **Complexity** one pass.
    init?(_ values: [Double]) {
        var first = -1
        var last = -1
        var count = 0
        var low = Double.infinity
        var high = -Double.infinity
        for (index, value) in values.enumerated() where !value.isNaN {
            if first < 0 { first = index }
            last = index
            count += 1
            if value < low { low = value }
            if value > high { high = value }
        }
        guard count > 0 else { return nil }
        (firstObserved, lastObserved, observedCount, minimum, maximum) = (first, last, count, low, high)
    }

    var isConstant: Bool { minimum == maximum }
    var isAllZero: Bool { minimum == 0 && maximum == 0 }
    var largestMagnitude: Double { max(minimum.magnitude, maximum.magnitude) }
    /// Time steps from the first to the last observed value.
    var span: Int { lastObserved - firstObserved + 1 }
}

extension HistorySummary {
    /// The summary of a history that has at least `minimum` observed values.
    static func of(_ history: SeriesHistory, atLeast minimum: Int = 1) throws(Fallback) -> HistorySummary {
        guard let summary = HistorySummary(history.values) else { throw Fallback(.noObservations) }
        guard summary.observedCount >= minimum else { throw Fallback(.tooShort) }
        return summary
    }

    /// The same for a model that needs variation to estimate anything.
    static func varying(_ history: SeriesHistory, atLeast minimum: Int) throws(Fallback) -> HistorySummary {
        let summary = try of(history)
        if summary.isAllZero { throw Fallback(.allZero) }
        if summary.isConstant { throw Fallback(.constant) }
        guard summary.observedCount >= minimum else { throw Fallback(.tooShort) }
        return summary
    }
}
