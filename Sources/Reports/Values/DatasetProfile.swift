internal import ForecastCore

/// What a data set looks like: the content of `forecast data show --json` and the only input of its other
/// renderers.
package struct DatasetProfile: Encodable, Equatable, Sendable {
    package static let currentSchemaVersion = 1

    package var schemaVersion = DatasetProfile.currentSchemaVersion
    package var dataset: String
    package var snapshotDigest: String
    package var description: String
    package var frequency: String
    package var series: Int
    package var periods: Int
    package var firstLabel: String
    package var lastLabel: String
    /// Cells in which some target was observed.
    package var observations: Int
    package var columns: [Column]
    package var attributes: [Attribute]
    /// The column that classes, histograms and charts are about.
    package var volume: String
    /// Over the whole data set; empty cells left out.
    package var classes: [ExperimentReport.ClassCell]
    /// Periods from a series' first to its last observation.
    package var lengths: [Bin]
    /// Of a series' observations, how many percent are 0.
    package var zeroShares: [Bin]
    /// Whether somebody chose the series below; else they are the largest of every class.
    package var isChosen: Bool
    package var shown: [Series]
    /// Of the time axis: the step and its label.
    package var ticks: [Tick]

    package init(
        dataset: String, snapshotDigest: String, description: String, frequency: String, series: Int,
        periods: Int, firstLabel: String, lastLabel: String, observations: Int, columns: [Column],
        attributes: [Attribute], volume: String, classes: [ExperimentReport.ClassCell], lengths: [Bin],
        zeroShares: [Bin], isChosen: Bool, shown: [Series], ticks: [Tick]
    ) {
        self.dataset = dataset
        self.snapshotDigest = snapshotDigest
        self.description = description
        self.frequency = frequency
        self.series = series
        self.periods = periods
        self.firstLabel = firstLabel
        self.lastLabel = lastLabel
        self.observations = observations
        self.columns = columns
        self.attributes = attributes
        self.volume = volume
        self.classes = classes
        self.lengths = lengths
        self.zeroShares = zeroShares
        self.isChosen = isChosen
        self.shown = shown
        self.ticks = ticks
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case dataset
        case snapshotDigest = "snapshot_digest"
        case description, frequency, series, periods
        case firstLabel = "first_label"
        case lastLabel = "last_label"
        case observations, columns, attributes, volume, classes, lengths
        case zeroShares = "zero_shares"
        case shown
    }
}

extension DatasetProfile {
    package struct Column: Encodable, Hashable, Sendable {
        package var name: String
        /// `target`, `known_ahead` or `past_only`.
        package var known: String
        package var observed: Int
        package var missing: Int
        package var zeros: Int
        package var smallest: Figure
        package var largest: Figure

        package init(
            name: String, known: String, observed: Int, missing: Int, zeros: Int, smallest: Figure,
            largest: Figure
        ) {
            self.name = name
            self.known = known
            self.observed = observed
            self.missing = missing
            self.zeros = zeros
            self.smallest = smallest
            self.largest = largest
        }
    }

    package struct Attribute: Encodable, Hashable, Sendable {
        package var name: String
        package var values: Int
        /// Series without one.
        package var missing: Int
        package var examples: [String]

        package init(name: String, values: Int, missing: Int, examples: [String]) {
            self.name = name
            self.values = values
            self.missing = missing
            self.examples = examples
        }
    }

    /// Series of which a quantity lies from `lower` to `upper`, both included.
    package struct Bin: Encodable, Hashable, Sendable {
        package var lower: Double
        package var upper: Double
        package var series: Int
        /// In words: `100 to 119`.
        package var label: String

        package init(lower: Double, upper: Double, series: Int, label: String) {
            self.lower = lower
            self.upper = upper
            self.series = series
            self.label = label
        }
    }

    package struct Tick: Hashable, Sendable {
        package var step: Int
        package var label: String

        package init(step: Int, label: String) {
            self.step = step
            self.label = label
        }
    }

    /// One series with what a chart draws of it.
    package struct Series: Encodable, Equatable, Sendable {
        package var uniqueID: String
        package var abc: String
        package var xyz: String
        package var pattern: String
        /// Of the whole data set's volume, 0 to 1; undefined where that is 0 or too large for a number.
        package var share: Figure
        package var observed: Int
        package var zeros: Int
        package var mean: Figure
        /// `[period]`; NaN where missing. Not part of the JSON, which is about data sets, not a copy of them.
        package var values: [Double]

        package init(
            uniqueID: String, abc: String, xyz: String, pattern: String, share: Figure, observed: Int,
            zeros: Int, mean: Figure, values: [Double]
        ) {
            self.uniqueID = uniqueID
            self.abc = abc
            self.xyz = xyz
            self.pattern = pattern
            self.share = share
            self.observed = observed
            self.zeros = zeros
            self.mean = mean
            self.values = values
        }

        enum CodingKeys: String, CodingKey {
            case uniqueID = "unique_id"
            case abc, xyz, pattern, share, observed, zeros, mean
        }
    }

    // MARK: - What renderers ask

    /// `46.5 %` for 0.465.
    static func percent(_ share: Double?, decimals: Int) -> String {
        share.map { NumberText.fixed(100 * $0, decimals: decimals) + " %" } ?? NumberText.undefined
    }

    /// `week` or `weeks`.
    func stepNoun(_ count: Int) -> String {
        Frequency(rawValue: frequency)?.stepNoun(count) ?? (count == 1 ? "period" : "periods")
    }

    /// `200 series, 156 weeks (2023-01-02 to 2025-12-22), 28,967 observations`.
    var sizeText: String {
        "\(NumberText.count(series)) series, \(NumberText.count(periods)) \(stepNoun(periods)) "
            + "(\(firstLabel) to \(lastLabel)), \(NumberText.count(observations)) observations"
    }
}
