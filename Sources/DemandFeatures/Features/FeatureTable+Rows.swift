extension FeatureTable {
    /// The examples of a strategy: every origin and step whose target period is trained on and observed.
    ///
    /// Rows are ordered by step, then series, then origin. An origin lies at or after the series' launch; `minHistory`
    /// asks for so many periods since then, the origin included.
    ///
    /// - Parameters:
    ///   - targets: takes only these target periods, for a validation tail; they must end at the cutoff or before.
    ///   - series: takes only these, in this order; all by default.
    package func trainingRows(
        for strategy: ForecastStrategy, scaling: SeriesScaling = .none, minHistory: Int = 1,
        targets: Range<Int>? = nil, series: [Int]? = nil
    ) -> FeatureRows {
        let scales = scales(scaling)
        let learnable = (series ?? Array(0..<seriesCount)).filter { scales[$0].isFinite }
        let runs = trainingRuns(
            strategy, of: learnable, minHistory: minHistory,
            targets: (targets ?? training).clamped(to: training))
        let gather = FeatureGather(table: self, runs: runs, scales: scales, hasStep: strategy.hasStepColumn)
        return FeatureRows(matrix: gather.matrix(), labels: gather.labels(), runs: runs, scales: scales)
    }

    private func trainingRuns(
        _ strategy: ForecastStrategy, of series: [Int], minHistory: Int, targets: Range<Int>
    ) -> [FeatureRows.Run] {
        var runs: [FeatureRows.Run] = []
        for step in strategy.steps {
            precondition(step >= 1, "step \(step)")
            for index in series {
                let launch = max(firstStep[index] + max(minHistory, 1) - 1, training.lowerBound)
                let first = max(launch + step, targets.lowerBound)
                appendObserved(index, step, from: first, to: targets.upperBound, to: &runs)
            }
        }
        return runs
    }

    /// The rows to predict at the cutoff: `[series, step]`, steps within a series.
    package func predictionRows(
        for strategy: ForecastStrategy, steps: [Int], scaling: SeriesScaling = .none, series: [Int]? = nil
    ) -> FeatureRows {
        for step in steps {
            precondition(step >= 1 && cutoff + step <= through, "step \(step) of a table through \(through)")
        }
        let runs = (series ?? Array(0..<seriesCount)).flatMap { series in
            steps.map { FeatureRows.Run(series: series, origin: cutoff, step: $0, count: 1) }
        }
        let scales = scales(scaling)
        let gather = FeatureGather(table: self, runs: runs, scales: scales, hasStep: strategy.hasStepColumn)
        return FeatureRows(matrix: gather.matrix(), labels: [], runs: runs, scales: scales)
    }

    /// Adds the runs of observed targets in `first ..< end`.
    private func appendObserved(
        _ series: Int, _ step: Int, from first: Int, to end: Int, to runs: inout [FeatureRows.Run]
    ) {
        guard first < end else { return }
        blocks.withUnsafeBufferPointer { blocks in
            let row = series * length - training.lowerBound
            var start = first
            for period in first...end {
                if period < end, blocks[row + period].isFinite { continue }
                if period > start {
                    runs.append(
                        .init(series: series, origin: start - step, step: step, count: period - start))
                }
                start = period + 1
            }
        }
    }
}
