extension ExperimentReport {
    /// What the experiment was run on.
    package struct DataCard: Codable, Equatable, Sendable {
        package var dataset: String
        package var snapshotDigest: String
        /// `hourly`, `daily`, `weekly` or `monthly`.
        package var frequency: String
        package var series: Int
        /// Observations of the main target that are present.
        package var rows: Int
        /// Periods on the common grid.
        package var periods: Int
        package var firstLabel: String
        package var lastLabel: String
        /// Periods between a series' first and last one without an observation of the main target.
        package var missing: Int
        /// Remarks that the data set's owner wants readers to see: its source, its licence.
        package var notes: [String]
        /// How many series there are of each class, at the last cutoff; empty cells left out.
        package var classes: [ClassCell]

        package init(
            dataset: String, snapshotDigest: String, frequency: String, series: Int, rows: Int, periods: Int,
            firstLabel: String, lastLabel: String, missing: Int, notes: [String], classes: [ClassCell]
        ) {
            self.dataset = dataset
            self.snapshotDigest = snapshotDigest
            self.frequency = frequency
            self.series = series
            self.rows = rows
            self.periods = periods
            self.firstLabel = firstLabel
            self.lastLabel = lastLabel
            self.missing = missing
            self.notes = notes
            self.classes = classes
        }

        enum CodingKeys: String, CodingKey {
            case dataset
            case snapshotDigest = "snapshot_digest"
            case frequency, series, rows, periods
            case firstLabel = "first_label"
            case lastLabel = "last_label"
            case missing, notes, classes
        }
    }

    /// The series of one combination of classes.
    package struct ClassCell: Codable, Hashable, Sendable {
        package var abc: String
        package var xyz: String
        package var pattern: String
        package var series: Int
        /// Their share of the main target's sum over the training data, 0 to 1.
        package var share: Figure

        package init(abc: String, xyz: String, pattern: String, series: Int, share: Figure) {
            self.abc = abc
            self.xyz = xyz
            self.pattern = pattern
            self.series = series
            self.share = share
        }
    }

    /// The series on which champion and challenger differ most: never more than a few, so the size of
    /// a report does not depend on the number of series.
    package struct Highlights: Codable, Equatable, Sendable {
        package var target: String
        /// What the series are ranked by: the id of a metric.
        package var metric: String
        package var champion: String
        package var challenger: String
        /// The quantiles that bound the bands, such as `p10` and `p90`; empty without quantiles.
        package var band: [String]
        /// Where the challenger is better, what adds most to the improvement first.
        package var gains: [SeriesHighlight]
        /// Where the challenger is worse, what takes most from the improvement first.
        package var losses: [SeriesHighlight]

        package init(
            target: String, metric: String, champion: String, challenger: String, band: [String],
            gains: [SeriesHighlight], losses: [SeriesHighlight]
        ) {
            self.target = target
            self.metric = metric
            self.champion = champion
            self.challenger = challenger
            self.band = band
            self.gains = gains
            self.losses = losses
        }
    }

    /// One series in one window: what was known, what came, what was forecast.
    package struct SeriesHighlight: Codable, Equatable, Sendable {
        package var uniqueID: String
        package var window: Int
        /// Its classes, such as `A`, `X`, `smooth`.
        package var classes: [String]
        /// The metric over this series, all windows.
        package var championValue: Figure
        package var challengerValue: Figure
        /// What the series adds to the challenger's improvement over all series and windows, negative for a loss; null in
        /// reports of earlier versions.
        @OrNull package var contribution: Double?
        /// The end of the training data: labels and values of the same length.
        package var historyLabels: [String]
        package var history: [Figure]
        /// The scored periods; actuals and forecasts have the same length.
        package var labels: [String]
        package var actuals: [Figure]
        package var championForecast: Band
        package var challengerForecast: Band
        /// What the two forecast in earlier windows that lie in `history`; null in reports of earlier versions.
        @OrNull package var earlier: [EarlierForecast]?

        package init(
            uniqueID: String, window: Int, classes: [String], championValue: Figure, challengerValue: Figure,
            contribution: Double? = nil, historyLabels: [String], history: [Figure], labels: [String],
            actuals: [Figure], championForecast: Band, challengerForecast: Band,
            earlier: [EarlierForecast]? = nil
        ) {
            self.uniqueID = uniqueID
            self.window = window
            self.classes = classes
            self.championValue = championValue
            self.challengerValue = challengerValue
            self.contribution = contribution
            self.historyLabels = historyLabels
            self.history = history
            self.labels = labels
            self.actuals = actuals
            self.championForecast = championForecast
            self.challengerForecast = challengerForecast
            self.earlier = earlier
        }

        enum CodingKeys: String, CodingKey {
            case uniqueID = "unique_id"
            case window, classes, contribution
            case championValue = "champion_value"
            case challengerValue = "challenger_value"
            case historyLabels = "history_labels"
            case history, labels, actuals
            case championForecast = "champion_forecast"
            case challengerForecast = "challenger_forecast"
            case earlier
        }
    }

    /// Two forecasts of one window.
    package struct EarlierForecast: Codable, Equatable, Sendable {
        package var window: Int
        package var labels: [String]
        package var champion: Band
        package var challenger: Band

        package init(window: Int, labels: [String], champion: Band, challenger: Band) {
            self.window = window
            self.labels = labels
            self.champion = champion
            self.challenger = challenger
        }
    }

    /// A forecast with the quantiles that bound its band.
    ///
    /// **Shape** `[step]` each; `lower` and `upper` are empty where the forecast has no quantiles.
    package struct Band: Codable, Equatable, Sendable {
        package var mean: [Figure]
        package var lower: [Figure]
        package var upper: [Figure]

        package init(mean: [Figure], lower: [Figure] = [], upper: [Figure] = []) {
            self.mean = mean
            self.lower = lower
            self.upper = upper
        }
    }
}
