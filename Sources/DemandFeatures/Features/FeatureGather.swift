internal import ForecastCore

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
        case .seasonalLag(let season):
            table.blocks.withUnsafeBufferPointer { block in
                for run in runs {
                    let target = run.origin + run.step
                    let before = FeatureTable.season(before: target, origin: run.origin, period: season)
                    copy(block, series: run.series, from: before, count: run.count, to: row)
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
