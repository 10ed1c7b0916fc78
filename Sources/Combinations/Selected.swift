package import ForecastCore
internal import ForecastEvaluation
internal import NumericKernels

/// The kind `selected`: each segment of series by the member that did best for it in earlier windows.
///
/// The best of all series is the choice of every segment, until the segment's own best is surely better there: the
/// gain, summed over its series, lies above what the normal distribution gives chance at `confidence`, with the
/// series as independent pieces. Segments are divided one key after the other, and each keeps the choice of the wider one in the same way.
/// **Source** One choice per segment, against one per series or for all: Fildes & Petropoulos 2015, "Simple versus
/// complex selection rules for forecasting many time series".
package struct Selected: ForecastCombiner, CombinedModelKind {
    package static let kind = ModelKind(
        name: "selected",
        summary: "each segment of series by the model that was surely best for it in earlier windows",
        source: "Fildes & Petropoulos 2015", version: 2,
        parameters: [
            ParameterDeclaration(
                "members", .members, default: .word("all"),
                "the models to choose among: a list of names, or all that are not made of others"),
            EarlierScores.parameter,
            ParameterDeclaration(
                "within", .words(Segmentation.classNames), default: .names([]),
                "what divides the series, the first key first; none for one choice"),
            ParameterDeclaration(
                "windows", .integer(1...52), default: .integer(2),
                "windows before each cutoff that it goes by"),
            ParameterDeclaration(
                "confidence", .number(0.5...0.9999), default: .number(0.95),
                "how sure it must be that a segment's own best is better than the choice of the wider one"),
        ],
        make: .combined)

    private let metric: Metric
    private let keys: [String]
    private let confidence: Double
    package let earlierWindows: Int
    /// The place of each series' member, `[series]`; nil where nothing was learned.
    private var choices: [Int]?

    package static func model(_ parameters: ModelParameters) -> any ForecastCombiner { Selected(parameters) }

    package init(_ parameters: ModelParameters) {
        metric = Metric(MetricName(rawValue: parameters.word("by")) ?? .wql)
        keys = parameters.names("within")
        confidence = parameters.number("confidence")
        earlierWindows = parameters.integer("windows")
    }

    // MARK: - Choosing

    package func learning(from earlier: [EarlierForecasts], of known: KnownSeries) -> LearnedCombiner {
        let scores = EarlierScores(earlier, by: metric)
        guard let best = scores.ranking.first, scores.values[best] != nil else {
            return LearnedCombiner(self)
        }
        var segments = [Segment(name: "all", series: Array(known.history.indices), choice: best)]
        for key in keys {
            segments = segments.flatMap { divided($0, by: key, known, scores) }
        }
        var learned = self
        var choices = known.history.map { _ in best }
        for segment in segments { for series in segment.series { choices[series] = segment.choice } }
        learned.choices = choices
        return LearnedCombiner(
            learned, shares: segments.flatMap { shares(of: $0, known, scores) }, choices: choices)
    }

    /// A series that was not there then goes to the member that most series were left to.
    package func taught(by lesson: CombinationLesson, series: [String]) -> any ForecastCombiner {
        guard let choices = lesson.choices else { return self }
        var taught = self
        taught.choices = series.map { choices[$0] ?? lesson.usual }
        return taught
    }

    package func routes(of known: KnownSeries) -> [Int]? { choices }

    /// Series of the same classes, and whom they are left to.
    private struct Segment {
        let name: String
        let series: [Int]
        let choice: Int
    }

    /// The parts of a segment, those without a series left out.
    private func divided(
        _ segment: Segment, by key: String, _ known: KnownSeries, _ scores: EarlierScores
    ) -> [Segment] {
        guard let classes = Segmentation(byClass: key, classes: [known.classes]) else {
            preconditionFailure("the reader lets no other key pass than \(Segmentation.classNames)")
        }
        return classes.labels.indices.compactMap { label in
            let series = segment.series.filter { classes.indices[0][$0] == Int32(label) }
            guard !series.isEmpty else { return nil }
            let name =
                segment.name == "all" ? classes.labels[label] : "\(segment.name) \(classes.labels[label])"
            return Segment(name: name, series: series, choice: choice(among: series, of: segment, scores))
        }
    }

    /// The best of these series where that is sure, and the choice of the wider segment otherwise.
    private func choice(among series: [Int], of wider: Segment, _ scores: EarlierScores) -> Int {
        var best = (member: wider.choice, gains: [Double](), total: 0.0)
        for member in scores.values.indices where scores.values[member] != nil && member != wider.choice {
            let gains = scores.gains(of: member, over: wider.choice)
            let own = series.map { gains[$0] }
            let total = own.reduce(0, +)
            if total > best.total { best = (member, own, total) }
        }
        return isSure(best.gains, total: best.total) ? best.member : wider.choice
    }

    /// Whether the sum of gains is above 0 by more than chance.
    private func isSure(_ gains: [Double], total: Double) -> Bool {
        guard gains.count > 1 else { return false }
        let count = Double(gains.count)
        let mean = total / count
        let squares = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let error = (count * squares / (count - 1)).squareRoot()
        return total > NormalDistribution.quantile(confidence) * error
    }

    private func shares(
        of segment: Segment, _ known: KnownSeries, _ scores: EarlierScores
    ) -> [LearnedCombiner.Share] {
        let values = scores.values(among: segment.series)
        return values.indices.map { member in
            LearnedCombiner.Share(
                segment: segment.name, series: segment.series.count { known.history[$0] > 0 }, member: member,
                score: values[member], weight: member == segment.choice ? 1 : 0)
        }
    }

    // MARK: - Combining

    /// A stand-in of the model that a series is left to stays one. Where nothing was learned, it is the mean of all.
    package func combine(_ members: [ForecastBlock], of known: KnownSeries) -> Combination {
        guard let choices else {
            return Combination(of: members) { forecasts, _ in
                forecasts[0].indices.map { place in
                    forecasts.reduce(0) { $0 + $1[place] } / Double(forecasts.count)
                }
            }
        }
        var block = ForecastBlock(horizon: members[0].horizon, levelCount: members[0].levelCount)
        block.reserve(series: members[0].seriesCount)
        for (series, member) in choices.enumerated() {
            let forecast = members[member].forecast(ofSeries: series)
            // Parameters are those of one kind; here there are several.
            block.append(
                SeriesForecast(
                    values: forecast.values,
                    outcome: SeriesOutcome(
                        fallback: forecast.outcome.fallback, repairs: forecast.outcome.repairs,
                        isAbsent: forecast.outcome.isAbsent)))
        }
        return Combination(block: block, missing: members.map { _ in 0 })
    }
}
