package import ForecastCore

/// A complete experiment: what a spec says, with every default filled in and every sweep unrolled.
package struct ExperimentSpec: Sendable, Equatable {
    package var name: String
    package var description: String
    package var seed: UInt64
    package var data: DataDeclaration
    /// Sorted by name.
    package var features: [FeatureSetDeclaration]
    /// In the order of the spec; the points of a sweep follow one another.
    package var models: [ModelDeclaration]
    /// In the order of the spec.
    package var halvings: [HalvingDeclaration] = []
    package var backtest: BacktestDeclaration
    /// Ascending.
    package var quantiles: [QuantileLevel]
    package var evaluation: EvaluationDeclaration
    package var classes: ClassificationDeclaration
    /// Nil when the spec only compares.
    package var promotion: PromotionDeclaration?
}

package struct DataDeclaration: Sendable, Equatable {
    /// The folder's name under `datasets/`.
    package var dataset: String
    package var targets: [String]
    package var filter: SeriesFilter
    /// A seeded sample of so many series; nil for all.
    package var sample: Int?
}

/// Which series take part. Every condition that is given must hold.
package struct SeriesFilter: Sendable, Equatable {
    /// Attribute name and accepted values, sorted by name.
    package var attributes: [AttributeCondition]
    /// Accepted classes at the first cutoff, by label (`A`, `X`, `smooth`); empty accepts all.
    package var abc: [String]
    package var xyz: [String]
    package var pattern: [String]
    /// At least so many observed periods before the first cutoff.
    package var minHistory: Int?
    /// At least so many periods with the first target other than 0 before the first cutoff.
    package var minNonzero: Int?

    package struct AttributeCondition: Sendable, Equatable {
        package var attribute: String
        package var values: [String]
    }
}

/// A feature set as declared; the builder gives the names their meaning. Windows are ascending, names in the
/// order of the spec.
package struct FeatureSetDeclaration: Sendable, Equatable {
    package var name: String
    /// Facts of the calendar, as numbers and as points on a circle.
    package var temporal: [String]
    package var cyclic: [String]
    package var lags: [Int]
    package var rollingMean: [Int]
    package var rollingStd: [Int]
    package var rollingMin: [Int]
    package var rollingMax: [Int]
    /// Nil when no quantiles are asked for.
    package var rollingQuantile: RollingQuantiles?
    package var rollingZeroShare: [Int]
    package var age: [String]
    package var price: [String]
    /// Columns of the data set.
    package var promotion: [String]
    package var knownAhead: [String]
    package var past: [String]
    /// Windows for every column of `past`.
    package var pastMean: [Int]
    package var pastStd: [Int]
    /// Nil when nothing of other series is asked for.
    package var groupMean: GroupMean?
    package var rivals: Rivals?
    package var classification: [String]
    /// Static attributes, as categories and as the numbers that they spell.
    package var categorical: [String]
    package var numeric: [String]

    /// Every column averaged by every static attribute.
    package struct GroupMean: Sendable, Equatable {
        package var columns: [String]
        package var by: [String]
    }

    /// Every column for every value of attribute `of`, among the series that agree in attribute `within`.
    package struct Rivals: Sendable, Equatable {
        package var columns: [String]
        package var within: String
        package var of: String
    }

    /// Every window with every level.
    package struct RollingQuantiles: Sendable, Equatable {
        package var windows: [Int]
        /// Ascending.
        package var levels: [QuantileLevel]
    }
}

package struct ModelDeclaration: Sendable, Equatable {
    package var name: String
    package var kind: String
    package var parameters: ModelParameters
    package var transform: Transform

    package enum Transform: String, Sendable, CaseIterable { case none, log, boxcox }

    package init(name: String, kind: String, parameters: ModelParameters, transform: Transform) {
        self.name = name
        self.kind = kind
        self.parameters = parameters
        self.transform = transform
    }
}

package struct BacktestDeclaration: Sendable, Equatable {
    package var horizon: Int
    package var schedule: Schedule
    /// Steps between two cutoffs.
    package var step: Int
    package var train: TrainingSpan
    /// Parameters are fitted in every `refit`-th window and reused in between.
    package var refit: Int
    /// Periods between the end of training and step 1.
    package var gap: Int
    /// A series with fewer observed training periods at a cutoff is short.
    package var minHistory: Int
    package var shortSeries: ShortSeriesPolicy

    package enum Schedule: Sendable, Equatable {
        /// So many windows, the last one ending with the data.
        case count(Int)
        /// One window per cutoff: the label of the last training period.
        case cutoffs([String])
    }

    /// How many windows there are.
    package var windowCount: Int {
        switch schedule {
        case .count(let count): count
        case .cutoffs(let labels): labels.count
        }
    }

    package enum TrainingSpan: Sendable, Equatable {
        case expanding
        /// The last so many periods before each cutoff.
        case sliding(Int)
    }

    package enum ShortSeriesPolicy: String, Sendable, CaseIterable {
        /// Forecast by the fallback, scored, and counted as fallback.
        case fallback
        /// Neither forecast nor scored at that cutoff, and counted.
        case skip
        /// Stop with a data error.
        case error
    }
}

package struct EvaluationDeclaration: Sendable, Equatable {
    /// Every variant, in the order of the spec.
    package var metrics: [Metric]
    /// The season lengths of scaled errors.
    package var seasons: [Int]
    package var zeros: ZeroPolicy
    package var segments: [Segment]
    /// Horizon steps that count, from 1, ascending; all of them when empty.
    package var steps: [Int]

    /// What MAPE does with an actual of zero.
    package enum ZeroPolicy: String, Sendable, CaseIterable { case skip, error }

    package enum Segment: String, Sendable, CaseIterable {
        case abcClass = "abc_class"
        case xyzClass = "xyz_class"
        case demandPattern = "demand_pattern"
    }
}

/// The cuts between classes.
package struct ClassificationDeclaration: Sendable, Equatable {
    /// Average demand interval between smooth/erratic and intermittent/lumpy.
    package var adiCut: Double
    /// Squared coefficient of variation of demand sizes between smooth and erratic.
    package var cv2Cut: Double
    /// Cumulative revenue shares (0...1) at which A and B end.
    package var abcCuts: [Double]
    /// Coefficients of variation at which X and Y end.
    package var xyzCuts: [Double]

    package static let standard = ClassificationDeclaration(
        adiCut: 1.32, cv2Cut: 0.49, abcCuts: [0.80, 0.95], xyzCuts: [0.5, 1.0])
}

package struct PromotionDeclaration: Sendable, Equatable {
    package var champion: Champion
    package var challengers: [String]
    /// The target on which promotion is decided; the first one by default.
    package var target: String
    package var metric: Metric
    /// Percentage points for metrics in percent; percent of the champion's value for others.
    package var minImprovementPP: Double
    /// Of the two-sided intervals of all challengers at once, strictly between 0 and 1.
    package var confidence: Double
    package var guardrails: Guardrails

    package enum Champion: Sendable, Equatable {
        case model(String)
        /// The one in results/champions.yaml.
        case registered
    }

    /// Nil switches a guardrail off.
    package struct Guardrails: Sendable, Equatable {
        /// How much larger the challenger's absolute bias may be, in percentage points.
        package var biasPP: Double?
        /// How far from 0 the challenger's bias may be where the champion's is nearer, in percentage points.
        package var absoluteBiasPP: Double?
        /// How much worse the challenger may be in any segment.
        package var worstSegmentPP: Double?
        /// How much larger than the champion's the share of forecasts may be that come from a fallback.
        package var fallbackShare: Double?

        package static let standard = Guardrails(
            biasPP: 2.0, absoluteBiasPP: 10.0, worstSegmentPP: 5.0, fallbackShare: 0.05)

        /// Each by its key in a spec.
        package var limits: [(name: String, value: Double?)] {
            [
                ("bias_pp", biasPP), ("bias_abs_pp", absoluteBiasPP), ("worst_segment_pp", worstSegmentPP),
                ("fallback_share", fallbackShare),
            ]
        }
    }
}
