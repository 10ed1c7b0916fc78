internal import ForecastCore
internal import ForecastTasks
internal import Reports

/// Fits and explanations of global models.
extension ReportAssembly {
    func fits(ofModel index: Int) -> [ExperimentReport.ModelFit] {
        results.flatMap { result in
            Self.ownFits(of: result, model: index).map { window, fit in
                .init(
                    target: result.target, window: window + 1, modelDigest: fit.modelDigest.hex,
                    work: fit.work, losses: fit.course.map(Self.losses))
            }
        }
    }

    /// One per target: gains and splits summed over fits, contributions the mean over the rows of all windows.
    func explanations(ofModel index: Int) -> [ExperimentReport.ModelExplanation] {
        results.compactMap { result in
            let said = result.fits[index].compactMap(\.explanation)
            let learned = Self.ownFits(of: result, model: index).compactMap(\.fit.explanation)
            guard let first = said.first, !first.features.isEmpty,
                (said + learned).allSatisfy({ $0.features == first.features })
            else { return nil }
            let gains = Self.sum(learned.map { ($0.values(.gain), 1) })
            let splits = Self.sum(learned.map { ($0.values(.splits), 1) })
            let rows = said.reduce(0) { $0 + $1.rows }
            let moved = Self.sum(
                said.map { ($0.values(.contribution), Double($0.rows) / Double(max(1, rows))) })
            let taken = Self.sum(
                said.map { ($0.values(.selection), Double($0.rows) / Double(max(1, rows))) })
            let gainShares = gains.map { Explanation.Measure(.gain, $0).shares }
            let shares = moved.map { Explanation.Measure(.contribution, $0).shares }
            return .init(
                target: result.target, rows: rows,
                features: first.features.indices.map { column in
                    .init(
                        feature: first.features[column], gain: .init(gains?[column]),
                        gainShare: .init(gainShares?[column]), splits: .init(splits?[column]),
                        contribution: .init(moved?[column]), contributionShare: .init(shares?[column]),
                        selection: taken.map { .init($0[column]) })
                }, attention: Self.attention(said))
        }
    }

    private static func losses(_ course: TrainingCourse) -> [ExperimentReport.LossMark] {
        course.marks.map {
            .init(step: $0.step, training: .init($0.training), validation: .init($0.validation))
        }
    }

    /// The mean over all forecasts, step by step; the history of an early window may be shorter.
    private static func attention(_ said: [Explanation]) -> [ExperimentReport.AttentionRow]? {
        let shares = said.compactMap { explanation in
            explanation.attention.map { (rows: $0.rows, weight: Double(explanation.rows)) }
        }
        let total = shares.reduce(0) { $0 + $1.weight }
        guard let steps = shares.first?.rows.map(\.step), total > 0,
            shares.allSatisfy({ $0.rows.map(\.step) == steps })
        else { return nil }
        return steps.indices.map { place in
            let rows = shares.map { (row: $0.rows[place], weight: $0.weight / total) }
            let first = rows.map(\.row.first).min() ?? 0
            var sum = Array(repeating: 0.0, count: max(0, steps[place] - first + 1))
            for (row, weight) in rows {
                for (offset, share) in row.weights.enumerated() {
                    sum[row.first - first + offset] += weight * share
                }
            }
            return .init(step: steps[place], firstPosition: first, weights: sum.map { .init($0) })
        }
    }

    /// The fits of windows that were fitted themselves, earliest first.
    private static func ownFits(of result: TargetResult, model: Int) -> [(window: Int, fit: GlobalFit)] {
        zip(result.history.windows, result.fits[model]).compactMap { window, fit in
            window.fittedIn == window.index ? (window.index, fit) : nil
        }
    }

    /// The weighted sum, feature by feature; nil where one of them is missing.
    private static func sum(_ parts: [(values: [Double]?, weight: Double)]) -> [Double]? {
        guard let first = parts.first?.values else { return nil }
        var total = Array(repeating: 0.0, count: first.count)
        for part in parts {
            guard let values = part.values else { return nil }
            for column in total.indices { total[column] += values[column] * part.weight }
        }
        return total
    }
}
