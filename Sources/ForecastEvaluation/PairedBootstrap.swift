internal import ForecastCore

/// Resamples series and blocks of windows, and measures champion and challenger on the same draw.
///
/// The metric is a quotient of sums, so a replicate needs no more than the sums of four numbers per series
/// and window, each weighted by how often the series and the window were drawn.
struct PairedBootstrap {
    /// Numerator and denominator of the champion, then of the challenger.
    /// **Shape** `[window][series]`; only those in which the metric has something to measure.
    private let terms: [[SIMD4<Double>]]
    private let formula: MetricFormula
    private let metric: Metric

    let seriesCount: Int
    var windowCount: Int { terms.count }
    var hasSeveralUnits: Bool { seriesCount * windowCount > 1 }

    /// Nil when the metric is not among the settings or has nothing to measure anywhere.
    init?(champion: ScoreTable, challenger: ScoreTable, metric: Metric) {
        guard let formula = MetricFormula(metric, in: champion.settings.layout) else { return nil }
        let width = champion.settings.layout.width
        var isMeasured = [Bool](repeating: false, count: champion.seriesCount)
        var windows: [Int] = []
        for (window, scores) in champion.windows.enumerated() {
            // Both models have the same points (`requireCommonGround`), so the champion speaks for both.
            let measured = isMeasured.indices.filter { scores.statistics[$0 * width + formula.entered] > 0 }
            for series in measured { isMeasured[series] = true }
            if !measured.isEmpty { windows.append(window) }
        }
        guard !windows.isEmpty else { return nil }
        let kept = isMeasured.indices.filter { isMeasured[$0] }
        terms = windows.map {
            Self.terms(champion.windows[$0], challenger.windows[$0], formula, series: kept)
        }
        seriesCount = kept.count
        self.formula = formula
        self.metric = metric
    }

    private static func terms(
        _ left: WindowScores, _ right: WindowScores, _ formula: MetricFormula, series: [Int]
    ) -> [SIMD4<Double>] {
        let width = left.settings.layout.width
        return series.map { series in
            let row = series * width
            return SIMD4(
                formula.numerator(left.statistics.span, at: row), left.statistics[row + formula.denominator],
                formula.numerator(right.statistics.span, at: row), right.statistics[row + formula.denominator]
            )
        }
    }

    /// The improvement in every replicate in which it is defined, in the order of the draws.
    func improvements(replicates: Int, random: RandomPath) -> [Double] {
        Self.improvements(of: [self], replicates: replicates, random: random)[0]
    }

    /// The improvements of several challengers of one champion, `[challenger]`: to the bit what each would have
    /// alone, because what is drawn depends on the champion, but drawn once.
    static func improvements(of all: [PairedBootstrap], replicates: Int, random: RandomPath) -> [[Double]] {
        guard let first = all.first else { return [] }
        precondition(
            all.allSatisfy { $0.seriesCount == first.seriesCount && $0.windowCount == first.windowCount },
            "bootstraps of different champions")
        var stream = random.stream
        var draws = [[Double]](repeating: [], count: all.count)
        for index in draws.indices { draws[index].reserveCapacity(replicates) }
        var seriesWeights = [Double](repeating: 0, count: first.seriesCount)
        var windowWeights = [Double](repeating: 0, count: first.windowCount)
        for _ in 0..<replicates {
            first.drawWindows(&windowWeights, &stream)
            first.drawSeries(&seriesWeights, &stream)
            for (index, bootstrap) in all.enumerated() {
                if let improvement = bootstrap.improvement(seriesWeights, windowWeights) {
                    draws[index].append(improvement)
                }
            }
        }
        return draws
    }

    private func improvement(_ seriesWeights: [Double], _ windowWeights: [Double]) -> Double? {
        var sums = SIMD4<Double>.zero
        for window in 0..<windowCount where windowWeights[window] > 0 {
            sums += windowWeights[window] * Self.weightedSum(terms[window], seriesWeights)
        }
        return improvement(of: sums)
    }

    /// As many windows as there are, in circular blocks of `blockLength`, the last one cut short.
    private func drawWindows(_ weights: inout [Double], _ stream: inout RandomStream) {
        for window in weights.indices { weights[window] = 0 }
        let length = Self.blockLength(windows: windowCount)
        var drawn = 0
        while drawn < windowCount {
            let start = stream.nextIndex(below: windowCount)
            for offset in 0..<min(length, windowCount - drawn) {
                weights[(start + offset) % windowCount] += 1
            }
            drawn += length
        }
    }

    private func drawSeries(_ weights: inout [Double], _ stream: inout RandomStream) {
        for series in weights.indices { weights[series] = 0 }
        for _ in weights.indices { weights[stream.nextIndex(below: weights.count)] += 1 }
    }

    private func improvement(of sums: SIMD4<Double>) -> Double? {
        guard let champion = formula.value(sums[0], over: sums[1]),
            let challenger = formula.value(sums[2], over: sums[3])
        else { return nil }
        return metric.improvement(champion: champion, challenger: challenger)
    }

    /// max(1, round(W^(1/3))) (Hall, Horowitz & Jing 1995, the rate for a variance), in whole numbers: the
    /// largest l with (l - 1/2)^3 <= W.
    static func blockLength(windows: Int) -> Int {
        var length = 1
        while (2 * length + 1) * (2 * length + 1) * (2 * length + 1) <= 8 * windows { length += 1 }
        return length
    }

    /// Four accumulators, so that additions need not wait for each other; their order is part of the result.
    private static func weightedSum(_ terms: [SIMD4<Double>], _ weights: [Double]) -> SIMD4<Double> {
        var sum0 = SIMD4<Double>.zero
        var sum1 = sum0
        var sum2 = sum0
        var sum3 = sum0
        let even = terms.count / 4 * 4
        for index in stride(from: 0, to: even, by: 4) {
            sum0 += weights[index] * terms[index]
            sum1 += weights[index + 1] * terms[index + 1]
            sum2 += weights[index + 2] * terms[index + 2]
            sum3 += weights[index + 3] * terms[index + 3]
        }
        for index in even..<terms.count { sum0 += weights[index] * terms[index] }
        return (sum0 + sum1) + (sum2 + sum3)
    }
}
