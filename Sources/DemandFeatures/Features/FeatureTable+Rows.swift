internal import ForecastCore

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

/// Copies the columns of a matrix out of a table, run by run.
struct FeatureGather {
    let table: FeatureTable
    let runs: [FeatureRows.Run]
    /// `[series]`.
    let scales: [Double]
    let hasStep: Bool

    private var rowCount: Int { runs.reduce(0) { $0 + $1.count } }

    func matrix() -> FeatureMatrix {
        let rows = rowCount
        let features = table.features.features
        let columns = features.count + (hasStep ? 1 : 0)
        let values = [Float](unsafeUninitializedCapacity: rows * columns) { buffer, count in
            count = rows * columns
            guard let output = buffer.baseAddress else { return }
            for (index, source) in table.plan.sources.enumerated() {
                let column = output + index * rows
                write(source, to: column)
                if features[index].isScaled { divide(column) }
            }
            if hasStep { writeSteps(to: output + features.count * rows) }
        }
        return FeatureMatrix(
            columnNames: features.map(\.name) + (hasStep ? [Feature.step] : []),
            isCategorical: features.map(\.isCategorical) + (hasStep ? [false] : []), rowCount: rows,
            values: values)
    }

    /// The target at each row's target period, scaled.
    func labels() -> [Float] {
        let rows = rowCount
        return [Float](unsafeUninitializedCapacity: rows) { buffer, count in
            count = rows
            guard let output = buffer.baseAddress else { return }
            write(.block(0, .target), to: output)
            divide(output)
        }
    }

    private func write(_ source: FeatureSource, to column: UnsafeMutablePointer<Float>) {
        var row = column
        switch source {
        case .lag(let lag):
            table.blocks.withUnsafeBufferPointer { block in
                for run in runs {
                    copy(block, series: run.series, from: run.origin - lag + 1, count: run.count, to: row)
                    row += run.count
                }
            }
        case .block(let index, let when):
            table.blocks.withUnsafeBufferPointer { blocks in
                for run in runs {
                    copy(
                        blocks, block: index, series: run.series, from: period(run, when), count: run.count,
                        to: row)
                    row += run.count
                }
            }
        case .ratio(let over, let when, let under):
            writeRatios(over, when, under, to: column)
        case .calendar(let fact):
            table.calendar.withUnsafeBufferPointer { facts in
                for run in runs {
                    let start = fact * table.length + run.origin + run.step - table.training.lowerBound
                    for offset in 0..<run.count { row[offset] = facts[start + offset] }
                    row += run.count
                }
            }
        case .constant(let constant):
            for run in runs {
                row.update(
                    repeating: table.constants[constant * table.seriesCount + run.series], count: run.count)
                row += run.count
            }
        case .timeSinceLaunch:
            for run in runs {
                let age = run.origin - table.firstStep[run.series]
                for offset in 0..<run.count { row[offset] = age + offset < 0 ? .nan : Float(age + offset) }
                row += run.count
            }
        }
    }

    private func period(_ run: FeatureRows.Run, _ when: FeatureFormula.When) -> Int {
        when == .origin ? run.origin : run.origin + run.step
    }

    /// Copies consecutive periods of one series, NaN before the first period of the table.
    private func copy(
        _ blocks: UnsafeBufferPointer<Float>, block: Int = 0, series: Int, from period: Int, count: Int,
        to row: UnsafeMutablePointer<Float>
    ) {
        checkReadable(block, through: period + count - 1)
        let start = period - table.training.lowerBound
        let absent = max(0, min(-start, count))
        row.update(repeating: .nan, count: absent)
        guard absent < count, let source = blocks.baseAddress else { return }
        let place = (block * table.seriesCount + series) * table.length + start + absent
        (row + absent).update(from: source + place, count: count - absent)
    }

    private func writeRatios(
        _ over: Int, _ when: FeatureFormula.When, _ under: Int, to column: UnsafeMutablePointer<Float>
    ) {
        table.blocks.withUnsafeBufferPointer { blocks in
            var row = column
            for run in runs {
                copy(
                    blocks, block: over, series: run.series, from: period(run, when), count: run.count,
                    to: row)
                checkReadable(under, through: run.origin + run.count - 1)
                let place = (under * table.seriesCount + run.series) * table.length
                let start = place + run.origin - table.training.lowerBound
                for offset in 0..<run.count { row[offset] = Self.ratio(row[offset], blocks[start + offset]) }
                row += run.count
            }
        }
    }

    /// Every read of a block passes here: a row that saw what was not known yet would be a mistake of ours.
    private func checkReadable(_ block: Int, through period: Int) {
        precondition(
            period <= table.lastReadable(block),
            "block \(block) read in period \(period), known to \(table.lastReadable(block))")
    }

    /// NaN unless the reference is positive.
    @inline(__always)
    static func ratio(_ value: Float, _ reference: Float) -> Float {
        reference > 0 && value == value ? value / reference : .nan
    }

    /// Divides each row by its series' scale.
    private func divide(_ column: UnsafeMutablePointer<Float>) {
        var row = column
        for run in runs {
            let scale = Float(scales[run.series])
            if scale != 1 {
                for offset in 0..<run.count { row[offset] /= scale }
            }
            row += run.count
        }
    }

    private func writeSteps(to column: UnsafeMutablePointer<Float>) {
        var row = column
        for run in runs {
            row.update(repeating: Float(run.step), count: run.count)
            row += run.count
        }
    }
}
