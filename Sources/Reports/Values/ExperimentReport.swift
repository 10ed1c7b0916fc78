/// What a run found, in plain values: the content of `report.json` and the only input of every
/// renderer. It holds no time, host, path or thread count, so the same run gives the same bytes.
///
/// Windows and horizon steps are numbered from 1. A name that appears in `targets`, `metrics` or
/// `models` is the key of every table further down. `docs/outputs.md` documents each field.
package struct ExperimentReport: Codable, Equatable, Sendable {
    /// The version that this code reads and writes.
    package static let currentSchemaVersion = 1

    package var schemaVersion = ExperimentReport.currentSchemaVersion
    package var experiment: String
    /// The first 12 hex digits of the run's key: the name of its folder.
    package var run: String
    package var resultDigest: String
    package var description: String
    /// In the order of the spec; the first one is the main one.
    package var targets: [String]
    /// In the order of the spec.
    package var metrics: [MetricDescription]
    /// In the order of the spec, baselines that were added last.
    package var models: [ModelReport]
    /// Null where the spec declares no promotion.
    @OrNull package var verdict: Verdict?
    package var windows: [WindowCard]
    package var data: DataCard
    /// Null where nothing was compared series by series.
    @OrNull package var highlights: Highlights?
    /// What models' standings are measured against; null without a model or a metric.
    @OrNull package var yardsticks: Yardsticks?
    /// Two models series by series; null where there are not two.
    @OrNull package var headToHead: HeadToHead?
    /// The errors of those two by time, season, promotion, step and class; null where there are not two.
    @OrNull package var breakdown: Breakdown?
    /// Error against cost; null where fewer than two models know what they cost.
    @OrNull package var frontier: Frontier?
    /// In the order of the spec; null where the spec searches nothing.
    @OrNull package var halvings: [Halving]?
    package var reproduction: Reproduction

    package init(
        experiment: String, run: String, resultDigest: String, description: String, targets: [String],
        metrics: [MetricDescription], models: [ModelReport], verdict: Verdict?, windows: [WindowCard],
        data: DataCard, highlights: Highlights?, reproduction: Reproduction, frontier: Frontier? = nil,
        halvings: [Halving]? = nil, yardsticks: Yardsticks? = nil, headToHead: HeadToHead? = nil,
        breakdown: Breakdown? = nil
    ) {
        self.experiment = experiment
        self.run = run
        self.resultDigest = resultDigest
        self.description = description
        self.targets = targets
        self.metrics = metrics
        self.models = models
        self.verdict = verdict
        self.windows = windows
        self.data = data
        self.highlights = highlights
        self.frontier = frontier
        self.halvings = halvings
        self.yardsticks = yardsticks
        self.headToHead = headToHead
        self.breakdown = breakdown
        self.reproduction = reproduction
    }

    enum CodingKeys: String, CodingKey {
        case schemaVersion = "schema_version"
        case experiment, run
        case resultDigest = "result_digest"
        case description, targets, metrics, models, verdict, windows, data, highlights, frontier
        case halvings = "halving"
        case yardsticks
        case headToHead = "head_to_head"
        case breakdown
        case reproduction
    }
}

// MARK: - Parts that describe the experiment

extension ExperimentReport {
    /// What one column of numbers means.
    package struct MetricDescription: Codable, Hashable, Sendable {
        package enum Unit: String, Codable, Sendable {
            case percent
            /// A multiple of a scale, such as MASE.
            case ratio
            /// The unit of the target itself, such as pieces.
            case target
        }

        package enum Better: String, Codable, Sendable {
            case lower
            /// Bias: best at 0.
            case zero
            /// Coverage: best at `nominal`.
            case nominal
        }

        /// The variant, such as `mase@m=52`.
        package var id: String
        package var unit: Unit
        package var better: Better
        /// The share of observations that an interval promises to hold, in percent; else null.
        package var nominal: Figure

        package init(id: String, unit: Unit, better: Better, nominal: Figure = .undefined) {
            self.id = id
            self.unit = unit
            self.better = better
            self.nominal = nominal
        }
    }

    /// One round of the backtest by the labels of its periods.
    package struct WindowCard: Codable, Hashable, Sendable {
        /// From 1, earliest first.
        package var window: Int
        package var train: LabelRange
        package var test: LabelRange
        /// Periods between training and test that are neither trained on nor scored.
        package var gap: Int
        /// The window whose training data fitted the parameters.
        package var fittedIn: Int

        package init(window: Int, train: LabelRange, test: LabelRange, gap: Int, fittedIn: Int) {
            self.window = window
            self.train = train
            self.test = test
            self.gap = gap
            self.fittedIn = fittedIn
        }

        enum CodingKeys: String, CodingKey {
            case window, train, test, gap
            case fittedIn = "fitted_in"
        }
    }

    /// A run of periods: its first and last label and how many there are.
    package struct LabelRange: Codable, Hashable, Sendable {
        package var first: String
        package var last: String
        package var periods: Int

        package init(first: String, last: String, periods: Int) {
            self.first = first
            self.last = last
            self.periods = periods
        }
    }

    /// How to get the same bytes again.
    package struct Reproduction: Codable, Hashable, Sendable {
        /// The command line, to be pasted into a shell.
        package var command: String
        package var seed: UInt64
        package var specDigest: String
        package var snapshotDigest: String
        package var codeVersion: String
        package var environment: [String: String]

        package init(
            command: String, seed: UInt64, specDigest: String, snapshotDigest: String, codeVersion: String,
            environment: [String: String]
        ) {
            self.command = command
            self.seed = seed
            self.specDigest = specDigest
            self.snapshotDigest = snapshotDigest
            self.codeVersion = codeVersion
            self.environment = environment
        }

        enum CodingKeys: String, CodingKey {
            case command, seed
            case specDigest = "spec_digest"
            case snapshotDigest = "snapshot_digest"
            case codeVersion = "code_version"
            case environment
        }
    }
}
