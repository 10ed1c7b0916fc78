internal import ForecastCore

extension ExperimentReport {
    /// What one model achieved.
    package struct ModelReport: Equatable, Sendable {
        package var name: String
        /// As a spec writes it: `seasonal_naive`.
        package var kind: String
        /// What the kind does, in a line for people; nil in reports of earlier versions.
        package var kindSummary: String?
        /// The resolved parameters, as the resolved spec writes them.
        package var parameters: [String: String]
        /// True for the baselines that always run.
        package var isBaseline: Bool
        /// Over all series, steps and windows.
        package var scores: ScoreSet
        package var byWindow: [WindowScores]
        package var bySegment: [SegmentScores]
        package var byStep: [StepScores]
        /// Empty where series alone were forecast.
        package var byLevel: [LevelScores]
        package var fallbacks: FallbackCount
        package var repairs: Repairs
        /// The fits of a global model; none for local ones.
        package var fits: [ModelFit]
        /// One per target of a model that can tell.
        package var explanations: [ModelExplanation]
        /// Nil in reports of earlier versions.
        package var standing: Standing?
        /// By target, then by level; empty without quantiles.
        package var calibration: [QuantileCoverage]

        package init(
            name: String, kind: String, parameters: [String: String], isBaseline: Bool, scores: ScoreSet,
            byWindow: [WindowScores], bySegment: [SegmentScores], byStep: [StepScores],
            fallbacks: FallbackCount, repairs: Repairs, fits: [ModelFit] = [],
            explanations: [ModelExplanation] = [], standing: Standing? = nil,
            calibration: [QuantileCoverage] = [], kindSummary: String? = nil,
            byLevel: [LevelScores] = []
        ) {
            self.name = name
            self.kind = kind
            self.kindSummary = kindSummary
            self.parameters = parameters
            self.isBaseline = isBaseline
            self.scores = scores
            self.byWindow = byWindow
            self.bySegment = bySegment
            self.byStep = byStep
            self.byLevel = byLevel
            self.fallbacks = fallbacks
            self.repairs = repairs
            self.fits = fits
            self.explanations = explanations
            self.standing = standing
            self.calibration = calibration
        }
    }

    /// Every metric of every target over one set of points.
    package struct ScoreSet: Codable, Equatable, Sendable {
        /// By target, then by metric id.
        package var metrics: [String: [String: Figure]]
        /// What each metric was taken over: points, or series for a mean of series.
        package var points: [String: [String: Int]]
        /// What each metric had to leave out: a zero actual in MAPE, a scale of zero in MASE.
        package var pointsExcluded: [String: [String: Int]]

        package init() { (metrics, points, pointsExcluded) = ([:], [:], [:]) }

        package mutating func set(target: String, metric: String, value: Figure, points: Int, excluded: Int) {
            metrics[target, default: [:]][metric] = value
            self.points[target, default: [:]][metric] = points
            pointsExcluded[target, default: [:]][metric] = excluded
        }

        /// The number, or nil where it is undefined or was not asked for.
        package func value(target: String, metric: String) -> Double? { metrics[target]?[metric]?.value }

        enum CodingKeys: String, CodingKey {
            case metrics, points
            case pointsExcluded = "points_excluded"
        }
    }

    /// The scores of one backtest window.
    package struct WindowScores: Equatable, Sendable {
        /// `WindowCard.window`.
        package var window: Int
        package var scores: ScoreSet

        package init(window: Int, scores: ScoreSet) {
            self.window = window
            self.scores = scores
        }
    }

    /// The scores of the series of one class.
    package struct SegmentScores: Equatable, Sendable {
        /// The classification: `abc_class`.
        package var segment: String
        /// The class: `A`.
        package var value: String
        /// How many series were ever of this class.
        package var series: Int
        package var scores: ScoreSet

        package init(segment: String, value: String, series: Int, scores: ScoreSet) {
            self.segment = segment
            self.value = value
            self.series = series
            self.scores = scores
        }
    }

    /// The scores of one horizon step.
    package struct StepScores: Equatable, Sendable {
        /// From 1: the first period that is scored.
        package var step: Int
        package var scores: ScoreSet

        package init(step: Int, scores: ScoreSet) {
            self.step = step
            self.scores = scores
        }
    }

    /// How often another forecast stood in for the model's own.
    package struct FallbackCount: Codable, Equatable, Sendable {
        package var count: Int
        /// Out of so many forecasts (series, windows and targets).
        package var forecasts: Int
        /// Their share of the actual volume, 0 to 1.
        package var volumeShare: Figure
        package var byReason: [Reason]
        /// The targets on which every scored forecast was another's.
        package var neverForecast: [String]

        package struct Reason: Codable, Hashable, Sendable {
            package var reason: String
            package var count: Int

            package init(reason: String, count: Int) {
                self.reason = reason
                self.count = count
            }
        }

        package init(
            count: Int, forecasts: Int, volumeShare: Figure, byReason: [Reason], neverForecast: [String] = []
        ) {
            self.count = count
            self.forecasts = forecasts
            self.volumeShare = volumeShare
            self.byReason = byReason
            self.neverForecast = neverForecast
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            count = try container.decode(Int.self, forKey: .count)
            forecasts = try container.decode(Int.self, forKey: .forecasts)
            volumeShare = try container.decode(Figure.self, forKey: .volumeShare)
            byReason = try container.decode([Reason].self, forKey: .byReason)
            // Reports of earlier versions do not have it.
            neverForecast = try container.decodeIfPresent([String].self, forKey: .neverForecast) ?? []
        }

        enum CodingKeys: String, CodingKey {
            case count, forecasts
            case volumeShare = "volume_share"
            case byReason = "by_reason"
            case neverForecast = "never_forecast"
        }
    }
}

extension ExperimentReport {
    /// Forecast values that were changed before they were scored.
    package struct Repairs: Equatable, Sendable {
        package struct Reasons: Codable, Equatable, Sendable {
            /// Values below 0 that were set to 0.
            package var negative: Int
            /// Quantiles that another one crossed, put in order.
            package var crossed: Int

            enum CodingKeys: String, CodingKey {
                case negative
                case crossed = "crossed_quantiles"
            }
        }

        package var total: Int
        /// Nil in reports of earlier versions.
        package var reasons: Reasons?

        init(total: Int, reasons: Reasons?) {
            self.total = total
            self.reasons = reasons
        }

        package init(negative: Int, crossed: Int) {
            self.init(total: negative + crossed, reasons: Reasons(negative: negative, crossed: crossed))
        }

        /// `120 negative, 92 crossing quantiles`.
        var text: String {
            guard let reasons, total > 0 else { return NumberText.count(total) }
            let parts = [
                (reasons.negative, "negative"),
                (reasons.crossed, reasons.crossed == 1 ? "crossing quantile" : "crossing quantiles"),
            ].filter { $0.0 > 0 }.map { "\(NumberText.count($0.0)) \($0.1)" }
            return parts.joined(separator: ", ")
        }
    }
}

extension ExperimentReport {
    /// `120 negative, 92 crossing quantiles (4.81 % of 4,408 values)`: means and quantiles of every series, step,
    /// window and target.
    func repairText(of model: ModelReport) -> String {
        guard model.repairs.total > 0, let window = windows.first else { return model.repairs.text }
        // A gap is forecast, too, and repaired before it is left out. In Double: a foreign file may hold any number.
        let steps = Double(window.gap) + Double(window.test.periods)
        let levels = Double(Set(model.calibration.map(\.level)).count)
        let values = Double(model.fallbacks.forecasts) * steps * (1 + levels)
        guard values > 0 else { return model.repairs.text }
        let share = NumberText.percent(Double(model.repairs.total) / values)
        return "\(model.repairs.text) (\(share) of \(NumberText.fixed(values, decimals: 0)) values)"
    }
}

// MARK: - JSON: the scores lie beside the names, not in an object of their own

extension ExperimentReport.ModelReport: Codable {
    enum CodingKeys: String, CodingKey {
        case name, kind, parameters
        case kindSummary = "kind_summary"
        case isBaseline = "is_baseline"
        case byWindow = "by_window"
        case bySegment = "by_segment"
        case byStep = "by_step"
        case byLevel = "by_level"
        case repairReasons = "repair_reasons"
        case fallbacks, repairs, fits, explanations, standing, calibration
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        kind = try container.decode(String.self, forKey: .kind)
        kindSummary = try container.decodeIfPresent(String.self, forKey: .kindSummary)
        parameters = try container.decode([String: String].self, forKey: .parameters)
        isBaseline = try container.decode(Bool.self, forKey: .isBaseline)
        scores = try ExperimentReport.ScoreSet(from: decoder)
        let onlyTotals =
            ExperimentReport.Detail.key.flatMap { decoder.userInfo[$0] } as? ExperimentReport.Detail
            == .totals
        byWindow =
            onlyTotals ? [] : try container.decode([ExperimentReport.WindowScores].self, forKey: .byWindow)
        bySegment =
            onlyTotals ? [] : try container.decode([ExperimentReport.SegmentScores].self, forKey: .bySegment)
        byLevel =
            try container.decodeIfPresent([ExperimentReport.LevelScores].self, forKey: .byLevel) ?? []
        byStep = onlyTotals ? [] : try container.decode([ExperimentReport.StepScores].self, forKey: .byStep)
        fallbacks = try container.decode(ExperimentReport.FallbackCount.self, forKey: .fallbacks)
        repairs = ExperimentReport.Repairs(
            total: try container.decode(Int.self, forKey: .repairs),
            reasons: try container.decodeIfPresent(
                ExperimentReport.Repairs.Reasons.self, forKey: .repairReasons))
        // Reports of earlier versions do not have these.
        fits = try container.decodeIfPresent([ExperimentReport.ModelFit].self, forKey: .fits) ?? []
        explanations =
            onlyTotals
            ? []
            : try container.decodeIfPresent(
                [ExperimentReport.ModelExplanation].self, forKey: .explanations) ?? []
        standing = try container.decodeIfPresent(ExperimentReport.Standing.self, forKey: .standing)
        calibration =
            try container.decodeIfPresent([ExperimentReport.QuantileCoverage].self, forKey: .calibration)
            ?? []
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(kind, forKey: .kind)
        try container.encode(kindSummary, forKey: .kindSummary)
        try container.encode(parameters, forKey: .parameters)
        try container.encode(isBaseline, forKey: .isBaseline)
        try scores.encode(to: encoder)
        try container.encode(byWindow, forKey: .byWindow)
        try container.encode(bySegment, forKey: .bySegment)
        try container.encode(byStep, forKey: .byStep)
        // Where there is no hierarchy, reports are as they were.
        if !byLevel.isEmpty { try container.encode(byLevel, forKey: .byLevel) }
        try container.encode(fallbacks, forKey: .fallbacks)
        try container.encode(repairs.total, forKey: .repairs)
        try container.encode(repairs.reasons, forKey: .repairReasons)
        try container.encode(fits, forKey: .fits)
        try container.encode(explanations, forKey: .explanations)
        try container.encode(standing, forKey: .standing)
        try container.encode(calibration, forKey: .calibration)
    }
}

extension ExperimentReport.WindowScores: Codable {
    enum CodingKeys: CodingKey { case window }

    package init(from decoder: any Decoder) throws {
        window = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .window)
        scores = try ExperimentReport.ScoreSet(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(window, forKey: .window)
        try scores.encode(to: encoder)
    }
}

extension ExperimentReport.SegmentScores: Codable {
    enum CodingKeys: CodingKey { case segment, value, series }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        segment = try container.decode(String.self, forKey: .segment)
        value = try container.decode(String.self, forKey: .value)
        series = try container.decode(Int.self, forKey: .series)
        scores = try ExperimentReport.ScoreSet(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(segment, forKey: .segment)
        try container.encode(value, forKey: .value)
        try container.encode(series, forKey: .series)
        try scores.encode(to: encoder)
    }
}

extension ExperimentReport.StepScores: Codable {
    enum CodingKeys: CodingKey { case step }

    package init(from decoder: any Decoder) throws {
        step = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .step)
        scores = try ExperimentReport.ScoreSet(from: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(step, forKey: .step)
        try scores.encode(to: encoder)
    }
}
