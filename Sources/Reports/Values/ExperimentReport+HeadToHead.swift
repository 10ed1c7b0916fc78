extension ExperimentReport {
    /// Two models over the same series: how the improvement spreads over series and over classes.
    ///
    /// **Units** Improvements are positive where the contender is better, in `improvementUnit`.
    package struct HeadToHead: Codable, Equatable, Sendable {
        package var target: String
        /// The id of the metric, taken series by series.
        package var metric: String
        /// The champion, without a verdict seasonal naive.
        package var reference: String
        /// The challenger, without a verdict the best model.
        package var contender: String
        package var improvementUnit: Verdict.ImprovementUnit
        package var distribution: Distribution
        /// The classes that occur, in the order A X smooth, A X erratic, ...
        package var classes: [ClassContrast]
        /// How the improvement adds up over series; null in reports of earlier versions, and where it is undefined.
        @OrNull package var pareto: Pareto?

        package init(
            target: String, metric: String, reference: String, contender: String,
            improvementUnit: Verdict.ImprovementUnit, distribution: Distribution, classes: [ClassContrast],
            pareto: Pareto? = nil
        ) {
            self.target = target
            self.metric = metric
            self.reference = reference
            self.contender = contender
            self.improvementUnit = improvementUnit
            self.distribution = distribution
            self.classes = classes
            self.pareto = pareto
        }

        enum CodingKeys: String, CodingKey {
            case target, metric, reference, contender
            case improvementUnit = "improvement_unit"
            case distribution, classes, pareto
        }
    }

    /// One combination of classes, each series by its class in the window that is scored.
    package struct ClassContrast: Codable, Hashable, Sendable {
        package var abc: String
        package var xyz: String
        package var pattern: String
        /// Series of the combination at the last cutoff.
        package var series: Int
        /// Their share of what was observed in the scored periods of all windows, 0 to 1.
        package var share: Figure
        package var referenceValue: Figure
        package var contenderValue: Figure
        package var improvement: Figure

        package init(
            abc: String, xyz: String, pattern: String, series: Int, share: Figure, referenceValue: Figure,
            contenderValue: Figure, improvement: Figure
        ) {
            self.abc = abc
            self.xyz = xyz
            self.pattern = pattern
            self.series = series
            self.share = share
            self.referenceValue = referenceValue
            self.contenderValue = contenderValue
            self.improvement = improvement
        }

        enum CodingKeys: String, CodingKey {
            case abc, xyz, pattern, series, share
            case referenceValue = "reference_value"
            case contenderValue = "contender_value"
            case improvement
        }
    }
}
