internal import DemandFeatures
package import ForecastCore

/// Boosted trees for every step of a horizon.
package struct FittedBoostedTrees: FittedGlobalModel {
    /// With the scaling that was chosen, where one was.
    package let model: BoostedTreesForecaster
    /// One per entry of the model's plan; none where there was nothing to learn from: then no forecast is a number, and
    /// the runner's stand-ins take their places.
    package let parts: [Part]
    /// What the numbers of its categories mean; none for a model of nothing.
    let codes: CategoryCodes
    /// Whether there were more rows than the model takes.
    let isOfSample: Bool
    package let work: Double

    package struct Part {
        package let booster: QuantileBooster
        /// See `BoostedTreesForecaster.smearing`.
        let smearing: Double
        /// See `BoostedTreesForecaster.calibration`.
        let spread: QuantileSpread
    }

    /// The texts of all trees: per ensemble the mean, then the levels, then a line with the smearing factor and one with the
    /// spread where there are such. Behind all of them whether it learned from a sample, the scaling where it was chosen, and
    /// the words of its categories, where it has such.
    package var artefact: Artefact {
        let ensembles = parts.flatMap { part in
            part.booster.models.map(\.text.text)
                + (part.smearing == 1 ? [] : ["\(Self.smearingKey)\(part.smearing)\n"])
                + (part.spread.changesNothing ? [] : ["\(Self.spreadKey)\(Self.text(of: part.spread))\n"])
        }
        let chosen = model.choosesScaling ? ["\(Self.scalingKey)\(model.scaling.rawValue)\n"] : []
        let words = codes.isEmpty ? [] : ["\(Self.codesKey)\n\(codes.text)"]
        let sampled = isOfSample ? [Self.sampleLine] : []
        return Artefact(
            text: (ensembles + sampled + chosen + words).joined(separator: Self.separator), work: work)
    }

    static let separator = "\u{0C}\n"
    static let scalingKey = "scaling="
    static let smearingKey = "smearing="
    static let spreadKey = "spread="
    static let sampleLine = "sample of its rows\n"
    static let codesKey = "categories"

    package func remarks(on known: KnownPanel) -> [String] { codes.remarks(on: known.panel) }

    package var lessons: [String] {
        guard isOfSample else { return [] }
        let rows = NumberText.count(model.mostRows)
        return [
            "there are more rows to learn from than \(BoostedTreesForecaster.mostRows), so it was trained on a sample of about "
                + "\(rows), drawn by series and origin"
        ]
    }

    package func forecast(_ known: KnownPanel, jobs: Int) throws -> [Double] {
        let table = try model.table(of: known, codes: codes)
        guard !parts.isEmpty else {
            let count = table.seriesCount * known.reach * (1 + known.levels.count)
            return Array(repeating: .nan, count: count)
        }
        var output = Output(labels: model.labels, known: known, series: table.seriesCount)
        switch model.strategy {
        case .recursive: try recursive(table, known, jobs: jobs, to: &output)
        case .direct, .step: try learnedSteps(table, known, jobs: jobs, to: &output)
        }
        return output.values
    }

    private func learnedSteps(_ table: FeatureTable, _ known: KnownPanel, jobs: Int, to output: inout Output)
        throws
    {
        for (part, strategy) in zip(parts, model.plan(for: known.window)) {
            let scales = table.scales(model.scaling)
            for first in stride(from: 0, to: table.seriesCount, by: Self.shard) {
                let series = first..<min(first + Self.shard, table.seriesCount)
                let rows = table.predictionRows(
                    for: strategy, steps: strategy.steps, series: Array(series), scales: scales)
                let values = try part.booster.predict(rows.matrix, jobs: jobs)
                output.write(values, of: series, steps: strategy.steps, scales: scales, part: part)
            }
        }
    }

    /// Series whose rows are in memory at a time; no row depends on another.
    private static let shard = 8192

    /// The quantiles of a step are those of its one-step model given the means before it: honest for the
    /// first step, too narrow for later ones where errors accumulate.
    private func recursive(_ table: FeatureTable, _ known: KnownPanel, jobs: Int, to output: inout Output)
        throws
    {
        var rows = RecursiveFeatures(table, scaling: model.scaling)
        let least = known.mayBeNegative.map { $0 ? -Double.infinity : 0 }
        for step in 1...known.reach {
            let values = try parts[0].booster.predict(rows.matrix(), jobs: jobs)
            output.write(
                values, of: 0..<table.seriesCount, steps: [step], scales: rows.scales, part: parts[0])
            rows.append((0..<table.seriesCount).map { max(least[$0], output.mean(series: $0, step: step)) })
        }
    }

    /// `[series, step, 1 + levels]`, filled step by step; 0 in a gap that no part forecasts.
    private struct Output {
        private let labels: LabelForm
        private let steps: Int
        private let width: Int
        private let centre: SpreadCentre?
        /// `[series]`.
        private let patterns: [DemandPattern]
        private(set) var values: [Double]

        init(labels: LabelForm, known: KnownPanel, series: Int) {
            self.labels = labels
            steps = known.reach
            width = 1 + known.levels.count
            centre = SpreadCentre(known.levels.map(\.value))
            patterns = known.classes.pattern
            values = Array(repeating: 0, count: series * steps * width)
        }

        func mean(series: Int, step: Int) -> Double { values[(series * steps + step - 1) * width] }

        /// `said` is `[of these series, its steps, width]`, as the trees say it; scales are those of all series.
        mutating func write(
            _ said: [Double], of some: Range<Int>, steps written: [Int], scales: [Double], part: Part
        ) {
            let isSpread = !part.spread.changesNothing
            for series in some {
                let scale = scales[series]
                for (place, step) in written.enumerated() {
                    let from = ((series - some.lowerBound) * written.count + place) * width
                    let to = (series * steps + step - 1) * width
                    var row = Array(said[from..<from + width])
                    if isSpread {
                        part.spread.spread(&row[1...], around: centre, pattern: patterns[series])
                    }
                    for column in 0..<width {
                        let value = labels.forecast(row[column], scale: scale)
                        let isSmeared = column == 0 && part.smearing != 1
                        values[to + column] = isSmeared ? (value + 1) * part.smearing - 1 : value
                    }
                }
            }
        }
    }
}
