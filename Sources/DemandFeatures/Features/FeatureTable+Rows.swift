extension FeatureTable {
    /// The examples of a strategy: every origin and step whose target period is trained on and observed.
    ///
    /// Rows are ordered by step, then series, then origin. An origin lies at or after the series' launch; `minHistory`
    /// asks for so many periods since then, the origin included.
    ///
    /// - Parameters:
    ///   - targets: takes only these target periods, for a validation tail; they must end at the cutoff or before.
    ///   - series: takes only these, in this order; all by default.
    ///   - isTaken: which of them are learned from; all where nil. Others take no room.
    package func trainingRows(
        for strategy: ForecastStrategy, scaling: SeriesScaling = .none, minHistory: Int = 1,
        targets: Range<Int>? = nil, series: [Int]? = nil, where isTaken: RowFilter? = nil
    ) -> FeatureRows {
        let scales = scales(scaling)
        var runs: [FeatureRows.Run] = []
        forEachRun(strategy, scales, minHistory: minHistory, targets: targets, series: series, where: isTaken)
        { runs.append($0) }
        let gather = FeatureGather(table: self, runs: runs, scales: scales, hasStep: strategy.hasStepColumn)
        return FeatureRows(matrix: gather.matrix(), labels: gather.labels(), runs: runs, scales: scales)
    }

    /// Which rows are learned from, by their series, the grid step of their origin, and how far ahead their target lies.
    package typealias RowFilter = (_ series: Int, _ origin: Int, _ step: Int) -> Bool

    /// How many rows `trainingRows` has.
    package func trainingRowCount(
        for strategy: ForecastStrategy, scaling: SeriesScaling = .none, where isTaken: RowFilter? = nil
    ) -> Int {
        var count = 0
        forEachRun(
            strategy, scales(scaling), minHistory: 1, targets: nil, series: nil, where: isTaken
        ) { count += $0.count }
        return count
    }

    private func forEachRun(
        _ strategy: ForecastStrategy, _ scales: [Double], minHistory: Int, targets: Range<Int>?,
        series: [Int]?, where isTaken: RowFilter?, _ body: (FeatureRows.Run) -> Void
    ) {
        let targets = (targets ?? training).clamped(to: training)
        let learnable = (series ?? Array(0..<seriesCount)).filter { scales[$0].isFinite }
        for step in strategy.steps {
            precondition(step >= 1, "step \(step)")
            for index in learnable {
                let launch = max(firstStep[index] + max(minHistory, 1) - 1, training.lowerBound)
                let first = max(launch + step, targets.lowerBound)
                forEachObserved(index, step, from: first, to: targets.upperBound, where: isTaken, body)
            }
        }
    }

    /// The rows to predict at the cutoff: `[series, step]`, steps within a series.
    /// - Parameter scales: those of `scaling` where they are known already.
    package func predictionRows(
        for strategy: ForecastStrategy, steps: [Int], scaling: SeriesScaling = .none, series: [Int]? = nil,
        scales known: [Double]? = nil
    ) -> FeatureRows {
        for step in steps {
            precondition(step >= 1 && cutoff + step <= through, "step \(step) of a table through \(through)")
        }
        let runs = (series ?? Array(0..<seriesCount)).flatMap { series in
            steps.map { FeatureRows.Run(series: series, origin: cutoff, step: $0, count: 1) }
        }
        let scales = known ?? scales(scaling)
        let gather = FeatureGather(table: self, runs: runs, scales: scales, hasStep: strategy.hasStepColumn)
        return FeatureRows(matrix: gather.matrix(), labels: [], runs: runs, scales: scales)
    }

    /// The runs of observed targets in `first ..< end` that are taken.
    private func forEachObserved(
        _ series: Int, _ step: Int, from first: Int, to end: Int, where isTaken: RowFilter?,
        _ body: (FeatureRows.Run) -> Void
    ) {
        guard first < end else { return }
        blocks.withUnsafeBufferPointer { blocks in
            let row = series * length - training.lowerBound
            var start = first
            for period in first...end {
                if period < end, blocks[row + period].isFinite,
                    isTaken?(series, period - step, step) ?? true
                {
                    continue
                }
                if period > start {
                    body(.init(series: series, origin: start - step, step: step, count: period - start))
                }
                start = period + 1
            }
        }
    }
}
