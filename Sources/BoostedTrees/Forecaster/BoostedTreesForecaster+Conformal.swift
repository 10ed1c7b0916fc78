internal import DemandFeatures
internal import ForecastCore

extension BoostedTreesForecaster {
    /// What a model of all training periods is told about its quantiles.
    struct Calibration {
        let spread: QuantileSpread
        /// What its trees cost to grow, as `BoostingParameters.work` counts.
        let work: Double
    }

    /// How many examples say how far quantiles ought to lie from the median, at most: more make a factor no better.
    private static let mostCalibrationRows = 200_000

    /// By what the distance of each quantile from the median is multiplied so that the right share of observations lies
    /// below it (split conformal prediction).
    ///
    /// Trees follow their own rows too closely, so rows that they have not seen are asked: those of the last periods, as many
    /// as a forecast reaches ahead. Other trees of the same parameters grow on the periods before. Where the last periods
    /// decided on early stopping, they were not learned from, and the trees themselves are asked. Nothing after the cutoff
    /// is read.
    ///
    /// With the strategy `recursive` later steps rest on forecasts: there the one forecast from before those periods is asked.
    /// **Source** Romano, Patterson & Candes 2019; see `QuantileSpread.init(conformal:...)`.
    /// **Complexity** one more training of the quantiles.
    func calibration(
        of booster: QuantileBooster, stoppedEarly: Bool, on table: FeatureTable, _ known: KnownPanel,
        _ strategy: ForecastStrategy, jobs: Int, shouldStop: @escaping @Sendable () -> Bool
    ) throws -> Calibration {
        let none = Calibration(spread: QuantileSpread(levels: known.levels.count), work: 0)
        guard intervals == .conformal, !known.levels.isEmpty else { return none }
        let periods = table.training
        // Of several runs the last one ends with the training periods.
        let unseen = stoppedEarly ? validationRuns(of: periods).last?.count ?? 0 : known.reach
        let heldOut = min(unseen, periods.count / 2)
        let split = periods.upperBound - heldOut
        var work = 0.0
        var trees = booster
        if !stoppedEarly {
            let rows = trainingRows(of: known, on: table, strategy, targets: periods.lowerBound..<split)
            guard rows.matrix.rowCount > 0 else { return none }
            let data = try BinnedDataset(
                rows.matrix, labels: rows.labels, weights: rows.weights, parameters: parameters,
                threads: jobs, library: library)
            trees = try train(
                on: TrainingBins(training: data, validation: nil), levels: known.levels,
                // Only a recursive forecast goes on from the mean.
                centre: strategy == .recursive ? centre : .median, jobs: jobs, shouldStop: shouldStop)
            work = parameters.work(on: data, trees: trees.treeCount)
        }
        let asked = split..<periods.upperBound
        let forecasts =
            strategy == .recursive
            ? try recursiveForecasts(by: trees, of: asked, on: table, known, jobs: jobs)
            : try forecasts(by: trees, of: asked, on: table, known, strategy, jobs: jobs)
        return Calibration(
            spread: QuantileSpread(
                conformal: forecasts, levels: known.levels.map(\.value), patterns: known.classes.pattern),
            work: work)
    }

    /// What trees say of each example with such a target period, beside what came. Of many series every so manieth is asked.
    private func forecasts(
        by trees: QuantileBooster, of targets: Range<Int>, on table: FeatureTable, _ known: KnownPanel,
        _ strategy: ForecastStrategy, jobs: Int
    ) throws -> ExampleForecasts {
        let each = targets.count * strategy.steps.count
        let distance = max(1, (table.seriesCount * each - 1) / Self.mostCalibrationRows + 1)
        let rows = table.trainingRows(
            for: strategy, scaling: scaling, targets: targets,
            series: Array(Swift.stride(from: 0, to: table.seriesCount, by: distance)))
        let said = try trees.predict(rows.matrix, jobs: jobs)
        let series = rows.series
        let width = 1 + known.levels.count
        var forecasts = ExampleForecasts(width: width)
        for row in rows.labels.indices {
            let target = labels.label(rows.labels[row], scale: rows.scales[Int(series[row])])
            forecasts.append(
                series: series[row], target: target, output: said[row * width..<(row + 1) * width])
        }
        return forecasts
    }

    /// The forecast from before the first of these periods, each step on the means before it.
    private func recursiveForecasts(
        by trees: QuantileBooster, of targets: Range<Int>, on table: FeatureTable, _ known: KnownPanel,
        jobs: Int
    ) throws -> ExampleForecasts {
        let width = 1 + known.levels.count
        var forecasts = ExampleForecasts(width: width)
        let periods = table.training
        guard targets.lowerBound > periods.lowerBound,
            let column = known.panel.column(known.target)?.values
        else { return forecasts }
        let earlier = table.rewound(
            panel: known.panel, classes: known.classes, training: periods.lowerBound..<targets.lowerBound,
            through: targets.upperBound - 1)
        var rows = RecursiveFeatures(earlier, scaling: scaling)
        let least = known.mayBeNegative.map { $0 ? -Double.infinity : 0 }
        for period in targets {
            let said = try trees.predict(rows.matrix(), jobs: jobs)
            var means: [Double] = []
            for (series, scale) in rows.scales.enumerated() {
                let row = said[series * width..<(series + 1) * width]
                means.append(max(least[series], labels.forecast(row[row.startIndex], scale: scale)))
                let target = column[series * known.panel.grid.count + period]
                guard target.isFinite, scale.isFinite else { continue }
                forecasts.append(
                    series: Int32(series), target: labels.label(Float(target / scale), scale: scale),
                    output: row)
            }
            rows.append(means)
        }
        return forecasts
    }
}
