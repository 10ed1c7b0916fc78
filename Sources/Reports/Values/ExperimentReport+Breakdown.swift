extension ExperimentReport {
    /// The errors of two models by time, season, promotion, step and class. Its size depends on periods and classes,
    /// never on the number of series.
    ///
    /// Errors are WAPE and bias in percent whatever ranks the models: both are sums over a sum, so parts of any size
    /// can be held against each other.
    package struct Breakdown: Codable, Equatable, Sendable {
        package var target: String
        /// The champion, without a verdict seasonal naive.
        package var reference: String
        /// The challenger, without a verdict the best model.
        package var contender: String
        /// The tested periods in their order; of overlapping windows the one with the latest cutoff.
        package var periods: [Period]
        /// What `seasons` are: `week of year`, `month`, `quarter`, `day of week`, `hour of day`; empty where there are none.
        package var seasonName: String
        /// In the order of the calendar.
        package var seasons: [Part]
        /// By the columns known ahead that say yes or no: 0, then 1.
        package var flags: [Part]
        /// The widest central interval by step and by class; empty without quantiles.
        package var coverage: [CoveragePart]
        /// Such as `p10 to p90`.
        package var intervalLabel: String
        /// The share of actuals that the interval promises to hold, in percent.
        package var nominal: Figure

        package init(
            target: String, reference: String, contender: String, periods: [Period], seasonName: String,
            seasons: [Part], flags: [Part], coverage: [CoveragePart], intervalLabel: String, nominal: Figure
        ) {
            self.target = target
            self.reference = reference
            self.contender = contender
            self.periods = periods
            self.seasonName = seasonName
            self.seasons = seasons
            self.flags = flags
            self.coverage = coverage
            self.intervalLabel = intervalLabel
            self.nominal = nominal
        }

        enum CodingKeys: String, CodingKey {
            case target, reference, contender, periods
            case seasonName = "season_name"
            case seasons, flags, coverage
            case intervalLabel = "interval_label"
            case nominal
        }

        /// Sums over all series with an actual in the period.
        package struct Period: Codable, Hashable, Sendable {
            package var label: String
            package var window: Int
            package var actual: Double
            package var reference: Double
            package var contender: Double

            package init(label: String, window: Int, actual: Double, reference: Double, contender: Double) {
                self.label = label
                self.window = window
                self.actual = actual
                self.reference = reference
                self.contender = contender
            }
        }

        /// Some of the scored points.
        package struct Part: Codable, Hashable, Sendable {
            /// A column for flags; `season_name` for seasons.
            package var group: String
            package var value: String
            package var points: Int
            /// Of what was observed, 0 to 1.
            package var share: Figure
            package var reference: Errors
            package var contender: Errors

            package init(
                group: String, value: String, points: Int, share: Figure, reference: Errors, contender: Errors
            ) {
                self.group = group
                self.value = value
                self.points = points
                self.share = share
                self.reference = reference
                self.contender = contender
            }
        }

        package struct Errors: Codable, Hashable, Sendable {
            package var wape: Figure
            package var bias: Figure

            package init(wape: Figure, bias: Figure) {
                self.wape = wape
                self.bias = bias
            }
        }

        /// The share of actuals inside the interval or on its bounds, in percent.
        package struct CoveragePart: Codable, Hashable, Sendable {
            /// `step`, or a classification such as `abc_class`.
            package var group: String
            package var value: String
            package var points: Int
            package var reference: Figure
            package var contender: Figure
            /// The same with half of the actuals that equal a bound: counts do so often. Null in reports of older versions.
            package var halfReference: Figure
            package var halfContender: Figure
            /// The same with as much of an actual as lies inside by the probability that the forecast gives it. Null in reports of older versions.
            package var randomisedReference: Figure
            package var randomisedContender: Figure

            package init(
                group: String, value: String, points: Int, reference: Figure, contender: Figure,
                halfReference: Figure, halfContender: Figure, randomisedReference: Figure,
                randomisedContender: Figure
            ) {
                self.group = group
                self.value = value
                self.points = points
                self.reference = reference
                self.contender = contender
                self.halfReference = halfReference
                self.halfContender = halfContender
                self.randomisedReference = randomisedReference
                self.randomisedContender = randomisedContender
            }

            enum CodingKeys: String, CodingKey {
                case group, value, points, reference, contender
                case halfReference = "half_reference"
                case halfContender = "half_contender"
                case randomisedReference = "randomised_reference"
                case randomisedContender = "randomised_contender"
            }

            package init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                group = try container.decode(String.self, forKey: .group)
                value = try container.decode(String.self, forKey: .value)
                points = try container.decode(Int.self, forKey: .points)
                reference = try container.decode(Figure.self, forKey: .reference)
                contender = try container.decode(Figure.self, forKey: .contender)
                halfReference =
                    try container.decodeIfPresent(Figure.self, forKey: .halfReference) ?? Figure(nil)
                halfContender =
                    try container.decodeIfPresent(Figure.self, forKey: .halfContender) ?? Figure(nil)
                randomisedReference =
                    try container.decodeIfPresent(Figure.self, forKey: .randomisedReference) ?? Figure(nil)
                randomisedContender =
                    try container.decodeIfPresent(Figure.self, forKey: .randomisedContender) ?? Figure(nil)
            }
        }
    }
}

extension ExperimentReport.Breakdown {
    /// How few periods make most of a bias: `periods` of them carry `part` of `whole` points of bias, all in its
    /// direction.
    struct Concentration: Equatable {
        let periods: Int
        let part: Double
        let whole: Double
    }

    /// The eighth of the periods that carries most of the bias; nil where there is no bias to speak of.
    /// - Parameter forecast: of one of the two models.
    func concentration(_ forecast: KeyPath<Period, Double>) -> Concentration? {
        let volume = periods.reduce(0) { $0 + $1.actual.magnitude }
        guard volume > 0, periods.count >= 8 else { return nil }
        let shares = periods.map { 100 * ($0[keyPath: forecast] - $0.actual) / volume }
        let whole = shares.reduce(0, +)
        guard whole.magnitude >= 0.05, whole.isFinite else { return nil }
        let few = max(1, periods.count / 8)
        let part = shares.sorted { whole < 0 ? $0 < $1 : $0 > $1 }.prefix(few).reduce(0, +)
        return Concentration(periods: few, part: part, whole: whole)
    }
}
