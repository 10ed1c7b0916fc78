internal import ExperimentSpec
internal import ForecastCore
internal import ForecastTasks
internal import Reports
internal import Workers

/// How often actuals stayed under the quantiles that were forecast.
extension ReportAssembly {
    /// Fills every model's `calibration`.
    /// - Throws: `Interrupted`.
    func addCalibration(to report: inout ExperimentReport) throws {
        let levels = run.spec.quantiles
        guard !levels.isEmpty else { return }
        for result in results {
            let actuals = windows.map(result.history.actuals)
            let counts = try queue.map(result.forecasts.count) { model in
                count(result.forecasts[model], under: actuals, levels: levels.count)
            }
            for (model, counts) in counts.enumerated() {
                report.models[model].calibration += levels.indices.map { level in
                    let points = Double(counts.points)
                    return .init(
                        target: result.target, level: levels[level].value,
                        below: Figure(points > 0 ? Double(counts.below[level]) / points : nil),
                        atOrBelow: Figure(points > 0 ? Double(counts.atOrBelow[level]) / points : nil),
                        points: counts.points)
                }
            }
        }
    }

    private struct Counts: Sendable {
        var below: [Int]
        var atOrBelow: [Int]
        var points = 0
    }

    /// - Parameters:
    ///   - blocks: `[window]`.
    ///   - actuals: `[window]` of `[series, horizon]`, NaN where nothing is scored.
    private func count(_ blocks: [ForecastBlock], under actuals: [[Double]], levels: Int) -> Counts {
        var counts = Counts(
            below: Array(repeating: 0, count: levels), atOrBelow: Array(repeating: 0, count: levels))
        let declared = run.spec.evaluation.steps.map { $0 - 1 }
        for (block, actuals) in zip(blocks, actuals) {
            let steps = declared.isEmpty ? Array(0..<block.horizon) : declared
            for series in 0..<block.seriesCount {
                if series % 8192 == 0 { block.values.letGo() }
                for step in steps {
                    let actual = actuals[series * block.horizon + step]
                    guard !actual.isNaN else { continue }
                    counts.points += 1
                    for level in 0..<levels {
                        let quantile = block.quantile(series, step, level: level)
                        if actual < quantile { counts.below[level] += 1 }
                        if actual <= quantile { counts.atOrBelow[level] += 1 }
                    }
                }
            }
            block.values.letGo()
        }
        return counts
    }
}
